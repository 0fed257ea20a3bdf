"""The made-up city that the gallery shows: its settings, and its figures by how they go. No city's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from wallboard.metrics import METRICS
from wallboard.model import SECOND, Health, Micros, Reading, ReadingKey, Scope, State
from wallboard.settings import Settings

SITE, DAY = "main", "08:00-20:00"
NOON: Micros = int(datetime(2026, 11, 24, 16, 42, 5, tzinfo=UTC).timestamp()) * SECOND  # Tuesday 10:42 in Chicago
NIGHT: Micros = int(datetime(2026, 11, 25, 5, 12, 0, tzinfo=UTC).timestamp()) * SECOND  # and 23:12
QUEUES = {"roads": "Streets", "water": "Water", "tax": "Taxes", "permits": "Permits"}
PROMISED_DAYS = {"Streets": 7, "Forestry": 14, "Water": 3, "Parks": 14}
BANDS = ("(0,1]", "(1,3]", "(3,7]", "(7,14]", "(14,30]", "(30,90]", ">90")
OPEN = {  # by band of age
    "Streets": (48, 61, 70, 14, 4, 1, 0),
    "Forestry": (22, 31, 44, 39, 6, 2, 0),
    "Water": (35, 28, 2, 1, 0, 0, 0),
    "Parks": (15, 19, 21, 18, 3, 0, 0),
}


def made_up_settings() -> Settings:
    """One site that is open by day, four queues and four departments, each with a promise."""
    target = {"share": 0.8, "within_s": 30, "speed_of_answer_s": 30, "abandon_rate": 0.03}
    return Settings.model_validate(
        {
            "sites": {
                SITE: {"name": "311", "zone": "America/Chicago", "hours": [{"mon": DAY, "tue": DAY, "wed": DAY}]},
            },
            "queues": {name: {"label": label, "targets": [target]} for name, label in QUEUES.items()},
            "departments": {name: {} for name in PROMISED_DAYS},
            "promises": [
                {"service_type": f"{name} request", "department": name, "days": days, "share": 0.9}
                for name, days in PROMISED_DAYS.items()
            ],
        }
    )


@dataclass(frozen=True, slots=True)
class Calls:
    """How calls go in one queue; the city has four times as many. Seconds, and shares of 0 to 1."""

    waiting: int
    longest: int | None
    answer: float | None
    in_time: float | None
    gave_up: float | None
    free: int
    ended: int = 40  # calls of the last minutes, of which the shares are
    state: State = State.LIVE


@dataclass(frozen=True, slots=True)
class Requests:
    """How requests go in one department, and how many of its emergencies are new or past their promise."""

    kept: float | None
    decided: int = 160
    late_by: int = 0  # open requests that are older than shown in OPEN
    new: int = 0
    breached: int = 0
    state: State = State.LIVE


CALM = Calls(1, 14, 16, 0.91, 0.012, 2)
CALM_REQUESTS = Requests(0.94)


def reading(metric: str, value: float | None, window: str = "now", variant: str = "", **facts: object) -> Reading:
    """Of the site, or of what `facts` name of it; `at`, `n`, `state` and `since` are the reading's own."""
    at = int(str(facts.pop("at", NOON)))
    own = {name: facts.pop(name) for name in ("n", "state", "since") if name in facts}
    scope = Scope(SITE, **{name: str(value) for name, value in facts.items()})
    return Reading(metric, scope, window, value, METRICS[metric].unit, at, variant, **own)  # type: ignore[arg-type]


def call_readings(one: Calls, at: Micros) -> Iterator[Reading]:
    """Of the city, and of the first queue; the other three are calm unless nobody can know."""
    others = one if one.state is not State.LIVE else CALM
    for nth, queue in enumerate(QUEUES):
        yield from _calls_of(one if nth == 0 else others, at, 1, queue=queue)
    yield from _calls_of(one, at, len(QUEUES))
    known = one.state is not State.UNKNOWN
    state = State.LIVE if known else one.state
    for metric, count in (("offered", 1231), ("answered", 1190), ("abandoned", 22), ("diverted", 2)):
        counted = count if one.ended else 0
        yield reading(f"calls.{metric}", counted if known else None, "today", at=at, state=state)
    yield reading("calls.offered", 1150, "today", "usual", at=at)
    yield reading("calls.offered", 171 if one.ended else 0, "60m", at=at)
    people = {"available": one.free, "on_call": 14, "paused": 2} if at == NOON else {"available": 0}
    for doing, n in people.items():
        yield reading(f"agents.{doing}", n if known else None, at=at, state=state)
    yield reading("agents.logged_in", sum(people.values()) if known else None, at=at, state=state)


def _calls_of(one: Calls, at: Micros, times: int, **scope: str) -> Iterator[Reading]:
    known = one.state is not State.UNKNOWN
    waiting = one.waiting * times if known else None
    since = None if one.longest is None else at - one.longest * SECOND
    state = one.state if one.state is State.UNKNOWN else State.LIVE
    yield reading("calls.waiting", waiting, at=at, state=state, **scope)
    yield reading("calls.waiting", times, variant="usual", at=at, **scope)
    nobody = State.NO_CALLS if known and one.longest is None else state
    yield reading("calls.longest_wait_s", one.longest, at=at, since=since, state=nobody, **scope)
    yield reading("agents.available", one.free, at=at, **scope)
    yield reading("agents.paused", 1, at=at, **scope)
    n = one.ended * times
    for window in ("30m", "today"):
        shares = {"asa_s": one.answer, "abandon_rate": one.gave_up}
        for metric, value in shares.items():
            yield reading(f"calls.{metric}", value, window, at=at, n=n, state=one.state, **scope)
        yield reading("calls.service_level", one.in_time, window, "offered", at=at, n=n, state=one.state, **scope)


def request_readings(one: Requests, at: Micros) -> Iterator[Reading]:
    """Of the city and its departments: the first goes as `one` says, all of them where nobody can know."""
    known = one.state is not State.UNKNOWN
    for nth, (name, counts) in enumerate(OPEN.items()):
        own = one if nth == 0 or one.state is not State.LIVE else CALM_REQUESTS
        older = (*counts[:-3], *(count + own.late_by for count in counts[-3:]))
        for band, count in zip(BANDS, older, strict=True):
            yield reading("tickets.in_band", count if known else None, department=name, band=band, at=at)
        late = sum(count for band, count in zip(BANDS, older, strict=True) if _from(band) >= PROMISED_DAYS[name])
        yield reading("tickets.open", sum(older), department=name, at=at)
        yield reading("tickets.breached", late, department=name, at=at)
        yield reading("tickets.on_time", own.kept, "7d", department=name, n=own.decided, state=own.state, at=at)
        yield reading("tickets.age_max_days", 41.0 + own.late_by, variant="calendar", department=name, at=at)
    total = sum(map(sum, OPEN.values())) + 3 * one.late_by
    state = one.state if one.state is State.UNKNOWN else State.LIVE
    yield reading("tickets.open", total, at=at)
    yield reading("tickets.age_max_days", 41.0 + one.late_by if known else None, variant="calendar", at=at, state=state)
    yield reading("tickets.age_p50_days", 4.2, variant="calendar", at=at)
    yield reading("tickets.on_time", one.kept, "7d", n=4 * one.decided, state=one.state, at=at)
    yield reading("tickets.breached", 12 + one.late_by, at=at)
    yield reading("tickets.due_soon", 9, at=at)
    for flow, value in (("opened", 431), ("finished", 443), ("net", -12)):
        yield reading(f"tickets.{flow}", value if known else None, "7d", at=at, state=state)
    for variant, n in (("new", one.new), ("breached", one.breached)):
        yield reading("tickets.emergency", n, variant=variant, at=at)
        yield reading("tickets.emergency", n, variant=variant, department="Streets", at=at)


def _from(band: str) -> float:
    return float(band.lstrip("(>").partition(",")[0])


def source(name: str, carries: str, at: Micros, state: State = State.LIVE, **facts: float) -> Health:
    """How a source is: a live one answered two seconds ago, another one 44 minutes ago."""
    since = at - 44 * 60 * SECOND
    answered = at - 2 * SECOND if state in (State.LIVE, State.SILENT) else since
    return Health(name, SITE, carries, state, answered, since, 2.0, **facts)  # type: ignore[arg-type]


def trends(one: Calls) -> dict[ReadingKey, tuple[float | None, ...]]:
    """The last half hour, a point a minute, which ends as things are now."""
    wave = [0.6 + (nth * 7 % 5) / 12 for nth in range(24)] + [1 - nth / 30 for nth in (4, 3, 2, 1, 1, 0)]
    ends = {
        ReadingKey("calls.waiting", Scope(SITE)): one.waiting * len(QUEUES),
        ReadingKey("calls.asa_s", Scope(SITE), "5m"): one.answer,
        ReadingKey("calls.service_level", Scope(SITE), "5m", "offered"): one.in_time,
        ReadingKey("calls.abandon_rate", Scope(SITE), "5m"): one.gave_up,
        **{ReadingKey("calls.waiting", Scope(SITE, queue=queue)): one.waiting for queue in QUEUES},
    }
    return {key: tuple(end * part for part in wave) for key, end in ends.items() if end is not None}
