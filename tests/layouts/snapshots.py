"""Hand-made snapshots: a realistic morning, and the edges that a wall must survive."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from wallboard.metrics import METRICS
from wallboard.model import (
    SECOND,
    Health,
    Micros,
    OnDuty,
    Reading,
    ReadingKey,
    Scope,
    Snapshot,
    State,
    readings_by_key,
)
from wallboard.settings import Settings

# Tuesday 24 November 2026, 10:42 in Chicago.
NOW: Micros = int(datetime(2026, 11, 24, 16, 42, 5, tzinfo=UTC).timestamp()) * SECOND
NIGHT: Micros = int(datetime(2026, 11, 25, 5, 12, 0, tzinfo=UTC).timestamp()) * SECOND
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "שירותים עירוניים",
    "Stra\u00dfen & Brücken " * 11,
    "\u202emirrored\u202c",
)
BANDS = ("(0,1]", "(1,3]", "(3,7]", "(7,14]", "(14,30]", "(30,90]", ">90")
QUEUES = {
    "roads": ("Streets & lights", 9, 167, 112, 0.61, 6, 0.52),
    "water": ("Water", 2, 38, 14, 0.88, 2, 0.9),
    "waste": ("Waste", 1, 21, 9, 0.93, 1, 0.95),
    "tax": ("Property tax", 4, 65, 41, 0.76, 2, 0.75),
    "permits": ("Permits", 0, None, 8, 0.97, 1, 1.0),
    "spanish": ("Español", 1, 12, 17, 0.84, 1, 0.85),
}
CALLS = {"today": 200, "30m": 25}  # that a queue's shares are of
DEPARTMENTS = {
    "Streets": ((48, 61, 70, 66, 41, 38, 12), 7, 0.71),
    "Forestry": ((22, 31, 44, 39, 35, 41, 27), 14, 0.64),
    "Water": ((35, 28, 19, 9, 4, 2, 0), 3, 0.94),
    "Waste": ((61, 24, 8, 3, 1, 0, 0), 2, 0.97),
    "Lighting": ((18, 20, 17, 11, 9, 5, 1), 7, 0.88),
    "Inspections": ((9, 17, 25, 31, 38, 22, 6), 14, 0.79),
    "Animal care": ((12, 9, 4, 1, 0, 0, 0), 3, None),
    "Parks": ((15, 19, 21, 18, 12, 7, 2), 14, 0.91),
}
HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-20:00")


def settings(**changes: Any) -> Settings:
    """One site with six queues and eight departments, each with a promise."""
    target = {"share": 0.8, "within_s": 30, "speed_of_answer_s": 30, "abandon_rate": 0.02}
    whole: dict[str, Any] = {
        "demo": True,
        "sites": {"main": {"name": "311 Contact centre", "zone": "America/Chicago", "hours": [HOURS]}},
        "queues": {name: {"label": facts[0], "targets": [target]} for name, facts in QUEUES.items()},
        "departments": {name: {} for name in DEPARTMENTS},
        "promises": [
            {"service_type": f"{name} request", "department": name, "days": facts[1]}
            for name, facts in DEPARTMENTS.items()
        ],
    }
    return Settings.model_validate(whole | changes)


def reading(metric: str, value: float | None, window: str = "now", variant: str = "", **facts: Any) -> Reading:
    at = facts.pop("at", NOW)
    more = {name: facts.pop(name) for name in ("n", "state", "since", "basis") if name in facts}
    unit = METRICS[metric].unit if metric in METRICS else ""
    return Reading(metric, Scope("main", **facts), window, value, unit, at, variant, **more)


def queue_readings(name: str, facts: tuple[Any, ...], at: Micros = NOW) -> Iterable[Reading]:
    _, waiting, longest, answer, level, usual, recent = facts
    since = None if longest is None else at - longest * SECOND
    yield reading("calls.waiting", waiting, queue=name, at=at)
    yield reading("calls.waiting", usual, variant="usual", queue=name, at=at)
    yield reading("calls.longest_wait_s", longest, queue=name, since=since, at=at)
    for window, share in (("today", level), ("30m", recent)):
        n = 0 if share is None else CALLS[window]
        yield reading("calls.asa_s", answer, window, queue=name, at=at, n=n)
        yield reading("calls.service_level", share, window, "offered", queue=name, at=at, n=n)
        yield reading("calls.abandon_rate", None if share is None else 0.018, window, queue=name, at=at, n=n)
    yield reading("agents.available", 0 if name == "roads" else 1, queue=name, at=at)
    yield reading("agents.paused", 3 if name == "roads" else 0, queue=name, at=at)


def site_readings(at: Micros = NOW) -> Iterable[Reading]:
    yield reading("calls.waiting", 17, at=at)
    yield reading("calls.waiting", 6, variant="usual", at=at)
    yield reading("calls.longest_wait_s", 167, since=at - 167 * SECOND, at=at)
    for window in ("today", "30m"):
        for metric, value in (("asa_s", 31.4), ("wait_p50_s", 18), ("wait_p90_s", 84), ("abandon_rate", 0.018)):
            yield reading(f"calls.{metric}", value, window, at=at, n=6 * CALLS[window])
    for metric, value in (("offered", 1231), ("answered", 1190), ("abandoned", 22), ("diverted", 2)):
        yield reading(f"calls.{metric}", value, "today", at=at)
    yield reading("calls.offered", 1050, "today", "usual", at=at)
    yield reading("calls.offered", 171, "60m", at=at)
    yield reading("calls.offered", 850, "rest_of_day", "usual", at=at)
    yield reading("calls.service_level", 0.81, "today", "offered", at=at, n=6 * CALLS["today"])
    yield reading("calls.service_level", 0.68, "30m", "offered", at=at, n=6 * CALLS["30m"])
    for state, people in (("logged_in", 23), ("on_call", 17), ("available", 2), ("paused", 4), ("wrap_up", 0)):
        yield reading(f"agents.{state}", people, at=at)
    yield reading("agents.ringing", None, state=State.UNKNOWN, at=at)


def department_readings(name: str, counts: tuple[int, ...], promise: float, kept: float | None) -> Iterable[Reading]:
    lows = (0, 1, 3, 7, 14, 30, 90)
    for band, value in zip(BANDS, counts, strict=True):
        yield reading("tickets.in_band", value, department=name, band=band)
    late = sum(value for value, low in zip(counts, lows, strict=True) if low >= promise)
    yield reading("tickets.open", sum(counts), department=name)
    yield reading("tickets.breached", late, department=name)
    few = State.TOO_FEW if kept is None else State.LIVE
    yield reading("tickets.on_time", kept, "7d", department=name, state=few, n=3 if kept is None else 80)
    yield reading("tickets.age_max_days", 214.3 if name == "Forestry" else 90.0, variant="calendar", department=name)


def ticket_site_readings() -> Iterable[Reading]:
    yield reading("tickets.open", 1118)
    yield reading("tickets.age_max_days", 214.3, variant="calendar")
    yield reading("tickets.age_p50_days", 6.4, variant="calendar")
    yield reading("tickets.on_time", 0.83, "7d", n=640)
    yield reading("tickets.breached", 402)
    yield reading("tickets.due_soon", 66)
    yield reading("tickets.unassigned", 3)
    for flow, value in (("opened", 431), ("finished", 419), ("net", 12)):
        yield reading(f"tickets.{flow}", value, "7d")


def health(
    source: str = "phones",
    carries: str = "calls",
    state: State = State.LIVE,
    ago_s: float = 2,
    at: Micros = NOW,
    **facts: Any,
) -> Health:
    as_of = facts.pop("as_of", at - int(ago_s * SECOND))
    return Health(source, "main", carries, state, as_of, facts.pop("since", at - 44 * 60 * SECOND), 2.0, **facts)


HEALTHY = (health(), health("requests", "tickets", ago_s=14), health("surveys", "surveys", State.LOST, 2640))


def trends(at: Micros = NOW) -> dict[ReadingKey, tuple[float | None, ...]]:
    wave = [4 + (nth * 7 % 5) - (nth % 3) for nth in range(22)] + [7, 8, 10, 12, 13, 15, 16, 17]
    return {
        ReadingKey("calls.waiting", Scope("main")): tuple(float(v) for v in wave),
        ReadingKey("calls.asa_s", Scope("main"), "5m"): tuple(24 + v * 0.8 for v in wave),
        ReadingKey("calls.service_level", Scope("main"), "5m", "offered"): tuple(0.95 - v * 0.012 for v in wave),
        ReadingKey("calls.abandon_rate", Scope("main"), "5m"): tuple(0.01 + v * 0.0008 for v in wave),
        **{ReadingKey("calls.waiting", Scope("main", queue=q)): tuple(float(v % 5) for v in wave) for q in QUEUES},
    }


def morning(*extra: Reading, health: tuple[Health, ...] = HEALTHY) -> Snapshot:
    """A busy Tuesday morning. `extra` readings replace those of the same key."""
    readings = [*site_readings(), *ticket_site_readings()]
    for name, facts in QUEUES.items():
        readings += queue_readings(name, facts)
    for name, (counts, promise, kept) in DEPARTMENTS.items():
        readings += department_readings(name, counts, promise, kept)
    return Snapshot(NOW, NOW, readings_by_key([*readings, *extra]), health, True, trends())


def empty(at: Micros = NOW, health: tuple[Health, ...] = ()) -> Snapshot:
    """Before anything was ever read."""
    return Snapshot(at, at, {}, health)


def before_first_call() -> Snapshot:
    """Open, everything answers, and nobody has called yet."""
    nobody: list[Reading] = [reading("calls.waiting", 0), reading("calls.waiting", 0, variant="usual")]
    for metric in ("asa_s", "wait_p50_s", "wait_p90_s", "abandon_rate"):
        nobody += [reading(f"calls.{metric}", None, w, state=State.NO_CALLS, n=0) for w in ("today", "30m")]
    nobody += [reading("calls.service_level", None, w, "offered", state=State.NO_CALLS, n=0) for w in ("today", "30m")]
    nobody += [reading(f"calls.{metric}", 0, "today") for metric in ("offered", "answered", "abandoned", "diverted")]
    nobody.append(reading("calls.longest_wait_s", None, state=State.NO_CALLS))
    for queue in QUEUES:
        nobody += queue_readings(queue, (queue, 0, None, None, None, 0, None))
    whole = dict(morning(*nobody).readings)
    return Snapshot(NOW, NOW, whole, (health(), health("requests", "tickets", ago_s=14)), True)


def closed() -> Snapshot:
    """Tuesday 23:12: the centre has closed, one caller waits all the same."""
    busy = morning()
    late = {**busy.readings}
    for queue in QUEUES:
        late |= readings_by_key(queue_readings(queue, (queue, 0, None, 20, 0.8, 0, None)))
    changed = [reading("calls.waiting", 0), reading("calls.longest_wait_s", None, state=State.NO_CALLS)]
    changed += [reading("agents.on_call", 0), reading("agents.available", 0), reading("agents.paused", 0)]
    changed += [reading("agents.logged_in", 0), reading("calls.offered", 12, "since_closing")]
    ok = (health(at=NIGHT), health("requests", "tickets", ago_s=14, at=NIGHT))
    return Snapshot(NIGHT, NIGHT, late | readings_by_key(changed), ok, True)


def dead_phones() -> Snapshot:
    """The phone system does not answer since 09:58; the requests go on."""
    return morning(health=(health(state=State.LOST, ago_s=2640), health("requests", "tickets", ago_s=14)))


def first_read() -> Snapshot:
    """Both sources are still reading their history for the first time."""
    busy = (health(catching_up=0.42), health("requests", "tickets", catching_up=0.07))
    return Snapshot(NOW, NOW, {}, busy)


def _more(names: Iterable[str]) -> Snapshot:
    extra: list[Reading] = []
    for nth, name in enumerate(names):
        extra += queue_readings(name, (name, nth % 7, 20 + nth if nth % 7 else None, 20, 0.85, 2, 0.9))
        extra += department_readings(name, (nth, 9, 8, 7, 6, 5, 4), 7, 0.9)
    return morning(*extra)


def crowded() -> Snapshot:
    """Many more queues and departments than a wall has rows."""
    whole = _more(f"Number {nth}" for nth in range(30))
    huge = [
        reading("calls.offered", 1_231_456, "today"),
        reading("calls.asa_s", 5025, "today"),
        reading("calls.waiting", 1234),
    ]
    return Snapshot(NOW, NOW, {**whole.readings, **readings_by_key(huge)}, HEALTHY, True, trends())


def hostile() -> Snapshot:
    """Names that are markup, right to left, or endless."""
    return _more(HOSTILE)


def named() -> Snapshot:
    """Agents by name, among them names that are markup or endless, and times of every length."""
    names = ("Ada Lopez", "Ben Okafor", "PJSIP/201", *HOSTILE, *(f"Agent {nth:02}" for nth in range(20)))
    states = ("on_call", "available", "paused", "wrap_up")
    people = tuple(
        OnDuty("main", name, states[nth % 4], None if nth == 1 else NOW - (7 * nth * nth * nth + 42) * SECOND)
        for nth, name in enumerate(names)
    )
    return replace(morning(), people=people)
