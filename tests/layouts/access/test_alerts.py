"""The pages of alerts: what is on, taking one with a note, what fired before, and who may see and take which."""

from __future__ import annotations

import csv
import io

import pytest

from tests.layouts.access.somebody import Somebody
from tests.layouts.asking import Response
from tests.layouts.city_wall import MARKS, NORTH, SOUTH, START, CityWall
from tests.layouts.fired import fire
from wallboard.clock import iso
from wallboard.engine.reader import Reader
from wallboard.model import DAY, MINUTE, SECOND, Health, State
from wallboard.model.alerts import Alert, AlertKind
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

HOSTILE = "<img src=x onerror=alert(1)>"


class AtAlerts(Somebody):
    """At the pages of alerts."""

    def opens(self, path: str = "/alerts") -> str:
        return super().opens(path)

    def takes(self, alert: Alert, note: str = "") -> Response:
        return self.posts(f"/alerts/{alert.id}/take", [("note", note)])


@pytest.fixture
def ada(wall: CityWall) -> AtAlerts:
    return AtAlerts(wall, "ada")


def test_where_nothing_is_on_the_page_says_so(ada: AtAlerts) -> None:
    page = ada.opens()
    assert "Nothing needs anybody now" in page
    assert "Nothing fired in the last 7 days" in page


def test_what_is_on_is_told_in_words_and_can_be_taken_with_a_note(wall: CityWall, ada: AtAlerts) -> None:
    alert = fire(wall)
    assert "zebra-queue: 3 callers wait, and nobody is logged in" in ada.opens()
    assert "I am on it" in ada.opens(f"/alerts/{alert.id}")
    assert ada.takes(alert, f"two more {HOSTILE}").headers["location"] == f"/alerts/{alert.id}?done=taken"
    page = ada.opens(f"/alerts/{alert.id}")
    assert "two more &lt;img" in page
    assert HOSTILE not in page
    assert "Change the note" in page
    assert "Ada" in ada.opens()
    (entry,) = [each for each in wall.access.audit.read() if each.event == "alert_taken"]
    assert "zebra-queue" in entry.about


def test_the_second_is_told_who_was_faster(wall: CityWall, ada: AtAlerts) -> None:
    alert, grace = fire(wall), AtAlerts(wall, "grace")
    ada.takes(alert, "mine")
    assert grace.takes(alert, "no, mine").headers["location"].endswith("done=late")
    page = grace.opens(f"/alerts/{alert.id}")
    assert "mine" in page
    assert "no, mine" not in page
    assert "I am on it" not in page


def test_a_note_that_is_too_long_is_not_cut_and_stays_in_its_field(wall: CityWall, ada: AtAlerts) -> None:
    alert = fire(wall)
    answer = ada.takes(alert, "x" * 501)
    assert answer.status == 422
    assert b"A note has 500 characters at most; this one has 501." in answer.body
    assert b"x" * 501 in answer.body


def test_a_viewer_sees_alerts_and_takes_none(wall: CityWall) -> None:
    alert, viewer = fire(wall), AtAlerts(wall, "vic", Role.VIEWER)
    assert "Take it" not in viewer.opens()
    assert "I am on it" not in viewer.opens(f"/alerts/{alert.id}")
    assert viewer.takes(alert).status == 403


def test_nobody_sees_or_takes_an_alert_of_another_site(wall: CityWall) -> None:
    ours, theirs = fire(wall), fire(wall, SOUTH)
    north = AtAlerts(wall, "nora", remit=Remit.of(sites=[NORTH]))
    page = north.opens()
    assert MARKS[NORTH][2] in page
    assert MARKS[SOUTH][2] not in page
    assert north.asks(f"/alerts/{theirs.id}").status == 404
    assert north.takes(theirs).status == 404
    assert north.takes(ours).status == 303
    assert MARKS[SOUTH][2].encode() not in north.asks("/export/alerts.csv").body


def test_agents_are_named_only_to_who_may_know_them(wall: CityWall, ada: AtAlerts) -> None:
    alert = fire(wall, kind=AlertKind.OVERLONG_PAUSE, subject="Zoë Quinn")
    manager = AtAlerts(wall, "vic", Role.VIEWER)
    assert "Zoë Quinn has paused for longer than 30:00" in ada.opens()
    assert "Somebody has paused" in manager.opens()
    assert "Zoë" not in manager.opens(f"/alerts/{alert.id}")


def test_what_is_over_is_in_the_log_of_its_days_with_who_took_it(wall: CityWall, ada: AtAlerts) -> None:
    alert = fire(wall)
    ada.takes(alert, "two more")
    wall.now += 10 * MINUTE
    wall.engine.equipment.ledger.alerts.clear(alert, [], wall.now)
    page = ada.opens()
    assert "Nothing needs anybody now" in page
    assert "11:00" in page, "it lasted from the minute before it fired"
    wall.now += 30 * DAY
    later = AtAlerts(wall, "grace")
    assert "zebra-queue" not in later.opens()
    day = iso(START)[:10]
    assert "zebra-queue" in later.opens(f"/alerts?since={day}&until={day}")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("since=yesterday", "A day is written like 2026-11-20"),
        ("since=2026-11-20&until=2026-11-01", "The last day is before the first one"),
    ],
)
def test_days_that_are_none_are_told(ada: AtAlerts, query: str, told: str) -> None:
    answer = ada.asks(f"/alerts?{query}")
    assert answer.status == 400
    assert told.encode() in answer.body


@pytest.mark.parametrize("named", ["0", "99", "-1", "x", "1e3", "9" * 30, "١"])
def test_an_alert_that_there_is_not(ada: AtAlerts, named: str) -> None:
    assert ada.asks(f"/alerts/{named}").status == 404


def test_the_export_has_every_alert_of_the_days(wall: CityWall, ada: AtAlerts) -> None:
    alert = fire(wall)
    ada.takes(alert, "=1+1")
    rows = list(csv.DictReader(io.StringIO(ada.asks("/export/alerts.csv").body.decode("utf-8-sig"))))
    (row,) = rows
    assert (row["rule"], row["queue"], row["taken_by"], row["note"]) == ("unstaffed", "zebra-queue", "Ada", "'=1+1")
    assert row["fired_utc"] == iso(wall.now)
    assert float(row["value"]) == 3


def test_who_was_told_and_how_that_went(wall: CityWall, ada: AtAlerts) -> None:
    alert, log = fire(wall), wall.engine.equipment.ledger.alerts
    assert "not sent yet" in ada.opens(f"/alerts/{alert.id}")
    ours = log.claim("one", wall.now)
    assert ours is not None
    log.begin(ours, "one", wall.now + SECOND)
    assert "being sent" in ada.opens(f"/alerts/{alert.id}")


def test_what_is_on_is_listed_loudest_first_and_what_somebody_is_on_last(wall: CityWall, ada: AtAlerts) -> None:
    first, second = fire(wall, queue="first-queue"), fire(wall, queue="second-queue")
    third = fire(wall, queue="third-queue", tone="watch")
    ada.takes(first)
    page = ada.opens().partition("What fired before")[0]
    places = [page.index(f'id="alert-{alert.id}"') for alert in (second, third, first)]
    assert places == sorted(places)


def test_only_who_may_try_a_rule_is_led_there(wall: CityWall, ada: AtAlerts) -> None:
    assert "/alerts/try" in ada.opens()
    assert "/alerts/try" not in AtAlerts(wall, "vic", Role.VIEWER).opens()


@pytest.mark.parametrize("path", ["/alerts", "/callbacks"])
def test_while_a_source_is_lost_no_page_says_that_all_is_well(
    ada: AtAlerts, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    lost = Health("phones", NORTH, "calls", State.LOST, START, START, 2.0)
    monkeypatch.setattr(Reader, "health", lambda reader: (lost,))
    page = ada.opens(path)
    assert "phones lost since" in page
    assert "Nothing needs anybody now" not in page
    assert "Nobody is owed a call" not in page
