"""What needs somebody, as records: every kind with its own facts, worst first, and no words of a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.layouts.snapshots import NOW, closed, empty, first_read, health, morning, reading
from tests.wallboard.judging.instants import instant
from wallboard.judging.matters import Matter, MatterKind, calm, matters
from wallboard.judging.tone import SEVERITY, Tone
from wallboard.model import MINUTE, Reading, Scope, State, Trouble

SITE = Scope("main")


def kinds(*extra: Reading) -> list[MatterKind]:
    return [matter.kind for matter in matters(instant(morning(*extra)))]


def one(kind: MatterKind, *extra: Reading) -> Matter:
    (found,) = (matter for matter in matters(instant(morning(*extra))) if matter.kind is kind)
    return found


def test_who_waits_is_told_of_a_queue_with_who_could_take_the_call() -> None:
    first = matters(instant(morning()))[0]
    assert first == Matter(
        MatterKind.QUEUE_NEEDS_AGENTS, Tone.ALARM, Scope("main", queue="roads"), value=9, free=0, paused=3
    )
    assert first.about == ("queue", "roads")


def test_a_queue_with_somebody_free_needs_no_agents() -> None:
    free = reading("agents.available", 1, queue="roads")
    roads = next(m for m in matters(instant(morning(free))) if m.scope.queue == "roads")
    assert (roads.kind, roads.tone, roads.free) == (MatterKind.QUEUE_WAITING, Tone.ALARM, 1)


def test_a_queue_keeps_what_it_is_about_while_its_matter_becomes_another() -> None:
    gone = [reading("calls.waiting", 0, queue="roads"), reading("calls.longest_wait_s", None, queue="roads")]
    (before,) = (m for m in matters(instant(morning())) if m.scope.queue == "roads")
    (after,) = (m for m in matters(instant(morning(*gone))) if m.scope.queue == "roads")
    assert (before.kind, after.kind) == (MatterKind.QUEUE_NEEDS_AGENTS, MatterKind.QUEUE_IN_TIME)
    assert (after.tone, after.value, after.target) == (Tone.WATCH, 0.52, 0.8), "nobody waits: no alarm"
    assert before.about == after.about


def test_the_most_severe_comes_first_and_the_wall_itself_before_all() -> None:
    trouble = Trouble("ledger", NOW - MINUTE, "The disk is full")
    late = [reading("tickets.emergency", 2, variant=variant) for variant in ("breached", "new")]
    found = matters(instant(replace(morning(*late), troubles=(trouble,))))
    assert found[0] == Matter(
        MatterKind.TROUBLE, Tone.ERROR, SITE, "ledger", since=NOW - MINUTE, message="The disk is full"
    )
    severities = [SEVERITY[matter.tone] for matter in found[1:]]
    assert severities == sorted(severities, reverse=True)


def test_an_emergency_says_how_many_and_where() -> None:
    where = [reading("tickets.emergency", 1, variant="breached", department=name) for name in ("Water", "Parks")]
    late = one(MatterKind.EMERGENCIES_BREACHED, reading("tickets.emergency", 2, variant="breached"), *where)
    assert (late.tone, late.value, late.departments) == (Tone.ALARM, 2, ("Water", "Parks"))
    soon = one(MatterKind.EMERGENCIES_DUE_SOON, reading("tickets.emergency", 1, variant="due_soon"))
    assert (soon.tone, soon.departments) == (Tone.WATCH, ())


def test_days_that_are_lost_are_told_and_are_no_alarm() -> None:
    lost = replace(health(state=State.LOST), source="web", carries="days")
    found = [
        matter for matter in matters(instant(replace(morning(), health=(health(), lost)))) if matter.subject == "web"
    ]
    assert [(matter.kind, matter.tone) for matter in found] == [(MatterKind.SOURCE_LOST, Tone.LATE)]


def test_what_no_queue_is_the_reason_for_is_the_sites() -> None:
    still = [reading("calls.longest_wait_s", None, queue=queue) for queue in QUEUES]
    few = [reading("calls.service_level", 0.3, "30m", "offered", queue=queue, n=6) for queue in QUEUES]
    nobody = [reading("calls.waiting", 0, queue=queue) for queue in QUEUES]
    site = [
        reading("calls.service_level", 0.3, "30m", "offered", n=36),
        reading("calls.abandon_rate", 0.25, "30m", n=36),
    ]
    level = one(MatterKind.SITE_IN_TIME, *still, *few, *nobody, *site, reading("calls.waiting", 0))
    assert (level.scope, level.value, level.target, level.tone) == (SITE, 0.3, 0.8, Tone.WATCH)
    gone = one(MatterKind.SITE_GAVE_UP, *site)
    assert (gone.value, gone.target, gone.tone) == (0.25, 0.02, Tone.ALARM), "somebody waits"
    assert MatterKind.SITE_IN_TIME not in kinds(*site), "queues are told as the reason"


QUEUES = ("roads", "water", "waste", "tax", "permits", "spanish")


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        (State.LOST, MatterKind.SOURCE_LOST),
        (State.SILENT, MatterKind.SOURCE_SILENT),
        (State.LATE, MatterKind.SOURCE_LATE),
    ],
)
def test_a_source_is_told_by_its_name_and_since_when(state: State, kind: MatterKind) -> None:
    phones = health(state=state, ago_s=300)
    found = matters(instant(morning(health=(phones,))))
    (matter,) = (m for m in found if m.subject == "phones")
    since = phones.as_of if state is State.LATE else phones.since
    assert (matter.kind, matter.tone.value, matter.since) == (kind, state.value, since)
    told_of_calls = any(m.scope.queue for m in found)
    assert told_of_calls == (state is State.LATE), "what a lost or silent source told last says nothing of now"


def test_a_source_that_still_reads_its_history_is_no_matter() -> None:
    assert matters(instant(first_read())) == ()


def test_a_notice_is_told_in_its_own_words() -> None:
    told = replace(health(), notice="12 rows are missing")
    (matter,) = (m for m in matters(instant(morning(health=(told,)))) if m.kind is MatterKind.SOURCE_NOTICE)
    assert (matter.subject, matter.message, matter.tone) == ("phones", "12 rows are missing", Tone.LATE)


def test_requests_without_a_department_are_a_matter() -> None:
    assert one(MatterKind.UNASSIGNED).value == 3
    assert MatterKind.UNASSIGNED not in kinds(reading("tickets.unassigned", 0))


def test_whose_remit_is_a_part_of_the_city_has_no_callers_to_look_after() -> None:
    at = instant(morning())
    theirs = matters(at, callers=False)
    assert {m.kind for m in theirs} == {MatterKind.SOURCE_LOST, MatterKind.UNASSIGNED}
    assert matters(at)[0].kind is MatterKind.QUEUE_NEEDS_AGENTS, "asked of the same instant"


@pytest.mark.parametrize(
    ("snapshot", "kind", "tone"),
    [
        (first_read(), MatterKind.READING_HISTORY, Tone.CATCHING_UP),
        (empty(), MatterKind.NOTHING_READ, Tone.NO_DATA),
        (morning(), MatterKind.CALM, Tone.OK),
        (closed(), MatterKind.CALM, Tone.CLOSED),
    ],
)
def test_calm_is_never_said_where_nobody_can_know(snapshot: object, kind: MatterKind, tone: Tone) -> None:
    matter = calm(instant(snapshot))  # type: ignore[arg-type]
    assert (matter.kind, matter.tone) == (kind, tone)
