"""A rule tried on past days before it is written: every mistake told at its field, progress, what it would have fired."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest

from layouts.access.alert_trial_form import as_written, rules_with
from layouts.access.alert_trials import Trials
from tests.layouts.access.somebody import Somebody
from tests.layouts.city_wall import MARKS, NORTH, SOUTH, START, CityWall
from tests.wallboard.engine.parts import batch, entered, gave_up
from wallboard.clock import local_day
from wallboard.engine.trying import Progress, Tried
from wallboard.ledger import LedgerError
from wallboard.metrics import METRICS
from wallboard.model import DAY, MINUTE, SECOND
from wallboard.model.remit import Remit
from wallboard.model.roles import Role
from wallboard.settings import AlertRule
from wallboard.settings.file.read import parse

pytestmark = pytest.mark.whole

PATIENCE = 300


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[CityWall]:
    made = CityWall(tmp_path)
    began = START - DAY
    calls = [entered(1, began, queue=MARKS[NORTH][2]), gave_up(2, began + 5 * MINUTE, 1, 300)]
    calls[1] = calls[1]._replace(queue=MARKS[NORTH][2])
    made.engine.equipment.ledger.record("pbx", NORTH, batch(*(each._replace(site=NORTH) for each in calls)), START)
    yield made
    made.close()


@pytest.fixture
def ada(wall: CityWall) -> Somebody:
    return Somebody(wall, "ada")


def asked(**changed: str) -> str:
    day = local_day(START - DAY, ZoneInfo("America/Chicago")).isoformat()
    fields = {"site": NORTH, "reading": "calls.longest_wait_s", "window": "now", "side": "over", "limit": "120"}
    return "/alerts/try?" + urlencode(fields | {"hours": "always", "since": day, "until": day, "go": "1"} | changed)


def result(somebody: Somebody, path: str) -> str:
    """The page when the trial is done."""
    for _ in range(PATIENCE):
        page = somebody.opens(path)
        if 'http-equiv="refresh"' not in page:
            return page
    pytest.fail("it is never done")


def test_the_form_offers_a_rule_and_is_not_tried_by_itself(ada: Somebody) -> None:
    page = ada.opens("/alerts/try")
    assert 'value="calls.longest_wait_s" selected' in page
    assert "It would" not in page


def test_it_tells_when_the_rule_would_have_fired_and_how_to_have_it(ada: Somebody) -> None:
    page = result(ada, asked(hold_s="30"))
    assert "It would have fired 1 time" in page
    assert "zebra-queue" in page
    assert "[alerts.a_name_of_yours]" in page


def test_a_rule_that_never_fires_is_told_so(ada: Somebody) -> None:
    assert "It would never have fired on these days." in result(ada, asked(limit="900"))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"site": "nowhere"}, "There is no such site"),
        ({"reading": "calls.moods"}, "There is no such number"),
        ({"window": "7d"}, "This number has no such window; it has: now."),
        ({"limit": "soon"}, "“soon” does not do; write a number from 0 on."),
        ({"limit": "nan"}, "“nan” does not do"),
        ({"limit": "-1"}, "“-1” does not do"),
        ({"clear": "500"}, "It would be over while it fires"),
        ({"hold_s": "1e9"}, "write a number from 0 to 86400"),
        ({"since": "2024-01-01"}, "These are more than 28 days"),
        ({"since": "2027-01-01", "until": "2027-01-02"}, "These days have not begun"),
        ({"until": "tomorrow"}, "A day is written like 2026-11-20"),
    ],
)
def test_each_mistake_is_told_and_what_was_typed_stays(ada: Somebody, changed: dict[str, str], told: str) -> None:
    answer = ada.asks(asked(**changed))
    assert answer.status == 422
    page = answer.body.decode()
    assert told in page
    assert "It would have fired" not in page


def test_who_may_take_no_alerts_tries_no_rules_and_nobody_tries_another_site(wall: CityWall) -> None:
    assert Somebody(wall, "vic", Role.VIEWER).asks(asked()).status == 403
    south = Somebody(wall, "sue", remit=Remit.of(sites=[SOUTH]))
    assert south.asks(asked()).status == 422


def test_the_lines_to_write_make_the_rule_that_was_tried() -> None:
    rule = AlertRule(
        reading="calls.service_level", window="30m", under=0.65, clear=0.8, hold_s=90, each="queue", at_least=5
    )
    text = as_written(rule).replace("a_name_of_yours", "mine")
    tomllib.loads(text)
    site = '[sites.main]\nname = "311"\nzone = "UTC"\n'
    assert parse(site + text, "wallboard.toml", {}, {}, None, METRICS).alerts["mine"] == rule


def test_it_alone_fires(wall: CityWall) -> None:
    alone = rules_with(wall.settings, AlertRule(reading="calls.waiting", over=3))
    assert list(alone.alerts) == ["tried"]
    assert not any(getattr(alone.built_in_alerts, name).on for name in type(alone.built_in_alerts).model_fields)


class Waits:
    """A trial that goes on until it is ended, or let go."""

    def run(self, progress: Progress) -> Tried:
        for second in range(10**9):
            progress(second * SECOND % DAY)
        return Tried(0, DAY)


def test_a_few_are_tried_at_once_and_each_can_be_ended() -> None:
    trials, waits = Trials(), Waits()
    one, two = (trials.of(whose, "a", 0, DAY, waits.run) for whose in ("ada", "grace"))
    assert one is not None
    assert two is not None
    assert trials.of("vic", "a", 0, DAY, waits.run) is None, "two are enough"
    assert trials.of("ada", "a", 0, DAY, waits.run) is one
    trials.end("ada")
    assert one.thread is not None
    one.thread.join(20)
    assert not one.thread.is_alive()
    third = trials.of("vic", "a", 0, DAY, waits.run)
    assert third is not None
    other = trials.of("grace", "b", 0, DAY, lambda progress: Tried(0, DAY))
    assert other is not None, "asked for another, the former is ended"
    for each in ("vic", "grace"):
        trials.end(each)


def test_what_goes_wrong_is_told_without_its_secrets() -> None:
    def fails(_: Progress) -> Tried:
        raise RuntimeError("postgresql://wall:hunter22@db")

    made = Trials().of("ada", "a", 0, DAY, fails)
    assert made is not None
    assert made.thread is not None
    made.thread.join(20)
    assert made.failed == "internal error, see the log"


def test_a_trial_of_which_nothing_came_is_told_once_and_tried_again() -> None:
    outcomes = iter([LedgerError("the ledger is away"), None])

    def run(_: Progress) -> Tried:
        if (error := next(outcomes)) is not None:
            raise error
        return Tried(0, DAY)

    trials = Trials()
    first = trials.of("ada", "a", 0, DAY, run)
    assert first is not None
    assert first.thread is not None
    first.thread.join(20)
    assert trials.of("ada", "a", 0, DAY, run) is first
    again = trials.of("ada", "a", 0, DAY, run)
    assert again is not None
    assert again.thread is not None
    again.thread.join(20)
    assert again.tried == Tried(0, DAY)
