"""Every figure is what is listed behind it, for whoever asks and of whichever instant: counted by its own formula, what
is listed makes the figure, and nothing else does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.asterisk_truth import settings as asterisk_settings
from tests.examples import TIMES, examples
from tests.wallboard.engine.living_wall import CLOSED, EVERYBODY, OPEN, SITE, LivingWall
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch
from tests.wallboard.state.call_rows import asterisk_table
from tests.wallboard.ticket_histories import frame
from wallboard.clock import instant
from wallboard.engine.reader import Reader, Readers
from wallboard.model import HOUR, MINUTE, SECOND, Micros, Reading, ReadingKey, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.behind import (
    Behind,
    CallMember,
    DayMember,
    FigureQuestion,
    NoSuchFigure,
    PersonMember,
    RequestMember,
)
from wallboard.questions.errors import NoSuchSite, NotBegun
from wallboard.settings import SourceBase
from wallboard.source import Batch

OF_DAYS = ("usual", "surge")
COUNTS = ("calls", "tickets", "agents")
pytestmark = [pytest.mark.whole, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingWall]:
    """At its second instant, in the night."""
    wall = LivingWall(tmp_path_factory.mktemp("city"))
    for at in (OPEN, CLOSED):
        wall.go_on(at)
    yield wall
    wall.close()


@pytest.fixture(scope="module")
def asterisk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    """What a real Asterisk logged, read in one go."""
    events = asterisk_table()
    settings = asterisk_settings(pbx=SourceBase(kind="fake"))
    source = FakeSource("pbx", "calls", batch(*events))
    wall = Wall(tmp_path_factory.mktemp("asterisk"), source, now=events[-1].at + HOUR, of=settings)
    wall.poll("pbx")
    yield Readers(wall.engine.present, lambda: wall.now)
    wall.close()


def one_of_each(readings: Mapping[ReadingKey, Reading]) -> list[ReadingKey]:
    """Of every metric in every window, variant and kind of scope one figure, the largest that there is."""
    kinds: dict[tuple[object, ...], Reading] = {}
    for reading in readings.values():
        kind = reading.metric, reading.window, reading.variant, tuple(reading.scope.as_dict())
        held = kinds.get(kind)
        if held is None or (held.n or 0, held.value or 0) < (reading.n or 0, reading.value or 0):
            kinds[kind] = reading
    return [reading.key for reading in kinds.values()]


def some_of(keys: Sequence[ReadingKey], share: int) -> list[ReadingKey]:
    """By default one in so many of each metric's, other ones each time, and of each metric one at least."""
    if TIMES > 1:
        return list(keys)
    by_metric: defaultdict[str, list[ReadingKey]] = defaultdict(list)
    for key in keys:
        by_metric[key.metric].append(key)
    return [key for its in by_metric.values() for key in Random().sample(its, -(-len(its) // share))]


def of_their_own(remit: Remit, readings: Mapping[ReadingKey, Reading]) -> dict[ReadingKey, Reading]:
    """Those that are others within a remit: the calls of a site are the same for whoever has the site."""
    return {key: each for key, each in readings.items() if remit.whole_sites or key.metric.startswith("tickets.")}


def wrong(reader: Reader, question: FigureQuestion, told: Reading) -> list[str]:
    """What is not as it must be of a figure that a snapshot told."""
    behind = reader.behind(question)
    reading, members = behind.reading, behind.members
    faults = [
        *(["another reading"] if (reading.value, reading.n, reading.state) != (told.value, told.n, told.state) else []),
        *([] if behind.agrees else ["the list makes another figure"]),
        *([] if all(member.adds.counts for member in members) or question.key.variant in OF_DAYS else ["a stranger"]),
        *(["they do not add up"] if not adds_up(behind) else []),
    ]
    return [f"{question}: {fault}, {reading}, {behind.recounted}, {len(members)}" for fault in faults]


def adds_up(behind: Behind) -> bool:
    """Counts are the sum of what each adds, shares how many of how many."""
    value, adds = behind.reading.value, [member.adds for member in behind.members]
    if value is None or behind.question.key.variant in OF_DAYS:
        return True
    if behind.metric.unit in COUNTS:
        return sum(each.value or 0 for each in adds) == value
    if behind.metric.unit == "ratio":
        n = sum(each.n or 0 for each in adds)
        return (n, sum((each.value or 0) * (each.n or 0) for each in adds) / n) == (behind.reading.n, value)
    return len(adds) == behind.reading.n


@pytest.mark.slow
@pytest.mark.parametrize("remit", EVERYBODY)
def test_what_is_listed_makes_every_figure_of_now(city: LivingWall, remit: str) -> None:
    reader = city.readers.within(EVERYBODY[remit], names=True)
    live = of_their_own(EVERYBODY[remit], reader.full_snapshot().readings)
    keys = one_of_each(live)
    assert len(keys) > 100
    assert [fault for key in some_of(keys, 8) for fault in wrong(reader, reader.asked_now(key), live[key])] == []


@pytest.mark.slow
@pytest.mark.parametrize("remit", EVERYBODY)
def test_what_is_listed_makes_every_figure_of_noon_when_nobody_knew_more(city: LivingWall, remit: str) -> None:
    """By what is known in the night."""
    reader, noon = city.readers.within(EVERYBODY[remit], names=True), instant(OPEN)
    past = of_their_own(EVERYBODY[remit], reader.snapshot_at(noon).readings)
    questions = [FigureQuestion(key, noon) for key in some_of(one_of_each(past), 12)]
    assert [fault for question in questions for fault in wrong(reader, question, past[question.key])] == []


@pytest.mark.slow
@examples(2)
@given(chance=st.randoms(use_true_random=False), remit=st.sampled_from([*EVERYBODY]), back=st.integers(0, 11 * 60))
def test_what_is_listed_makes_any_figure_of_any_instant(
    city: LivingWall, chance: Random, remit: str, back: int
) -> None:
    reader, at = city.readers.within(EVERYBODY[remit], names=True), city.now - back * MINUTE
    past = reader.snapshot_at(at).readings
    keys = chance.sample(sorted(past), 12)
    assert [fault for key in keys for fault in wrong(reader, FigureQuestion(key, at), past[key])] == []


@pytest.mark.slow
@examples(2)
@given(back_s=st.integers(0, 25 * 60), chance=st.randoms(use_true_random=False))
def test_what_is_listed_makes_the_figures_of_a_real_asterisk(asterisk: Readers, back_s: int, chance: Random) -> None:
    reader = asterisk.within(EVERYTHING, names=True)
    at = asterisk_table()[-1].at - back_s * SECOND
    past = reader.snapshot_at(at).readings
    keys = chance.sample(one_of_each(past), 40 if TIMES > 1 else 20)
    assert [fault for key in keys for fault in wrong(reader, FigureQuestion(key, at), past[key])] == []


def test_a_list_is_of_what_its_figure_counts(asterisk: Readers) -> None:
    reader, at = asterisk.within(EVERYTHING, names=True), asterisk_table()[-1].at

    def behind(metric: str, window: str = "now", variant: str = "") -> Behind:
        return reader.behind(FigureQuestion(ReadingKey(metric, Scope(SITE, queue="streets"), window, variant), at))

    offered, answered, level = (
        behind(*asked)
        for asked in (
            ("calls.offered", "today"),
            ("calls.answered", "today"),
            ("calls.service_level", "today", "offered"),
        )
    )
    keys = [{m.visit.key for m in each.members if isinstance(m, CallMember)} for each in (answered, level, offered)]
    assert keys[0] < keys[1] <= keys[2], "of those offered some were answered, and a share is of fewer than all"
    assert all(isinstance(member, PersonMember) for member in behind("agents.logged_in").members)


@pytest.mark.slow
def test_each_kind_of_figure_lists_its_own_kind(city: LivingWall) -> None:
    reader, noon = city.readers.within(EVERYTHING, names=True), instant(OPEN)
    for kind, key in (
        (CallMember, ReadingKey("calls.offered", Scope(SITE), "today")),
        (DayMember, ReadingKey("calls.offered", Scope(SITE), "today", "usual")),
        (PersonMember, ReadingKey("agents.logged_in", Scope(SITE))),
        (RequestMember, ReadingKey("tickets.on_time", Scope(SITE), "7d")),
    ):
        members = reader.behind(FigureQuestion(key, noon)).members
        assert members
        assert {type(member) for member in members} == {kind}


@pytest.mark.slow
def test_nobody_is_named_to_whom_people_are_not_named(city: LivingWall) -> None:
    noon = instant(OPEN)
    named, unnamed = (city.readers.within(EVERYTHING, names) for names in (True, False))
    for key in (
        ReadingKey("calls.answered", Scope(SITE), "today"),
        ReadingKey("agents.logged_in", Scope(SITE)),
    ):
        question = FigureQuestion(key, noon)
        assert names_in(named.behind(question))
        assert names_in(unnamed.behind(question)) == set()
        assert len(named.behind(question).members) == len(unnamed.behind(question).members)


def names_in(behind: Behind) -> set[str]:
    found: set[str | None] = set()
    for member in behind.members:
        match member:
            case CallMember():
                found.add(member.visit.agent)
            case PersonMember():
                found.add(member.agent)
    return {name for name in found if name}


def test_what_moved_to_another_department_is_not_told_of_where_it_went(tmp_path: Path) -> None:
    """Nor who has it there."""
    row = {"ticket": "r1", "opened_at": NOON - 9 * HOUR, "updated_at": NOON - 9 * HOUR, "department": "Streets"}
    gone = row | {"updated_at": NOON - HOUR, "department": "Parks", "ward": "secret", "assignee": "Kim"}
    told = frame([row, gone]).drop(columns=["source", "received_at", "batch"])
    wall = Wall(tmp_path, FakeSource("crm", "tickets", Batch({"n": 1}, tickets=told, read=2)))
    wall.poll("crm")
    reader = Readers(wall.engine.present, lambda: wall.now).within(Remit.of(departments=["Streets"]), names=True)
    (moved,) = reader.behind(reader.asked_now(ReadingKey("tickets.moved_out", Scope(SITE), "today"))).members
    assert isinstance(moved, RequestMember)
    assert moved.elsewhere
    assert (moved.version.department, moved.version.ward, moved.version.assignee) == ("Streets", "", "")
    wall.close()


@pytest.mark.slow
def test_there_is_nothing_behind_what_is_no_figure_of_theirs(city: LivingWall) -> None:
    reader = city.readers.within(Remit.of([SITE], ["Streets"]))
    now: Micros = city.now
    for scope in (
        Scope(SITE, department="Parks"),
        Scope(SITE, queue="none"),
        Scope(SITE, ward="3", department="Streets"),
    ):
        for metric in ("tickets.open", "calls.waiting"):
            with pytest.raises(NoSuchFigure):
                reader.behind(FigureQuestion(ReadingKey(metric, scope), now))
    question = FigureQuestion(ReadingKey("tickets.open", Scope(SITE)), now)
    with pytest.raises(NoSuchFigure):
        reader.behind(replace(question, key=ReadingKey("tickets.open", Scope(SITE), "today")))
    with pytest.raises(NoSuchSite):
        reader.behind(replace(question, key=ReadingKey("tickets.open", Scope("elsewhere"))))
    with pytest.raises(NotBegun):
        reader.behind(replace(question, at=now + MINUTE))
