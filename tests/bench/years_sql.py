"""The statements with which tests/bench/years_of_requests.py writes versions of what it drew."""

from __future__ import annotations

from typing import NamedTuple

FAR, NO_INSTANT = "9223372036854775807", "(-9223372036854775808)"
_POLL = "5000000"

_LAST = "1 + (kind > 0)::int + (kind > 1)::int + (closed < %(still)s)::int"
_HEAD = """
    insert into ticket_versions (
        source, ticket, site, opened_at, updated_at, state, outcome, finished_at, first_finished_at, reopened_at, reopens, paused_s,
        due_at, department, service_type, ward, channel, priority, assignee, status, parent, relation, basis, details, received_at,
        batch, number, marked, latest, began, until, lasting, followed_at
    )
"""


def _versions(told: str) -> str:
    """`told`: rows of plan with number, last, at, state, finished, reopened, received, until, follows."""
    return f"""{_HEAD}
        select 'crm', 'SR-' || lpad(n::text, 8, '0'), 'main', opened, at, state, case state when 'finished' then 'done' else '' end,
            finished, case when kind = 3 and finished > 0 then least(first, finished) else finished end, reopened,
            (reopened > 0)::int, -1, due,
            'Department ' || lpad((case when kind = 1 and number = 1 then former else department end)::text, 2, '0'),
            'Type ' || service_type, (ward + 1)::text, (array['phone', 'web', 'app', 'walk-in'])[channel + 1], '', '',
            state, '', '', '', '', received, greatest(1, (received - %(watched)s) / 86400000000 + 1), number, 0,
            case when number < last then 0 when last = 1 then 1 when kind = 0 then 3 else 2 end, opened, until,
            (number = last and until > opened + 5184000000000)::int, follows
        from ({told}) as told
    """


_BEFORE = f"""
    select *, 1 as number, 1 as last, closed as at, 'finished' as state, closed as finished, {NO_INSTANT} as reopened,
        %(watched)s as received, closed as until, {FAR} as follows
    from plan where closed <= %(watched)s
"""


def _since(number: str, at: str, state: str, finished: str, reopened: str, which: str) -> str:
    later = f"case when number = last then {FAR} else {_follows(number)} end"
    received = f"greatest({at}, %(watched)s) + {_POLL}"
    return f"""
        select *, {received} as received, case when closed < %(still)s then closed + {_POLL} else {FAR} end as until, {later} as follows
        from (select *, {number} as number, {_LAST} as last, {at} as at, {state} as state, {finished} as finished,
            {reopened} as reopened from plan where closed > %(watched)s and {which}) as version
    """


def _follows(number: str) -> str:
    after = {
        "1": "case when kind > 0 then first else closed end",
        "2": "case when kind > 1 then second else closed end",
    }
    return f"({after.get(number, 'closed')}) + {_POLL}"


VERSIONS = tuple(
    map(
        _versions,
        (
            _BEFORE,
            _since("1", "opened", "'open'", NO_INSTANT, NO_INSTANT, "true"),
            _since("2", "first", "case kind when 2 then 'paused' when 3 then 'finished' else 'open' end",
                   f"case kind when 3 then first else {NO_INSTANT} end", NO_INSTANT, "kind > 0"),
            _since("3", "second", "'open'", f"case kind when 3 then first else {NO_INSTANT} end",
                   f"case kind when 3 then second else {NO_INSTANT} end", "kind > 1"),
            _since(_LAST, "closed", "'finished'", "closed", f"case kind when 3 then second else {NO_INSTANT} end",
                   "closed < %(still)s"),
        ),
    )
)  # fmt: skip


class _Fill(NamedTuple):
    create: str
    indexes: str
    index_names: str
    finish: tuple[str, ...]
    source: str
    batch: str


FILL = _Fill(
    create="""create unlogged table plan (n bigint, kind bigint, opened bigint, closed bigint, first bigint, second bigint,
        due bigint, department bigint, former bigint, service_type bigint, ward bigint, channel bigint)""",
    indexes="select indexdef from pg_indexes where tablename = 'ticket_versions' and indexname <> 'ticket_versions_pkey'",
    index_names="select indexname from pg_indexes where tablename = 'ticket_versions' and indexname <> 'ticket_versions_pkey'",
    finish=("drop table plan",),
    source="insert into sources values ('crm', 'main', null, 0, 0, 0, 0, %(ended)s)",
    batch="insert into batches (source, site, received_at, read, new, repeats, set_aside) values ('crm', 'main', %s, 1, 1, 0, 0)",
)
