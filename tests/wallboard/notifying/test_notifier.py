"""One notifier over one ledger: what is sent, what is tried again and when, what is given up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.empty_databases import lay_ledger
from wallboard.ledger import AlertLog, LedgerStore, Telling
from wallboard.model import DAY, HOUR, SECOND, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Notification, NotificationState, Raised, Why
from wallboard.notifying.notifier import Notifier
from wallboard.notifying.sender import outcome_of
from wallboard.notifying.sent import Outcome, Sent
from wallboard.settings import Settings

NOW = 1_795_348_800 * SECOND


class Told:
    """A sender that does what it is told to, and remembers what it was given."""

    def __init__(self) -> None:
        self.outcome = Sent(Outcome.SENT)
        self.deaf = set[str]()  # addresses that refuse
        self.messages: list[tuple[str, str, str]] = []

    def send(self, address: str, title: str, body: str) -> Sent:
        self.messages.append((address, title, body))
        return Sent(Outcome.REFUSED, "timed out") if address in self.deaf else self.outcome


class Desk:
    """A notifier by a clock that a test sets, over one alert that fired."""

    def __init__(self, folder: Path) -> None:
        lay_ledger(folder / "ledger.db")
        self.store, self.now, self.sender = LedgerStore(f"sqlite:///{folder}/ledger.db"), NOW, Told()
        self.alerts = AlertLog.over(self.store)
        channels = {"desk": {"address": "json://127.0.0.1/token"}}
        self.settings = Settings.model_validate(
            {"sites": {"main": {"name": "311", "zone": "UTC"}}, "channels": channels}
        )
        self.notifier = Notifier(self.alerts, lambda: self.settings, self.sender, words, lambda: self.now)

    def fire(self, channel: str = "desk", queue: str = "roads") -> Alert:
        raised = Raised(AlertKey("slow", Scope("main", queue=queue)), AlertKind.READING, "alarm", NOW, NOW)
        alert = self.alerts.fire(raised, [Telling(channel, Why.FIRED)], self.now)
        assert alert is not None
        return alert

    def state(self, alert: Alert) -> tuple[NotificationState, str]:
        (only,) = self.alerts.notified(alert.id)
        return only.state, only.error


def words(alert: Alert, ours: Notification, settings: Settings) -> tuple[str, str]:
    return f"{alert.key.rule} of {settings.sites['main'].name}", ours.why.value


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    with closing(desk.store):
        yield desk


def test_what_is_due_is_put_into_words_and_sent_to_its_channels_address(desk: Desk) -> None:
    alert = desk.fire()
    assert desk.notifier.send_due() == 1
    assert desk.sender.messages == [("json://127.0.0.1/token", "slow of 311", "fired")]
    assert desk.state(alert) == (NotificationState.SENT, "")
    assert desk.notifier.send_due() == 0


@pytest.mark.slow
def test_what_is_refused_is_tried_again_at_longer_and_longer_intervals_and_given_up_after_a_day(desk: Desk) -> None:
    alert, waits, last = desk.fire(), [], NOW
    desk.sender.outcome = Sent(Outcome.REFUSED, "error=503")
    for _ in range(400):
        assert desk.notifier.send_due() == 1
        waits.append((desk.now - last) // SECOND)
        last = desk.now
        (only,) = desk.alerts.notified(alert.id)
        if only.state is NotificationState.FAILED:
            break
        slept = (
            HOUR if len(waits) > 6 and desk.now < NOW + DAY - 2 * HOUR else 0
        )  # a machine that is asleep most of the day
        desk.now = only.due_at + slept
    assert waits[:6] == [0, 5, 15, 60, 300, 300]
    assert DAY - 600 * SECOND <= last - NOW <= DAY
    assert desk.state(alert) == (NotificationState.FAILED, "error=503")


def test_a_server_that_comes_back_gets_it_once(desk: Desk) -> None:
    alert = desk.fire()
    desk.sender.outcome = Sent(Outcome.REFUSED, "error=503")
    desk.notifier.send_due()
    desk.sender.outcome = Sent(Outcome.SENT)
    desk.now += 5 * SECOND
    assert [desk.notifier.send_due(), desk.notifier.send_due()] == [1, 0]
    assert desk.state(alert)[0] is NotificationState.SENT


def test_what_may_have_gone_out_is_said_to_and_not_sent_again(desk: Desk) -> None:
    alert = desk.fire()
    desk.sender.outcome = Sent(Outcome.UNSURE, "it fell silent")
    desk.notifier.send_due()
    desk.now += DAY
    assert desk.notifier.send_due() == 0
    assert desk.state(alert) == (NotificationState.UNSURE, "it fell silent")


def test_a_channel_that_the_settings_have_no_more_is_told_nothing(desk: Desk) -> None:
    alert = desk.fire("gone")
    desk.notifier.send_due()
    assert desk.sender.messages == []
    assert desk.state(alert)[0] is NotificationState.DROPPED


def test_a_channel_that_takes_nothing_keeps_no_other_waiting(desk: Desk) -> None:
    channels = {name: {"address": f"json://127.0.0.1/{name}"} for name in ("desk", "chief")}
    told = desk.settings.model_dump(exclude_defaults=True) | {"channels": channels}
    desk.settings = Settings.model_validate(told)
    for queue in ("a", "b", "c"):
        desk.fire(queue=queue)
    last = desk.fire("chief", "d")
    desk.sender.deaf = {"json://127.0.0.1/desk"}
    assert desk.notifier.send_due() == 2
    assert [address for address, _, _ in desk.sender.messages] == ["json://127.0.0.1/desk", "json://127.0.0.1/chief"]
    assert desk.state(last)[0] is NotificationState.SENT


def test_one_round_is_bounded(desk: Desk) -> None:
    for number in range(25):
        desk.fire(queue=f"q{number}")
    assert [desk.notifier.send_due(), desk.notifier.send_due(), desk.notifier.send_due()] == [20, 5, 0]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("Failed to send JSON POST notification: error=503.", Outcome.REFUSED),
        ("Response Details:\nSocket closed, timed out", Outcome.REFUSED),  # what a page says is no broken connection
        ("Socket Exception: HTTPConnectionPool: Read timed out. (read timeout=4.0)", Outcome.UNSURE),
        ("Socket Exception: ('Connection aborted.', RemoteDisconnected('closed'))", Outcome.UNSURE),
        ("Socket Exception: Max retries exceeded (Caused by NewConnectionError: Connection refused)", Outcome.REFUSED),
        ("Socket Exception: Connection to 10.0.0.1 timed out. (connect timeout=4.0)", Outcome.REFUSED),
        ("Socket Exception: Connection unexpectedly closed: timed out\nSending email failed.", Outcome.UNSURE),
        (
            "Connection error while submitting email to mail\nSocket Exception: Connection unexpectedly closed",
            Outcome.REFUSED,
        ),
        ("Socket Exception: (451, b'try again later')\nSending email failed.", Outcome.REFUSED),
    ],
)
def test_what_apprise_logged_says_whether_it_may_have_gone_out(said: str, outcome: Outcome) -> None:
    assert outcome_of(said) is outcome
