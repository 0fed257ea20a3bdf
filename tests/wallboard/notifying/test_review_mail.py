"""The review of the week before is sent when its weekday and time have come: once, and not when it is old news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from apprise import Apprise

from wallboard.ledger import Ledger
from wallboard.ledger.mailing_log import BACK_OFF
from wallboard.model import HOUR, MINUTE, SECOND, Micros
from wallboard.model.mailings import Mail, MailingState
from wallboard.notifying.readdressed import readdressed
from wallboard.notifying.review_mail import ReviewMail
from wallboard.notifying.review_post import ReviewMessage
from wallboard.notifying.sender import File
from wallboard.notifying.sent import Outcome, Sent
from wallboard.settings import Channel, Mailing, Settings
from wallboard.settings.file.read import parse

CHICAGO = ZoneInfo("America/Chicago")


def settings(mailing: str) -> Settings:
    site = '[sites.main]\nname = "311"\nzone = "America/Chicago"\n'
    channel = '[channels.desk]\naddress = "json://127.0.0.1/T0ken"\n'
    return parse(f"{site}{channel}{mailing}", "wallboard.toml", {}, {}, None, None)


SETTINGS = settings('[mailings.council]\nchannel = "desk"\nday = "tue"\nat = "07:30"\nforms = ["pdf", "xlsx"]\n')
MORNINGS = settings(
    '[channels.mail]\naddress = "mailto://127.0.0.1?from=w@example.gov&to=a@example.gov"\n'
    '[mailings.mornings]\nwhat = "departments"\nchannel = "mail"\nat = "02:30"\n'
    'recipients = { streets = ["streets@example.gov"] }\n'
)
ASKING = settings('[mailings.owners]\nwhat = "ask"\nchannel = "desk"\nday = "mon"\nat = "07:30"\nuntil = "tue 7:30"\n')
WEEK = Mail("council", "main", date(2026, 11, 15))
ASKED = WEEK._replace(mailing="owners")
FILES = [File("review.pdf", b"%PDF")]


def instant(*at: int) -> Micros:
    return round(datetime(*at, tzinfo=CHICAGO).timestamp()) * SECOND  # type: ignore[arg-type, misc]


TUESDAY = instant(2026, 11, 17, 7, 30)
MONDAY = instant(2026, 11, 16, 7, 30)


class Post:
    """A sender that takes down what it is given, and answers as it is told."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, str, Sequence[File]]] = []
        self.outcome = Outcome.SENT
        self.deaf = ""  # what is in the title of the one that is refused

    def send(self, address: str, title: str, body: str, files: Sequence[File] = (), html: str = "") -> Sent:
        self.sent.append((address, title, body, files))
        outcome = Outcome.REFUSED if self.deaf and self.deaf in title else self.outcome
        return Sent(outcome, "" if outcome is Outcome.SENT else "no")


class Round:
    """One wall over a ledger, at an hour that the test says."""

    def __init__(self, ledger: Ledger, settings: Settings = SETTINGS) -> None:
        self.ledger, self.post, self.now, self.made = ledger, Post(), TUESDAY, list[Mail]()
        self.broken = False
        self.owing = ["Grace", "Rui"]
        self.mail = ReviewMail(lambda: ledger.mailings, lambda: settings, self.post, self._write, lambda: self.now)

    def _write(self, mail: Mail, mailing: Mailing, channel: Channel) -> list[ReviewMessage]:
        self.made.append(mail)
        if self.broken:
            raise ValueError("no review")
        if mailing.what in ("ask", "departments"):
            return [ReviewMessage(f"To {name}", "why?", part=name) for name in self.owing]
        return [ReviewMessage("Review", "in words", FILES)]

    def at(self, now: Micros) -> int:
        """How many were sent so far."""
        self.now = now
        self.mail.run()
        return len(self.post.sent)

    @property
    def state(self) -> MailingState | None:
        return self.ledger.mailings.state(WEEK)


@pytest.fixture
def wall(ledger: Ledger) -> Round:
    return Round(ledger)


@pytest.fixture
def asking(ledger: Ledger) -> Round:
    return Round(ledger, ASKING)


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


def titles(wall: Round) -> list[str]:
    return [title for _address, title, _body, _files in wall.post.sent]


def test_each_of_those_who_are_asked_is_asked_once(asking: Round, ledger: Ledger) -> None:
    asking.post.deaf = "Rui"
    asking.at(MONDAY)
    asking.at(MONDAY + BACK_OFF - SECOND)
    assert titles(asking) == ["To Grace", "To Rui"]
    asking.post.deaf = ""
    asking.at(MONDAY + BACK_OFF)
    assert titles(asking) == ["To Grace", "To Rui", "To Rui"]
    assert ledger.mailings.state(ASKED) is MailingState.SENT
    asking.owing.append("Ada")  # was not asked that Monday, and is not later
    assert Round(ledger, ASKING).at(MONDAY + HOUR) == 0
    assert asking.at(MONDAY + 2 * HOUR) == 3


def test_another_wall_goes_on_where_one_died(asking: Round, ledger: Ledger) -> None:
    assert ledger.mailings.begin(ASKED._replace(part="Grace"), MONDAY)  # and may have sent it
    asking.at(MONDAY)
    assert titles(asking) == ["To Rui"]


def test_nobody_is_asked_who_owes_nothing_or_when_it_is_too_late(asking: Round, ledger: Ledger) -> None:
    asking.owing = []
    assert asking.at(MONDAY) == 0
    assert ledger.mailings.state(ASKED) is MailingState.SENT
    late = Round(ledger, ASKING)
    late.post.deaf = "To"
    week_after = MONDAY + 7 * 24 * HOUR
    late.at(week_after + 24 * HOUR - MINUTE)
    late.at(week_after + 24 * HOUR)  # the cut-off
    assert titles(late) == ["To Grace", "To Rui"]


def days_of(wall: Round) -> list[date]:
    return [mail.last for mail in wall.made]


def test_departments_are_told_each_morning_once_each(ledger: Ledger) -> None:
    wall = Round(ledger, MORNINGS)
    wall.owing = ["streets to a", "parks to b"]
    wall.post.deaf = "parks"
    two = instant(2026, 11, 17, 2, 30)
    assert (wall.at(two - MINUTE), wall.at(two)) == (0, 2)
    assert Round(ledger, MORNINGS).at(two + MINUTE) == 0
    wall.post.deaf = ""
    assert wall.at(two + BACK_OFF) == 3  # the one that was refused alone
    assert titles(wall)[2] == "To parks to b"
    assert wall.at(two + 5 * HOUR) == 3
    assert wall.at(two + 24 * HOUR) == 5
    assert days_of(wall)[-1] == date(2026, 11, 18)
    assert Round(ledger, MORNINGS).at(instant(2026, 11, 19, 8, 30)) == 0  # a wall that was away in the morning


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 3, 8), instant(2026, 3, 8, 3)),  # half past two is skipped
        (date(2026, 11, 1), instant(2026, 11, 1, 2, 30)),  # an hour later than a day before
    ],
)
def test_departments_are_told_at_their_time_over_a_clock_change(ledger: Ledger, day: date, first: Micros) -> None:
    wall = Round(ledger, MORNINGS)
    sent = {at: wall.at(at) for at in range(first - 3 * HOUR, first + 7 * HOUR, MINUTE)}
    assert [sent[at] for at in (first - MINUTE, first)] == [0, 2]
    assert max(sent.values()) == 2
    assert days_of(wall) == [day]


@pytest.mark.whole
def test_a_mail_channel_sends_to_another_address() -> None:
    """By the same server as the same sender, and to nobody else whom the channel names."""
    own = "mailtos://wall:p%40ss@mail.example.gov:465/desk@example.gov?from=wall@example.gov&To=a@b.c&cc=d@e.f&mode=ssl"
    there = readdressed(own, "grace+311@example.gov")
    assert there == (
        "mailtos://wall:p%40ss@mail.example.gov:465?from=wall@example.gov&mode=ssl&to=grace%2B311%40example.gov"
    )
    service: Any = Apprise.instantiate(there)
    assert [address for _name, address in service.targets] == ["grace+311@example.gov"]
    assert (service.password, service.from_addr[1], service.cc, service.bcc) == (
        "p@ss",
        "wall@example.gov",
        set(),
        set(),
    )
