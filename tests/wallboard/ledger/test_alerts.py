"""Alerts and notifications in the ledger, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.empty_databases import lay_ledger, make_ledger
from tests.servers import PostgresServer
from tests.wallboard.engine.parts import batch, entered
from wallboard.ledger import AlertLog, Ledger, LedgerStore, Telling
from wallboard.ledger.notifications import CLAIM_LASTS, SENDING_LASTS
from wallboard.model import DAY, SECOND, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, NotificationState, Raised, Why
from wallboard.settings import Retention

NOW = 1_795_348_800 * SECOND
FIRED = Telling("desk", Why.FIRED)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.slow)])  # it needs a server
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        lay_ledger(tmp_path / "ledger.db")
        yield f"sqlite:///{tmp_path}/ledger.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        with server.copy(make_ledger) as name:
            yield server.url(name)


@pytest.fixture
def alerts(url: str) -> Iterator[AlertLog]:
    with closing(LedgerStore(url)) as store:
        yield AlertLog.over(store)


def raised(queue: str = "roads", fired: int = NOW, site: str = "main") -> Raised:
    key = AlertKey("slow", Scope(site, queue=queue))
    return Raised(key, AlertKind.READING, "alarm", fired - SECOND, fired, 130.5, 120, "calls.longest_wait_s", "now")


def fire(alerts: AlertLog, *tell: Telling, queue: str = "roads", at: int = NOW) -> Alert:
    alert = alerts.fire(raised(queue, at), tell, at)
    assert alert is not None
    return alert


def states(alerts: AlertLog, alert: Alert) -> list[str]:
    return [each.state.value for each in alerts.notified(alert.id)]


def test_what_fires_is_on_as_it_fired_and_once(alerts: AlertLog) -> None:
    alert = fire(alerts)
    assert alerts.on() == [alert] == alerts.on(["main"])
    assert alerts.on(["north"]) == []
    assert alerts.one(alert.id) == alert
    assert alert.raised == raised()
    assert alerts.fire(raised(), [FIRED], NOW + SECOND) is None
    assert alerts.notified(alert.id) == []


def test_what_is_over_is_in_the_log_and_may_fire_again(alerts: AlertLog) -> None:
    alert = fire(alerts)
    assert alerts.clear(alert, [], NOW + 60 * SECOND)
    assert not alerts.clear(alert, [], NOW + 61 * SECOND)
    again = fire(alerts, at=NOW + 90 * SECOND)
    assert [each.id for each in alerts.on()] == [again.id]
    first, second = alerts.fired(None, NOW, NOW + DAY)
    assert (first.cleared, second.cleared) == (NOW + 60 * SECOND, None)
    assert alerts.fired(None, NOW + SECOND, NOW + 90 * SECOND) == []


def test_the_first_who_takes_it_has_it_and_may_change_the_note(alerts: AlertLog) -> None:
    alert = fire(alerts)
    assert alerts.take(alert.id, "Ada", "two more agents", NOW + SECOND)
    assert not alerts.take(alert.id, "Grace", "mine", NOW + 2 * SECOND)
    assert alerts.take(alert.id, "Ada", "three more", NOW + 3 * SECOND)
    taken = alerts.one(alert.id)
    assert taken is not None
    assert (taken.taken_by, taken.note, taken.taken_at) == ("Ada", "three more", NOW + SECOND)
    alerts.clear(alert, [], NOW + 9 * SECOND)
    assert not alerts.take(alert.id, "Ada", "late", NOW + 10 * SECOND)


def test_it_is_on_as_it_was_at_a_past_instant(alerts: AlertLog) -> None:
    alert = fire(alerts)
    alerts.take(alert.id, "Ada", "", NOW + 10 * SECOND)
    alerts.clear(alert, [], NOW + 60 * SECOND)
    assert alerts.were_on(None, NOW - 1) == []
    (then,) = alerts.were_on(None, NOW + 5 * SECOND)
    assert (then.id, then.taken_at, then.cleared) == (alert.id, None, None)
    assert alerts.were_on(None, NOW + 60 * SECOND) == []


def test_of_two_who_claim_one_gets_it(alerts: AlertLog) -> None:
    alert = fire(alerts, FIRED)
    ours = alerts.claim("one", NOW)
    assert ours is not None
    assert (ours.alert, ours.channel, ours.why) == (alert.id, "desk", Why.FIRED)
    assert alerts.claim("other", NOW) is None


def test_a_claim_of_one_who_died_lapses_and_its_late_owner_may_not_send(alerts: AlertLog) -> None:
    alert = fire(alerts, FIRED)
    dead = alerts.claim("dead", NOW)
    assert dead is not None
    later = NOW + CLAIM_LASTS + SECOND
    alerts.settle(later)
    ours = alerts.claim("alive", later)
    assert ours is not None
    assert not alerts.begin(dead, "dead", later)
    assert alerts.begin(ours, "alive", later)
    alerts.end(ours, "alive", NotificationState.SENT, later)
    assert states(alerts, alert) == ["sent"]


def test_who_dies_while_sending_leaves_it_unsure_and_it_is_never_sent_again(alerts: AlertLog) -> None:
    alert = fire(alerts, FIRED)
    ours = alerts.claim("dead", NOW)
    assert ours is not None
    assert alerts.begin(ours, "dead", NOW)
    later = NOW + SENDING_LASTS + SECOND
    alerts.settle(later)
    assert states(alerts, alert) == ["unsure"]
    assert alerts.claim("alive", later) is None
    alerts.end(ours, "dead", NotificationState.DUE, later, again_at=later)
    assert states(alerts, alert) == ["unsure"], "who was slow may only say that it went out"
    alerts.end(ours, "dead", NotificationState.SENT, later)
    assert states(alerts, alert) == ["sent"]


def test_what_was_refused_is_due_again_later(alerts: AlertLog) -> None:
    fire(alerts, FIRED)
    ours = alerts.claim("one", NOW)
    assert ours is not None
    alerts.begin(ours, "one", NOW)
    alerts.end(ours, "one", NotificationState.DUE, NOW, "503", again_at=NOW + 5 * SECOND)
    assert alerts.claim("one", NOW + 4 * SECOND) is None
    again = alerts.claim("other", NOW + 5 * SECOND)
    assert again is not None
    assert (again.attempts, again.error) == (1, "503")


def test_a_channel_hears_once_of_the_same_within_its_cool_down(alerts: AlertLog) -> None:
    tell = Telling("desk", Why.FIRED, cool_down_s=900)
    first = fire(alerts, tell)
    alerts.clear(first, [], NOW + 60 * SECOND)
    second = fire(alerts, tell, at=NOW + 120 * SECOND)
    other = fire(alerts, tell, queue="water", at=NOW + 120 * SECOND)
    alerts.clear(second, [], NOW + 800 * SECOND)
    third = fire(alerts, tell, at=NOW + 901 * SECOND)
    assert [len(alerts.notified(each.id)) for each in (first, second, other, third)] == [1, 0, 1, 1]


def test_in_quiet_hours_it_waits_for_their_end_and_is_dropped_where_it_is_over_by_then(alerts: AlertLog) -> None:
    morning = NOW + 3600 * SECOND
    tell = Telling("desk", Why.FIRED, waits_until=morning)
    over, lasting = fire(alerts, tell), fire(alerts, tell, queue="water")
    alerts.clear(over, [], NOW + 60 * SECOND)
    assert alerts.claim("one", morning - 1) is None
    alerts.settle(morning)
    told = alerts.claim("one", morning)
    assert told is not None
    assert told.alert == lasting.id
    assert states(alerts, over) == ["dropped"]


@pytest.mark.parametrize("why", [Why.FIRED, Why.ESCALATED])
def test_what_was_never_told_because_it_was_over_first_keeps_no_later_one_from_being_told(
    alerts: AlertLog, why: Why
) -> None:
    morning = NOW + 3600 * SECOND
    tell = Telling("desk", why, after_s=300, waits_until=morning, cool_down_s=900)
    first = fire(alerts, tell)
    alerts.clear(first, [], NOW + 60 * SECOND)
    second = fire(alerts, tell, at=NOW + 120 * SECOND)
    alerts.settle(morning)
    assert (states(alerts, first), states(alerts, second)) == (["dropped"], ["due"])


def test_what_was_claimed_when_it_was_over_is_dropped_when_its_claim_lapses(alerts: AlertLog) -> None:
    alert = fire(alerts, Telling("desk", Why.ESCALATED))
    assert alerts.claim("dead", NOW) is not None
    alerts.clear(alert, [], NOW)
    assert states(alerts, alert) == ["claimed"]
    alerts.settle(NOW + CLAIM_LASTS + SECOND)
    assert states(alerts, alert) == ["dropped"]


def test_a_clock_that_was_ahead_keeps_nobody_from_being_told(alerts: AlertLog) -> None:
    tell = Telling("desk", Why.FIRED, cool_down_s=900)
    alerts.clear(fire(alerts, tell, at=NOW + DAY), [], NOW + DAY)
    assert states(alerts, fire(alerts, tell)) == ["due"]


def test_what_a_clock_that_was_ahead_put_off_is_due_by_the_right_one(alerts: AlertLog) -> None:
    ahead = NOW + DAY
    late = fire(alerts, Telling("chief", Why.ESCALATED, after_s=300), at=ahead)
    refused, dead = (fire(alerts, FIRED, queue=queue, at=ahead) for queue in ("a", "b"))
    ours = alerts.claim("one", ahead)
    assert ours is not None
    assert ours.alert == refused.id
    alerts.begin(ours, "one", ahead)
    alerts.end(ours, "one", NotificationState.DUE, ahead, "503", again_at=ahead + 5 * SECOND)
    assert alerts.claim("dead", ahead) is not None
    alerts.settle(NOW)
    assert [states(alerts, each) for each in (late, refused, dead)] == [["due"]] * 3
    due = [alerts.notified(each.id)[0].due_at - NOW for each in (late, refused, dead)]
    assert due == [300 * SECOND, 5 * SECOND, 0]


def test_that_it_is_over_is_told_to_whoever_heard_of_it(alerts: AlertLog) -> None:
    over = [Telling(name, Why.CLEARED) for name in ("desk", "night")]
    alert = fire(alerts, FIRED, Telling("night", Why.FIRED, waits_until=NOW + DAY))
    alerts.clear(alert, over, NOW + SECOND)
    told = {(each.channel, each.why.value): each.state.value for each in alerts.notified(alert.id)}
    assert told == {("desk", "fired"): "due", ("desk", "cleared"): "due", ("night", "fired"): "dropped"}


def test_an_alert_that_is_over_before_it_could_be_told_is_told_all_the_same(alerts: AlertLog) -> None:
    alert = fire(alerts, FIRED)
    alerts.clear(alert, [], NOW + 60 * SECOND)
    alerts.settle(NOW + 61 * SECOND)
    assert alerts.claim("one", NOW + 61 * SECOND) is not None


def test_what_nobody_sent_for_a_day_is_told_only_while_it_is_on(alerts: AlertLog) -> None:
    over, lasting = fire(alerts, FIRED), fire(alerts, FIRED, queue="water")
    alerts.clear(over, [], NOW + 60 * SECOND)
    alerts.settle(NOW + DAY)
    assert states(alerts, over) == ["due"]
    alerts.settle(NOW + DAY + 1)
    assert (states(alerts, over), states(alerts, lasting)) == (["dropped"], ["due"])


def test_nothing_that_is_asked_of_alerts_reads_a_whole_table(tmp_path: Path) -> None:
    lay_ledger(tmp_path / "ledger.db")
    asked = list[tuple[str, Any]]()

    def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            asked.append((statement, parameters))

    with closing(LedgerStore(f"sqlite:///{tmp_path}/ledger.db")) as store:
        alerts = AlertLog.over(store)
        for engine in (store._reader, store._writer):
            event.listen(engine, "before_cursor_execute", listen)
        alert = fire(alerts, Telling("desk", Why.FIRED, cool_down_s=900))
        alerts.settle(NOW)
        ours = alerts.claim("one", NOW)
        assert ours is not None
        alerts.begin(ours, "one", NOW)
        alerts.end(ours, "one", NotificationState.SENT, NOW)
        alerts.take(alert.id, "Ada", "", NOW)
        assert alerts.on(["main"])
        alerts.clear(alert, [], NOW)
        alerts.fired(["main"], NOW, NOW + DAY)
        for engine in (store._reader, store._writer):
            event.remove(engine, "before_cursor_execute", listen)
        with store.reading() as connection:
            steps = [
                str(row[3])
                for statement, parameters in asked
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            ]
    assert len(asked) >= 12
    whole = {step for step in steps if step.startswith("SCAN")}
    assert whole == {"SCAN alerts USING INDEX alerts_on"}, "which holds those that are on alone"
    assert "SEARCH alerts USING INDEX alerts_by_instant (site=?)" not in steps


@pytest.mark.parametrize("looked_after", ["taken", "over", "neither"])
def test_others_are_told_where_nobody_takes_it(alerts: AlertLog, looked_after: str) -> None:
    alert = fire(alerts, Telling("chief", Why.ESCALATED, after_s=300))
    if looked_after == "taken":
        alerts.take(alert.id, "Ada", "", NOW + SECOND)
    elif looked_after == "over":
        alerts.clear(alert, [], NOW + SECOND)
    due = NOW + 300 * SECOND
    alerts.settle(due - 1)
    assert alerts.claim("one", due - 1) is None
    alerts.settle(due)
    assert (alerts.claim("one", due) is None) == (looked_after != "neither")
    assert (states(alerts, alert) == ["dropped"]) == (looked_after != "neither")


def test_alerts_that_are_over_for_long_are_purged_with_what_was_sent_of_them(url: str) -> None:
    with closing(Ledger(url)) as ledger:
        ledger.record("pbx", "main", batch(entered(1, NOW + 900 * DAY)), NOW + 900 * DAY)
        old, lasting = fire(ledger.alerts, FIRED), fire(ledger.alerts, FIRED, queue="water")
        ledger.alerts.clear(old, [], NOW + DAY)
        gone = ledger.purge(NOW + 900 * DAY, Retention(alerts_days=800))
        assert (gone["alerts"], gone["notifications"]) == (1, 1)
        assert [each.id for each in ledger.alerts.on()] == [lasting.id]
        assert len(ledger.alerts.notified(lasting.id)) == 1
