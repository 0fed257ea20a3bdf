"""The review of the week before is sent when its weekday and time have come: once, and not when it is old news."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.empty_databases import lay_ledger
from wallboard.ledger import Ledger
from wallboard.ledger.mailing_log import BACK_OFF, Mail, MailingState
from wallboard.model import HOUR, MINUTE, SECOND, Micros
from wallboard.notifying.review_mail import ReviewMail, ReviewMessage
from wallboard.notifying.sender import File, Outcome, Sent
from wallboard.settings import Channel, Mailing
from wallboard.settings.file.read import parse

CHICAGO = ZoneInfo("America/Chicago")
SETTINGS = parse(
    '[sites.main]\nname = "311"\nzone = "America/Chicago"\n'
    '[channels.desk]\naddress = "json://127.0.0.1/T0ken"\n'
    '[mailings.council]\nchannel = "desk"\nday = "tue"\nat = "07:30"\nforms = ["pdf", "xlsx"]\n',
    "wallboard.toml",
    {},
    {},
    None,
    None,
)
WEEK = Mail("council", "main", date(2026, 11, 15))
FILES = [File("review.pdf", b"%PDF")]


def instant(*at: int) -> Micros:
    return round(datetime(*at, tzinfo=CHICAGO).timestamp()) * SECOND  # type: ignore[arg-type, misc]


TUESDAY = instant(2026, 11, 17, 7, 30)


class Post:
    """A sender that takes down what it is given, and answers as it is told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str, Sequence[File]]] = []
        self.outcome = Outcome.SENT

    def send(self, address: str, title: str, body: str, files: Sequence[File] = ()) -> Sent:
        self.sent.append((address, title, body, files))
        return Sent(self.outcome, "" if self.outcome is Outcome.SENT else "no")


class Round:
    """One wall over a ledger, at an hour that the test says."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.post, self.now, self.made = ledger, Post(), TUESDAY, list[Mail]()
        self.broken = False
        self.mail = ReviewMail(lambda: ledger.mailings, lambda: SETTINGS, self.post, self._write, lambda: self.now)

    def _write(self, mail: Mail, mailing: Mailing, channel: Channel) -> ReviewMessage:
        self.made.append(mail)
        if self.broken:
            raise ValueError("no review")
        return ReviewMessage("Review", "in words", FILES)

    def at(self, now: Micros) -> int:
        """How many were sent so far."""
        self.now = now
        self.mail.run()
        return len(self.post.sent)

    @property
    def state(self) -> MailingState | None:
        return self.ledger.mailings.state(WEEK)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    lay_ledger(tmp_path / "ledger.db")
    ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    yield ledger
    ledger.close()


@pytest.fixture
def wall(ledger: Ledger) -> Round:
    return Round(ledger)


def test_it_is_sent_once_when_its_time_has_come(wall: Round) -> None:
    assert wall.at(TUESDAY - MINUTE) == 0
    assert wall.at(TUESDAY) == 1
    assert wall.post.sent == [("json://127.0.0.1/T0ken", "Review", "in words", FILES)]
    assert wall.made == [WEEK]
    assert [wall.at(TUESDAY + hours * HOUR) for hours in range(24)] == [1] * 24
    assert wall.state is MailingState.SENT
    assert wall.at(instant(2026, 11, 24, 7, 31)) == 2
    assert wall.made[-1].last == WEEK.last + timedelta(days=7)


def test_a_restart_or_a_second_wall_sends_nothing_again(wall: Round, ledger: Ledger) -> None:
    wall.at(TUESDAY)
    assert Round(ledger).at(TUESDAY + MINUTE) == 0


def test_what_is_old_news_is_not_sent(wall: Round) -> None:
    assert wall.at(instant(2026, 11, 19, 7, 30)) == 0
    assert wall.state is None


def test_a_refusal_is_tried_again_after_a_while(wall: Round) -> None:
    wall.post.outcome = Outcome.REFUSED
    assert wall.at(TUESDAY) == 1
    assert wall.at(TUESDAY + BACK_OFF - SECOND) == 1
    wall.post.outcome = Outcome.SENT
    assert wall.at(TUESDAY + BACK_OFF) == 2
    assert wall.state is MailingState.SENT


def test_what_may_have_gone_out_is_not_sent_again(wall: Round, ledger: Ledger) -> None:
    wall.post.outcome = Outcome.UNSURE
    assert wall.at(TUESDAY) == 1
    assert wall.at(TUESDAY + 2 * BACK_OFF) == 1
    assert wall.state is MailingState.UNSURE
    other = WEEK._replace(mailing="died")
    assert ledger.mailings.begin(other, TUESDAY)
    assert not ledger.mailings.begin(other, TUESDAY + 10 * BACK_OFF)


def test_one_that_cannot_be_made_is_tried_again(wall: Round) -> None:
    wall.broken = True
    assert wall.at(TUESDAY) == 0
    assert wall.at(TUESDAY + MINUTE) == 0
    assert len(wall.made) == 1
    wall.broken = False
    assert wall.at(TUESDAY + BACK_OFF) == 1
