"""The demo's helpdesk: tables as Zammad has them, with its names and types, of those columns that anybody asks for.

Of the indexes of histories there are the primary key and that of tickets (o_id) alone: the others would only make years slower to
write. Times are UTC to the millisecond, as text.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import Boolean, Column, Index, Integer, String, Table

METADATA = sa.MetaData()
INSTALLED = "2020-01-02 09:00:00.000"
NOBODY, CLERK, RESIDENT = 1, 2, 3  # users
AGENT, CUSTOMER = 2, 3  # roles
UNASSIGNED = "Intake"  # the group of what no department has yet: in Zammad every ticket has one
PRIORITIES = {"normal": 2, "urgent": 3}
STATES = {  # of the demo: its number, name and type in Zammad, and whether the clock of an SLA stands in it
    "New": (1, "new", "new", False),
    "In progress": (2, "open", "open", False),
    "Waiting": (3, "pending reminder", "pending reminder", True),
    "Closed": (4, "closed", "closed", True),
    "Merged": (5, "merged", "merged", True),
    "Duplicate": (8, "duplicate", "closed", True),  # two of the installation's own
    "Rejected": (9, "rejected", "closed", True),
}
STATE_TYPES = ("new", "open", "pending reminder", "pending action", "closed", "merged", "removed")
NAMES = {
    "history_types": ("created", "updated", "removed", "merged_into", "received_merge"),
    "history_objects": ("User", "Ticket", "Ticket::Article"),
    "history_attributes": ("state", "group", "close_at", "last_close_at"),
    "link_types": ("normal", "parent", "child"),
    "link_objects": ("Ticket",),
    "ticket_priorities": ("1 low", "2 normal", "3 high"),
    "ticket_article_types": ("email", "sms", "chat", "fax", "phone", "note", "web"),
    "ticket_state_types": STATE_TYPES,
    "roles": ("Admin", "Agent", "Customer"),
    "permissions": ("ticket.agent", "ticket.customer", "admin"),
}


def _time(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, String(32), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


def _stamps() -> tuple[Column[str], Column[str]]:
    return _time("created_at"), _time("updated_at")


def _id_and_name() -> tuple[Column[int], Column[str]]:
    return Column("id", Integer, primary_key=True), Column("name", String(250), nullable=False, unique=True)


for _name in (*NAMES, "groups"):
    Table(_name, METADATA, *_id_and_name(), *_stamps())
Table(
    "ticket_states", METADATA, *_id_and_name(), _number("state_type_id"),
    Column("ignore_escalation", Boolean, nullable=False), *_stamps(),
)  # fmt: skip
Table(
    "users", METADATA, Column("id", Integer, primary_key=True), Column("login", String(255), nullable=False, unique=True),
    Column("firstname", String(100)), Column("lastname", String(100)), *_stamps(),
)  # fmt: skip
Table("roles_users", METADATA, _number("user_id"), _number("role_id"))
Table("permissions_roles", METADATA, _number("role_id"), _number("permission_id"))
Table(
    "tickets", METADATA, Column("id", Integer, primary_key=True), _number("group_id"), _number("priority_id"),
    _number("state_id"), Column("number", String(60), nullable=False), Column("title", String(250), nullable=False),
    _number("owner_id"), _number("customer_id"), _time("close_at", nullable=True), _time("last_close_at", nullable=True),
    _time("close_escalation_at", nullable=True), _number("close_diff_in_min", nullable=True),
    _number("create_article_type_id"), _number("created_by_id"), _number("updated_by_id"), *_stamps(),
    # fields of the installation's own object manager
    Column("service_type", String(64)), Column("ward", String(16)), Column("channel", String(16)),
    Index("index_tickets_on_updated_at", "updated_at"),
)  # fmt: skip
Table(
    "histories", METADATA, Column("id", Integer, primary_key=True), _number("history_type_id"),
    _number("history_object_id"), _number("history_attribute_id", nullable=True), _number("o_id"),
    _number("related_o_id", nullable=True), _number("related_history_object_id", nullable=True),
    _number("id_to", nullable=True), _number("id_from", nullable=True), Column("value_from", String(500)),
    Column("value_to", String(500)), _number("created_by_id"), *_stamps(), Index("index_histories_on_o_id", "o_id"),
    sqlite_autoincrement=True,
)  # fmt: skip
Table(
    "links", METADATA, Column("id", Integer, primary_key=True), _number("link_type_id"),
    *(_number(f"link_object_{side}_{what}") for side in ("source", "target") for what in ("id", "value")), *_stamps(),
    Index("links_uniq_total", "link_object_source_id", "link_object_source_value", "link_object_target_id",
          "link_object_target_value", "link_type_id", unique=True),
)  # fmt: skip


def numbers(table: str) -> dict[str, int]:
    """Of the names in a table that is the same in every installation."""
    return {name: number for number, name in enumerate(NAMES[table], 1)}


def install(connection: sa.Connection, groups: tuple[str, ...]) -> None:
    """Creates the tables with what an installation begins with, where they are not there. Groups are numbered from 1."""
    if sa.inspect(connection).has_table("tickets"):
        return
    METADATA.create_all(connection)
    for table, names in {**NAMES, "groups": groups}.items():
        _fill(connection, table, [{"id": number, "name": name} for number, name in enumerate(names, 1)])
    types = numbers("ticket_state_types")
    _fill(
        connection,
        "ticket_states",
        [
            {"id": number, "name": name, "state_type_id": types[kind], "ignore_escalation": ignores}
            for number, name, kind, ignores in STATES.values()
        ],
    )
    people = ((NOBODY, "-", "-", ""), (CLERK, "clerk", "Call", "centre"), (RESIDENT, "resident", "A", "resident"))
    _fill(
        connection,
        "users",
        [{"id": id_, "login": login, "firstname": first, "lastname": last} for id_, login, first, last in people],
    )
    roles = [{"user_id": CLERK, "role_id": AGENT}, {"user_id": RESIDENT, "role_id": CUSTOMER}]
    connection.execute(METADATA.tables["roles_users"].insert(), roles)
    may = [{"role_id": AGENT, "permission_id": 1}, {"role_id": CUSTOMER, "permission_id": 2}]
    connection.execute(METADATA.tables["permissions_roles"].insert(), may)


def empty(connection: sa.Connection) -> None:
    """Of all that happened since it was installed."""
    for name in ("tickets", "histories", "links"):
        connection.execute(METADATA.tables[name].delete())


def _fill(connection: sa.Connection, table: str, rows: list[dict[str, object]]) -> None:
    stamps = {"created_at": INSTALLED, "updated_at": INSTALLED}
    connection.execute(METADATA.tables[table].insert(), [row | stamps for row in rows])
