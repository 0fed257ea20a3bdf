"""What is asked of Zammad's tables."""

from __future__ import annotations

LOG = (
    "SELECT id, history_object_id, o_id, related_history_object_id, related_o_id, history_type_id, history_attribute_id,"
    " value_from, id_from, id_to, created_at FROM histories"
)
STEPS = (  # by the index of o_id: that of history_object_id (hence + 0) would find every ticket's
    "SELECT id, o_id, related_o_id, history_type_id, history_attribute_id, value_from, id_from, id_to, created_at"
    " FROM histories WHERE history_object_id + 0 = :tickets AND o_id IN :numbers ORDER BY o_id, id"
)
NEWEST_LOGGED = "SELECT id FROM histories ORDER BY id DESC LIMIT 1"
TICKETS = (  # with the fields of its own that an installation has
    "SELECT id, group_id, state_id, owner_id, priority_id, customer_id, created_by_id, create_article_type_id,"
    " created_at, updated_at, close_escalation_at, close_at, close_diff_in_min, last_close_at{fields}"
    " FROM tickets WHERE id IN :numbers"
)
STANDING = "SELECT id, state_id FROM tickets WHERE id IN :numbers"
NEXT = "SELECT id, state_id, updated_at FROM tickets WHERE id > :after ORDER BY id LIMIT :most"
NEWEST = "SELECT id FROM tickets ORDER BY id DESC LIMIT :most"
NEWEST_UPDATE = "SELECT updated_at FROM tickets ORDER BY updated_at DESC LIMIT 1"
UPDATED = "SELECT id, updated_at FROM tickets WHERE updated_at > :place ORDER BY updated_at LIMIT 5000"

STATES = "SELECT id, name FROM ticket_states"
STANDINGS = (  # what a state means is in Zammad's own tables
    "SELECT ticket_states.id, CASE WHEN ticket_state_types.name IN ('merged', 'removed') THEN ticket_state_types.name"
    " WHEN ticket_state_types.name = 'closed' THEN 'finished' WHEN ignore_escalation THEN 'paused' ELSE 'open' END"
    " FROM ticket_states JOIN ticket_state_types ON ticket_state_types.id = state_type_id"
)
GROUPS = "SELECT id, name FROM groups"
PRIORITIES = "SELECT id, name FROM ticket_priorities"
CHANNELS = "SELECT id, name FROM ticket_article_types"
ATTRIBUTES = "SELECT id, name FROM history_attributes"
TYPES = "SELECT id, name FROM history_types"
OBJECTS = "SELECT id, name FROM history_objects"
LINK_TYPES = "SELECT id, name FROM link_types"
LINK_OBJECTS = "SELECT id, name FROM link_objects"

OWNERS = (  # user 1 is nobody
    "SELECT id, COALESCE(NULLIF(TRIM(COALESCE(firstname, '') || ' ' || COALESCE(lastname, '')), ''), login) FROM users"
    " WHERE id <> 1 AND id IN :numbers"
)
AGENTS = (  # those who work in it: no resident
    "SELECT id, COALESCE(NULLIF(TRIM(COALESCE(firstname, '') || ' ' || COALESCE(lastname, '')), ''), login) FROM users"
    " WHERE id <> 1 AND id IN :numbers AND EXISTS (SELECT 1 FROM roles_users"
    " JOIN permissions_roles ON permissions_roles.role_id = roles_users.role_id"
    " JOIN permissions ON permissions.id = permissions_roles.permission_id"
    " WHERE roles_users.user_id = users.id AND permissions.name IN ('ticket', 'ticket.agent'))"
)
# In a link of type parent the source is the parent of the target, in one of type child its child.
PARENTS = {
    "parent": "SELECT link_object_target_value, link_object_source_value, created_at FROM links"
    " WHERE link_object_source_id = :tickets AND link_object_target_id = :tickets"
    " AND link_type_id = :kind AND link_object_target_value IN :numbers ORDER BY id",
    "child": "SELECT link_object_source_value, link_object_target_value, created_at FROM links"
    " WHERE link_object_source_id = :tickets AND link_object_target_id = :tickets"
    " AND link_type_id = :kind AND link_object_source_value IN :numbers ORDER BY id",
}
