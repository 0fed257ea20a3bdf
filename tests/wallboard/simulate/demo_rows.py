"""Reads what a demo city wrote, by SQL of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

# Of the helpdesk's tables a row of each request, with its words as the demo's own.
_REQUESTS = """create temp view requests as select tickets.id, tickets.created_at as opened_at, tickets.updated_at,
    case ticket_states.name when 'new' then 'New' when 'open' then 'In progress' when 'pending reminder' then 'Waiting'
        when 'closed' then 'Closed' when 'merged' then 'Merged' when 'duplicate' then 'Duplicate' when 'rejected' then 'Rejected'
        end as status,
    iif(groups.name = 'Intake', '', groups.name) as department, service_type, ward, channel, close_at as first_closed_at,
    iif(ticket_states.name in ('closed', 'duplicate', 'rejected'), last_close_at, null) as closed_at,
    (select count(*) from histories where o_id = tickets.id and id_from in (4, 8, 9) and history_attribute_id = 1) as reopens
    from tickets join ticket_states on ticket_states.id = state_id join groups on groups.id = group_id"""


def rows(folder: Path, query: str, database: str = "phones.db") -> list[sa.Row[*tuple[Any, ...]]]:
    engine = sa.create_engine(f"sqlite:///{folder / database}")
    with engine.connect() as connection:
        if database == "requests.db":
            connection.execute(sa.text(_REQUESTS))
        found = list(connection.execute(sa.text(query)))
    engine.dispose()
    return found
