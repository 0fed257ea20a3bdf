"""Silence is not calm: a source that answers and tells nothing new is silent, if at this hour it never is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson
import pytest
import structlog

from layouts.wall.boards import view
from tests.ledger_told import frame, ticket
from tests.queue_log import data_of, logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall, batch, entered, gave_up, reading, settings
from wallboard.calls.happenings import Happening
from wallboard.engine.census import census
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, Scope, State
from wallboard.settings import Settings, SourceBase
from wallboard.source import Batch

pytestmark = pytest.mark.whole

SITE = Scope("main")
MONDAY: Micros = NOON + DAY  # 2026-11-23 12:00 UTC
WEEKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-18:00")
BOARD = {"rows": [["waiting_now", "longest_wait"], ["agents", "sources"]], "columns": 2, "agent_names": True}


def of(**more: Any) -> Settings:
    site = {"name": "Main", "zone": "UTC", "hours": [{**WEEKDAYS, "closed_days": ["2026-11-26"]}]}
    told: dict[str, Any] = {"sites": {"main": site}, "boards": {"wall": BOARD}}
    return settings(**told | more)


def opens(day: Micros) -> bool:
    """From Monday to Friday; 1970-01-01 was a Thursday."""
    return (day // DAY + 3) % 7 < 5


def history(until: Micros, weeks: int = 4, every: Micros = 5 * MINUTE) -> list[Happening]:
    """A call each five minutes of the opening hours, which gives up after one."""
    events: list[Happening] = []
    at = until - weeks * 7 * DAY
    while at <= until:
        if opens(at) and 8 * HOUR <= at % DAY < 18 * HOUR:
            seq = len(events) + 1
            events += [entered(seq, at), gave_up(seq + 1, at + MINUTE, seq, 60)]
        at += every
    return events


@pytest.fixture(scope="module")
def calls() -> list[Happening]:
    return history(MONDAY)


class Desk(Wall):
    """A wall on Monday at noon, after four weeks of calls."""

    def minute(self, *events: Happening, after: Micros = MINUTE) -> State:
        self.now += after
        self.sources["pbx"].answers = [batch(*events)] if events else []
        self.engine.polls.poll("pbx")
        self.engine.maintenance.run()
        return self.engine.present.health()[0].state

    STEP: Micros = 15 * MINUTE

    def silent_after(self) -> Micros:
        """From now on nothing comes: when is that said? Asked at each step of a week. Of maintenance only what tells silence
        is run at each: the rest takes most of its time."""
        maintenance, began = self.engine.maintenance, self.now
        (name,) = self.sources
        while self.now < began + 7 * DAY:
            self.now += self.STEP
            self.engine.polls.poll(name)
            maintenance._silence.look(self.settings, self.engine.feeds.all(), self.now)
            if self.engine.present.health()[0].state is State.SILENT:
                break
        maintenance.run()
        return self.now - began


@pytest.fixture
def desk(tmp_path: Path, calls: list[Happening]) -> Iterator[Desk]:
    source = FakeSource("pbx", "calls")
    with closing(Desk(tmp_path, source, now=MONDAY, of=of(sources=["pbx"]))) as desk:
        assert desk.minute(*calls, after=0) is State.LIVE
        yield desk


def test_a_phone_system_that_tells_nothing_new_by_day_is_silent_within_the_hour(desk: Desk) -> None:
    assert HOUR <= desk.silent_after() <= 90 * MINUTE
    health = desk.engine.present.health()[0]
    assert health.since == MONDAY + MINUTE  # the newest row
    assert "has told nothing new" in health.message
    told = reading(desk.engine.present.snapshot(), "calls.waiting", SITE)
    assert (told.value, told.state) == (0, State.SILENT)


def test_it_is_told_on_the_wall_by_programs_and_in_the_log_once(desk: Desk) -> None:
    """Somebody waited and somebody was free when the log stopped: neither goes on counting."""
    ann = logged("pbx", "main", 80_001, MONDAY, "NONE", "roads", "Agent/ann", "ADDMEMBER", ("", "", "", "", ""))
    desk.minute(ann, entered(80_002, desk.now), after=0)
    with structlog.testing.capture_logs() as lines:
        desk.silent_after()
        for _ in range(3):
            desk.minute()
        said = view("wall", desk.settings, desk.engine.present.snapshot())
        told = orjson.loads(snapshot_json(desk.engine.present.snapshot()))
        assert desk.minute(entered(90_000, desk.now)) is State.LIVE
    assert [line["event"] for line in lines if "silent" in line["event"]] == [
        "source silent",
        "source no longer silent",
    ]
    words = " ".join(str(props["text"]) for props in said.values() if props.get("text"))
    assert "pbx answers but has told nothing new since 12:01" in words
    assert words.count("silent since 12:01") >= 3  # tiles, and the foot
    assert "Agent/ann" in words
    assert (said["waiting-now-longest-value"]["text"], said["agents-0-since"]["text"]) == ("1:00", "1:00")
    assert [key for key, props in said.items() if "since" in props] == []
    assert told["health"][0]["state"] == "silent"


@pytest.mark.slow
def test_an_evening_a_weekend_and_a_day_that_the_settings_close_are_no_silence(
    desk: Desk, calls: list[Happening]
) -> None:
    """Live until it closes, through Wednesday night and the closed Thursday, until Friday has been open for over an hour."""
    friday = MONDAY + 4 * DAY
    later = [
        event for event in history(friday, weeks=1) if MONDAY + 3 * MINUTE <= event.at < MONDAY + 3 * DAY - 12 * HOUR
    ]
    for shift, event in enumerate(later):
        later[shift] = logged(
            "pbx",
            "main",
            50_000 + shift,
            event.at,
            f"c{50_000 + shift}",
            *(event.queue, event.agent, "ENTERQUEUE", data_of(event)),
        )
    desk.now = MONDAY + 2 * DAY + 6 * HOUR  # Wednesday 18:00
    assert desk.minute(*later, after=0) is State.LIVE
    silent_at = desk.now + desk.silent_after()
    assert friday - 3 * HOUR <= silent_at <= friday - 2 * HOUR


def test_a_restart_knows_of_the_silence_at_once(desk: Desk) -> None:
    desk.silent_after()
    desk.again()
    assert desk.minute() is State.SILENT
    assert desk.engine.present.health()[0].since == MONDAY + MINUTE


def test_a_log_that_had_stopped_before_the_wall_first_read_it_is_silent_at_once(
    tmp_path: Path, calls: list[Happening]
) -> None:
    """As it was for 114 hours, while the wall said live, 0 waiting, agents free for 114 hours."""
    source = FakeSource("pbx", "calls")
    with closing(Desk(tmp_path, source, now=MONDAY + 114 * HOUR, of=of(sources=["pbx"]))) as desk:
        assert desk.minute(*calls, after=0) is State.SILENT


@pytest.mark.slow
def test_without_a_history_a_day_of_opening_hours_is_a_silence(tmp_path: Path) -> None:
    source = FakeSource("pbx", "calls")
    with closing(Desk(tmp_path, source, now=MONDAY - 4 * HOUR, of=of(sources=["pbx"]))) as desk:
        assert desk.minute(entered(1, desk.now), after=0) is State.LIVE
        # ten hours a day on Monday, Tuesday and Wednesday, for Thursday is closed
        assert desk.silent_after() == pytest.approx(2 * DAY + 4 * HOUR, abs=20 * MINUTE)


def test_a_setting_says_for_how_long_a_source_may_tell_nothing(tmp_path: Path, calls: list[Happening]) -> None:
    slow = {"pbx": SourceBase(kind="fake", silent_after_s=2 * 3600)}
    chosen = of().model_copy(update={"sources": slow})
    with closing(Desk(tmp_path, FakeSource("pbx", "calls"), now=MONDAY, of=chosen)) as desk:
        desk.minute(*calls, after=0)
        assert desk.silent_after() == pytest.approx(2 * HOUR, abs=20 * MINUTE)


# ---------------------------------------------------------------- requests


class Counter(Desk):
    """The same for a ticket system."""

    STEP = HOUR

    def minute(self, *keys: str, after: Micros = MINUTE) -> State:  # type: ignore[override]
        self.now += after
        rows = [ticket(key, self.now, updated_at=self.now) for key in keys]
        self.sources["crm"].answers = [Batch({"n": self.now}, tickets=frame(rows), read=len(rows))] if rows else []
        self.engine.polls.poll("crm")
        self.engine.maintenance.run()
        return self.engine.present.health()[0].state


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    source = FakeSource("crm", "tickets")
    with closing(Counter(tmp_path, source, now=MONDAY, of=of(sources=["crm"]))) as counter:
        yield counter


def export_each_night(counter: Counter, nights: int) -> None:
    for night in range(nights):
        counter.now = MONDAY + night * DAY - 6 * HOUR
        state = counter.minute(*(f"{night}-{n}" for n in range(8)))
        assert state is State.LIVE
        assert counter.minute(after=23 * HOUR) is State.LIVE, night


@pytest.mark.slow
def test_an_export_of_each_night_is_no_silence_by_day_and_three_missing_ones_are(counter: Counter) -> None:
    export_each_night(counter, 23)
    assert 2 * DAY < counter.silent_after() < 4 * DAY


@pytest.mark.slow
def test_requests_read_in_one_go_are_silent_after_three_days_without_any(counter: Counter) -> None:
    opened = [MONDAY - n * HOUR for n in range(24 * 7 * 8)]
    rows = [ticket(str(at), at, updated_at=at) for at in opened]
    counter.sources["crm"].answers = [Batch({"n": 1}, tickets=frame(rows), read=len(rows))]
    counter.engine.polls.poll("crm")
    assert counter.silent_after() == pytest.approx(3 * DAY, abs=HOUR)


@pytest.mark.slow
def test_a_site_of_which_every_request_was_finished_long_ago_is_not_silent(counter: Counter) -> None:
    """Four in two months say nothing about a week."""
    old = [MONDAY - (5000 + 20 * n) * DAY for n in range(4)]
    rows = [ticket(str(at), at, "finished", updated_at=at + DAY, finished_at=at + DAY) for at in old]
    counter.sources["crm"].answers = [Batch({"n": 1}, tickets=frame(rows), read=len(rows))]
    counter.engine.polls.poll("crm")
    assert counter.silent_after() == 7 * DAY
    assert counter.engine.present.health()[0].state is State.LIVE
    assert reading(counter.engine.present.snapshot(), "tickets.open", SITE).value == 0


def test_a_source_that_is_lost_is_lost_and_not_silent(desk: Desk) -> None:
    desk.silent_after()
    desk.engine.feeds.by_name()["pbx"].health.fail("gone", permanent=False, now=desk.now)
    desk.engine.feeds.by_name()["pbx"].health.fail("gone", permanent=False, now=desk.now + SECOND)
    assert desk.engine.present.health()[0].state is State.LOST


# ---------------------------------------------------------------- check


def finding(source: FakeSource, now: Micros, **more: Any) -> tuple[bool, str]:
    found = [
        each for each in census(source, of(sources=[source.name], **more), now) if each.what == "tells what is new"
    ]
    assert len(found) == 1
    return found[0].ok, found[0].detail


class Sampled(FakeSource):
    """Its newest rows are all that it has."""

    def sample(self, now: Micros, most: int) -> Batch:
        answer = self.answers[0]
        assert isinstance(answer, Batch)
        return answer


def test_check_fails_on_a_log_that_has_stopped_and_says_how_old_its_newest_row_is(calls: list[Happening]) -> None:
    source = Sampled("pbx", "calls", batch(*calls))
    assert finding(source, MONDAY + 3 * MINUTE) == (True, "the newest row is 2 min old")
    ok, said = finding(source, MONDAY + 114 * HOUR)
    assert not ok
    assert "it answers, but the newest row is 5 days old" in said
    few = Sampled("pbx", "calls", batch(*calls[-6:]))
    assert finding(few, MONDAY + 2 * HOUR)[0]
    assert not finding(few, MONDAY + 114 * HOUR)[0]


def test_check_fails_on_requests_of_which_none_came_for_days(calls: list[Happening]) -> None:
    rows = [ticket(str(n), MONDAY - n * HOUR, updated_at=MONDAY - n * HOUR) for n in range(24 * 28)]
    source = Sampled("crm", "tickets", Batch({}, tickets=frame(rows), read=len(rows)))
    assert finding(source, MONDAY + 2 * DAY)[0]
    assert not finding(source, MONDAY + 5 * DAY)[0]
