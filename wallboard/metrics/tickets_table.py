"""The metrics of requests: each with its definition and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wallboard.languages import N_
from wallboard.metrics.calls import ratio
from wallboard.metrics.registry import Figure, Metric
from wallboard.metrics.requests_at import FLOWS, FlowIn, OpenNow
from wallboard.metrics.tickets import (
    BREACHED,
    OpenSince,
    age_max_days,
    age_mean_days,
    age_quantile_days,
    in_bands,
    net,
    on_time_share,
)
from wallboard.model import Micros, State
from wallboard.state.posting_table import EMERGENCY, EMERGENCY_AT75, EMERGENCY_DUE, EMERGENCY_OPENED, NO_PROMISE

_SCOPES = ("site", "department", "service_type", "ward")
_FLOW_WINDOWS = ("today", "7d")
_ROWS = N_("ticket system: its requests, every version that we received")
_PROMISES = N_("ticket system: its due instants; settings: promises where it tells none")
_CLOCKS = ("calendar", "business")


def _open(
    name: str,
    help: str,
    definition: str,
    figures: Callable[[OpenNow], Figure | Sequence[Figure]],
    source: str = _ROWS,
    variants: tuple[str, ...] = (),
    terms: str = "",
) -> Metric[OpenNow]:
    name = f"tickets.{name}"
    return Metric(name, "tickets", help, definition, source, figures, ("now",), _SCOPES, variants, terms=terms)


def _age(
    name: str, help: str, definition: str, age: Callable[[OpenSince, Micros, Micros], float | None]
) -> Metric[OpenNow]:
    def figures(its: OpenNow) -> Figure:
        return Figure(age(its.open_since, its.age_now, its.day_us), len(its.open_since), its.clock)

    name = f"tickets.age_{name}_days"
    return Metric(
        name, "days", help, definition, _ROWS, figures, ("now",), _SCOPES, _CLOCKS, nothing=State.NO_DATA, terms=_AGE
    )


def _flow(
    name: str,
    help: str,
    definition: str,
    figures: Callable[[FlowIn], Figure | Sequence[Figure]],
    variants: tuple[str, ...] = (),
) -> Metric[FlowIn]:
    return Metric(f"tickets.{name}", "tickets", help, definition, _ROWS, figures, _FLOW_WINDOWS, _SCOPES, variants)


def _quantile(share: float) -> Callable[[OpenSince, Micros, Micros], float | None]:
    return lambda open_since, now, day_us: age_quantile_days(open_since, share, now, day_us)


def _finished(flow: FlowIn) -> list[Figure]:
    ways = (Figure(ended, variant=outcome) for outcome, ended in flow.outcomes("finished"))
    return [Figure(flow["finished"]), *ways]


def _in_band(its: OpenNow) -> list[Figure]:
    overdue = its.group.overdue.open_since(its.now)
    counts, late = (in_bands(each, its.edges, its.age_now, its.day_us) for each in (its.open_since, overdue))
    figures = []
    for part, count, its_late in zip(its.at.bands[its.edges], counts, late, strict=True):
        figures += [Figure(count, None, "", part), Figure(its_late, None, BREACHED, part)]
    return figures


def _due_soon(its: OpenNow) -> tuple[Figure, ...]:
    below90, above90 = its.at75 - its.at90, its.at90 - its.breached
    return Figure(below90 + above90), Figure(below90, variant="75-90"), Figure(above90, variant="90-100")


def _breached(its: OpenNow) -> tuple[Figure, ...]:
    return Figure(its.breached), Figure(its.group.marks("at300").count_before(its.now), variant="3x")


def _emergencies(its: OpenNow) -> list[Figure]:
    """Variants that count none are left out."""
    if not its.group.counts[EMERGENCY]:
        return [Figure(0)]
    late = its.group.series(EMERGENCY_DUE).count_before(its.now)
    soon = its.group.series(EMERGENCY_AT75).count_until(its.now) - late
    fresh = its.group.series(EMERGENCY_OPENED).between(its.at.new_since, its.now)
    ways = ((BREACHED, late), ("due_soon", soon), ("new", fresh))
    return [Figure(its.group.counts[EMERGENCY]), *(Figure(n, variant=way) for way, n in ways if n)]


def _on_time(flow: FlowIn) -> Figure:
    return Figure(on_time_share(*flow.decided), sum(flow.decided))


def _decided_alone(flow: FlowIn) -> Figure:
    return Figure(ratio(flow.decided[0], sum(flow.decided)), sum(flow.decided))


_AGE = N_(
    "age = now − opened, less the time between being finished and being reopened, in calendar days, or in business "
    "days (open hours / the mean open day) where the department's ages are told so"
)

OPEN_METRICS: tuple[Metric[OpenNow], ...] = (
    _open(
        "open",
        N_("requests not finished now"),
        N_("decided by state, never by a closing time; paused ones are open"),
        lambda its: Figure(len(its.open_since)),
    ),
    _age("mean", N_("average age of open requests"), N_("summed age / count"), age_mean_days),
    _age("p50", N_("median age of open requests"), N_("linear interpolation"), _quantile(0.5)),
    _age("p85", N_("85 of 100 open requests are younger"), N_("linear interpolation"), _quantile(0.85)),
    _age("p95", N_("95 of 100 open requests are younger"), N_("linear interpolation"), _quantile(0.95)),
    _age("max", N_("age of the oldest open request"), "", age_max_days),
    _open(
        "in_band",
        N_("open requests by age"),
        N_(
            "bands open below, closed above; the first holds age 0 too. Variant breached: how many of the band are past their "
            "own promise now"
        ),
        _in_band,
        variants=(BREACHED,),
        terms=_AGE,
    ),
    _open(
        "due_soon",
        N_("open requests near their promise"),
        N_(
            "at least 75 % of the promise used and not yet past it; the clock stands while finished, and while paused unless the promise or the source says that it runs on. "
            "Variants: the steps from 75 to 90 and from 90 to 100 %"
        ),
        _due_soon,
        _PROMISES,
        ("75-90", "90-100"),
    ),
    _open(
        "breached",
        N_("open requests past their promise"),
        N_("now is after due; variant 3x: three times the promise is used"),
        _breached,
        _PROMISES,
        ("3x",),
    ),
    _open(
        "undecided",
        N_("open requests whose promise still runs"),
        N_("promised, open and not past due: shown beside on time"),
        lambda its: Figure(len(its.group.marks("due")) - its.breached),
        _PROMISES,
    ),
    _open(
        "no_promise",
        N_("open requests without a promise"),
        N_("no due instant and no promise in the settings; never counted on time"),
        lambda its: Figure(its.group.counts[NO_PROMISE]),
        _PROMISES,
    ),
    _open(
        "unassigned",
        N_("open requests that nobody has"),
        N_("in no department, in one that the settings call unstaffed, or with nobody where the source tells who"),
        lambda its: Figure(its.unassigned),
    ),
    _open(
        "emergency",
        N_("open emergencies"),
        N_(
            "open requests of a service type that the settings call an emergency. Variants, left out where they count "
            "none: breached, past the promise (an alarm on the wall); due_soon, at least 75 % of it used, and new, reported "
            "in the last minutes (alarm.emergency_new_min), both watched"
        ),
        _emergencies,
        variants=(BREACHED, "due_soon", "new"),
    ),
)

FLOW_METRICS: tuple[Metric[FlowIn], ...] = (
    _flow(
        "opened",
        N_("requests reported"),
        N_("by the instant at which each was opened"),
        lambda flow: Figure(flow["opened"]),
    ),
    _flow(
        "finished",
        N_("requests finished"),
        N_(
            "became resolved or closed, by doing or deciding, by the instant of it; the variants tell how it ended. "
            "One that is finished, reopened and finished again counts twice here, and once as reopened"
        ),
        _finished,
        ("done", "rejected", "duplicate", "referred", "unable"),
    ),
    _flow(
        "reopened",
        N_("requests reopened"),
        N_("finished or removed before, open again; null before we watched a source that tells no reopens"),
        lambda flow: Figure(flow.told("reopened")),
    ),
    _flow(
        "moved_in",
        N_("requests moved in"),
        N_("open ones that this group got from another; at the site, all moves between departments"),
        lambda flow: Figure(flow.told("moved_in")),
    ),
    _flow(
        "moved_out",
        N_("requests moved out"),
        N_("open ones that another group got; at the site, all moves between departments"),
        lambda flow: Figure(flow.told("moved_out")),
    ),
    _flow(
        "removed",
        N_("requests merged or deleted"),
        N_("open ones that left the ticket system, when noticed"),
        lambda flow: Figure(flow["removed"]),
    ),
    _flow(
        "net",
        N_("change in open"),
        N_("opened + reopened + moved in − finished − moved out − removed = change in open, always"),
        lambda flow: Figure(net(**{kind: flow[kind] for kind in FLOWS})),
    ),
    Metric(
        "tickets.on_time",
        "ratio",
        N_("share of promises kept"),
        N_(
            "on time / decided, of the requests decided in the last 7 x 24 h. Each is decided once, at the earlier of "
            "being finished and being due: on time if finished by then, late if not. None under five; n is how many "
            "were decided"
        ),
        _PROMISES,
        _on_time,
        ("7d",),
        _SCOPES,
        nothing=State.TOO_FEW,
        alone=_decided_alone,
    ),
)
