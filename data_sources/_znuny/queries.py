"""What is asked of Znuny's tables."""

from __future__ import annotations

LOG = (
    "SELECT id, ticket_id, history_type_id, name, article_id, queue_id, owner_id, state_id, create_time"
    " FROM ticket_history"
)
STEPS = f"{LOG} WHERE ticket_id IN :numbers ORDER BY ticket_id, id"
TICKETS = (
    "SELECT id, queue_id, ticket_state_id, user_id, ticket_priority_id, {kind}, create_by, create_time, change_time,"
    " escalation_solution_time FROM ticket WHERE id IN :numbers"
)
STANDING = "SELECT id, ticket_state_id FROM ticket WHERE id IN :numbers"
NEXT = "SELECT id, ticket_state_id, change_time FROM ticket WHERE id > :after ORDER BY id LIMIT :most"
NEWEST = "SELECT id FROM ticket ORDER BY id DESC LIMIT :most"

STATES = "SELECT id, name FROM ticket_state"
STANDINGS = (  # what a state means is in Znuny's own tables
    "SELECT ticket_state.id, CASE WHEN ticket_state_type.name IN ('merged', 'removed') THEN ticket_state_type.name"
    " WHEN ticket_state_type.name = 'closed' THEN 'finished'"
    " WHEN ticket_state_type.name LIKE 'pending%' THEN 'paused' ELSE 'open' END"
    " FROM ticket_state JOIN ticket_state_type ON ticket_state_type.id = ticket_state.type_id"
)
QUEUES = "SELECT id, name FROM queue"
PRIORITIES = "SELECT id, name FROM ticket_priority"
HISTORY_TYPES = "SELECT id, name FROM ticket_history_type"
KINDS = {"service_id": "SELECT id, name FROM service", "type_id": "SELECT id, name FROM ticket_type"}
FIELDS = "SELECT id, name FROM dynamic_field WHERE object_type = 'Ticket'"
LINK_OBJECTS, LINK_TYPES = "SELECT id, name FROM link_object", "SELECT id, name FROM link_type"
LINK_STATES = "SELECT id, name FROM link_state"

USERS = (  # user 1 is nobody, and whoever is no agent; names are put together in a way that all databases know
    "SELECT id, COALESCE(NULLIF(TRIM(REPLACE(REPLACE('<1> <2>', '<1>', first_name), '<2>', last_name)), ''), login)"
    " FROM users WHERE id <> 1 AND id IN :numbers"
)
VALUES = (  # by the index of object_id: those of field_id (hence + 0) would find every ticket's
    "SELECT object_id, field_id, value_text, value_int FROM dynamic_field_value"
    " WHERE object_id IN :numbers AND field_id + 0 IN ({fields}) ORDER BY id"
)
PARENTS = (  # keys of links are texts
    "SELECT target_key, source_key, create_time FROM link_relation"
    " WHERE target_object_id = :tickets AND target_key IN :numbers AND state_id = :valid"
    " AND source_object_id = :tickets AND type_id = :kind ORDER BY create_time"
)
