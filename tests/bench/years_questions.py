"""What tests/bench/bench_department_page.py asks in plain SQL, and the indexes that somebody would lay for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import LiteralString

_PLACE = "department, {} include (service_type, ward, channel, state, {}, due_at{}) where latest > 0"
_ON = "on ticket_versions"
INDEXES: tuple[LiteralString, ...] = (
    f"create index if not exists plain_opened {_ON} (" + _PLACE.format("opened_at)", "finished_at", ", until"),
    f"create index if not exists plain_until {_ON} (" + _PLACE.format("until)", "opened_at, finished_at", ""),
    f"create index if not exists plain_changed {_ON} (source, ticket, updated_at) include (department, service_type, ward, state) "
    "where latest in (0, 2)",
    f"create index if not exists plain_moved {_ON} (department, updated_at) where latest in (0, 2)",
    f"create index if not exists plain_several {_ON} (until) where latest = 2",
)
_OURS = "ticket_versions where latest > 0 and site = 'main' and department = %(department)s /*sides*/"
QUESTIONS: tuple[LiteralString, ...] = (
    f"""with cohort as (
            select case when state = 'finished' then finished_at else %(now)s end - opened_at as lasted, state = 'finished' as done
            from {_OURS} and opened_at >= %(year)s),
        steps as (select lasted, count(*) filter (where done)::float8 as d, count(*) as n from cohort group by lasted),
        risk as (select lasted, d, sum(n) over (order by lasted desc)::float8 as at_risk from steps),
        curve as (select lasted, exp(sum(ln(1 - d / at_risk)) over (order by lasted)) as s,
            sum(d / (at_risk * (at_risk - d))) over (order by lasted) as v from risk where d > 0 and at_risk > d)
        select count(*), min(lasted) filter (where s <= .75), min(lasted) filter (where s <= .5),
            min(lasted) filter (where s <= .25), max(v) from curve""",
    f"""select (case when state = 'finished' and finished_at <= due_at then finished_at else due_at + 1 end) / 604800000000 as week,
            count(*), count(*) filter (where state = 'finished' and finished_at <= due_at)
        from {_OURS} and until >= %(since)s and due_at > 0
            and ((state = 'finished' and finished_at <= due_at) or due_at < %(now)s) group by 1 order by 1""",
    f"""with several as (select source, ticket from ticket_versions where latest = 2 and until >= %(since)s /*sides*/),
        v as (select v.department, v.state, v.updated_at, lag(v.department) over w as before, lag(v.state) over w as was
            from ticket_versions v join several using (source, ticket)
            window w as (partition by v.source, v.ticket order by v.updated_at)),
        moved as (select * from v where before <> department and was <> 'finished' and state <> 'finished'
            and updated_at >= %(since)s),
        flow as (select opened_at as at, 'opened' as kind from {_OURS} and opened_at >= %(since)s
            union all select finished_at, 'finished' from {_OURS} and until >= %(since)s and state = 'finished'
            union all select updated_at, 'in' from moved where department = %(department)s
            union all select updated_at, 'out' from moved where before = %(department)s)
        select at / 604800000000, kind, count(*) from flow group by 1, 2 order by 1, 2""",
    f"""select count(*), avg(%(now)s - opened_at), percentile_cont(array[.5, .85]) within group (order by %(now)s - opened_at),
            count(*) filter (where due_at < %(now)s) from {_OURS} and until = 9223372036854775807""",
)


def narrowed_by(question: LiteralString, told: Mapping[str, str]) -> LiteralString:
    """Likewise of one type, ward or channel."""
    sides: LiteralString = ""
    for name in ("service_type", "ward", "channel"):
        if name in told:
            sides += "and " + name + " = %(" + name + ")s "
    return question.replace("/*sides*/", sides)
