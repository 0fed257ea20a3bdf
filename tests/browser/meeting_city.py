"""A city whose weekly review people hold in a browser: fourteen weeks of calls and requests in a ledger, counted day by day, the
whole wall over it behind the real server, a clock that a test moves, and mail that is sent when its time has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from layouts.live.stream import Hub
from layouts.site.review_mail import ReviewWriter
from layouts.site.web import Web
from tests.empty_databases import lay_access
from tests.installation import PASSWORD
from tests.layouts.serving import serving
from tests.ledger_told import requests, ticket
from tests.wallboard.engine.parts import FakeSource, Wall
from wallboard.access.access import Access
from wallboard.calls.whole import VisitVersion
from wallboard.clock import day_start
from wallboard.engine.day_keeper import count_missing
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros, Outcome
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.notifying.review_mail import ReviewMail
from wallboard.notifying.sender import AppriseSender
from wallboard.settings import Server, Settings, SourceBase
from wallboard.source import Batch

WEEK = date(2026, 11, 15)  # the last day of the week under review, a Sunday
WEEKS_BEFORE = 13
CREW = 5  # requests that Streets can see to in a day
CALLS_A_DAY = 24
LATE = 0.1  # of the requests are seen to after the day that was promised


def settings(folder: Path, port: int) -> Settings:
    """`port`: of the mail server."""
    mail = f"mailto://127.0.0.1:{port}?from=wall@example.gov&to=council@example.gov"
    return Settings.model_validate(
        {
            "sites": {"main": {"name": "311 Centre", "zone": "America/Chicago"}},
            "departments": {"STR": {"label": "Streets", "owner": "Grace Park"}, "SAN": {"label": "Sanitation"}},
            "queues": {
                "water": {"label": "Water", "targets": [{"share": 0.8, "within_s": 30, "speed_of_answer_s": 30}]}
            },
            "promises": [{"service_type": "pothole", "days": 5, "share": 0.8}],
            "sources": {"crm": SourceBase(kind="fake"), "pbx": SourceBase(kind="fake")},
            "channels": {"council": {"address": mail}},
            "mailings": {"council": {"channel": "council", "day": "tue", "at": "12:00", "forms": ["pdf", "xlsx"]}},
            "access": {"sign_in": True, "database": f"sqlite:///{folder}/access.db", "keys": "k" * 40},
        }
    )


class MeetingCity:
    def __init__(self, folder: Path, mail_port: int) -> None:
        self.settings, self.chance = settings(folder, mail_port), Random(311)
        self.zone = self.settings.zone("main")
        self.crm, self.pbx = FakeSource("crm", "tickets"), FakeSource("pbx", "calls")
        self.wall = Wall(folder, self.crm, self.pbx, of=self.settings)
        lay_access(folder / "access.db")
        self.access = Access(self.settings, self.now)
        self.web = Web(self.settings, self.wall.engine, self.access, self.now, hub=Hub("test"))
        write = ReviewWriter(self.web.readers, lambda: self.settings)
        self.mail = ReviewMail(
            lambda: self.wall.ledger.mailings, lambda: self.settings, AppriseSender(), write, self.now
        )
        for before in reversed(range(WEEKS_BEFORE + 1)):
            self.lives(WEEK - timedelta(days=7 * before), streets=12 if before == 0 else 4)

    def now(self) -> Micros:
        return self.wall.now

    def at(self, day: date, hour: int) -> None:
        """Moves the clock, of the wall and of everybody's sessions."""
        self.wall.now = day_start(day, self.zone) + hour * HOUR

    def close(self) -> None:
        self.access.close()
        self.wall.close()

    # ---- how it lives

    def lives(self, last: date, streets: int) -> None:
        """A week up to its last day, in which about `streets` requests a day of Streets are opened; of more than its crew can
        see to, the rest stays open. In the night after, the wall reads it and counts its days."""
        rows, visits = list[dict[str, Any]](), list[VisitVersion]()
        for back in reversed(range(7)):
            begins = day_start(last - timedelta(days=back), self.zone)
            rows += self._requests(begins, "STR", streets + self.chance.randrange(-1, 2))
            rows += self._requests(begins, "SAN", 3 + self.chance.randrange(2))
            visits += [self._call(begins, number) for number in range(CALLS_A_DAY + self.chance.randrange(-3, 4))]
        self.at(last + timedelta(days=1), 1)
        self.crm.answers.append(requests(*rows, cursor=self.wall.now))
        self.pbx.answers.append(Batch({"id": self.wall.now}, visits=tuple(visits), read=len(visits)))
        for name in self.wall.sources:
            self.wall.poll(name)
        assert all(count_missing(self.wall.ledger, self.settings, self.now()))

    def _requests(self, begins: Micros, department: str, opened: int) -> Iterator[dict[str, Any]]:
        for number in range(opened):
            at = begins + (7 + number) * HOUR
            told: dict[str, Any] = {"department": department, "service_type": "pothole"}
            if number < CREW:
                days = 6 if self.chance.random() < LATE else 1
                over = at + days * DAY + self.chance.randrange(-300, 300) * MINUTE
                told |= {"state": "finished", "updated_at": over, "finished_at": over, "first_finished_at": over}
            yield ticket(f"{department}-{begins // HOUR}-{number}", at, **told)

    def _call(self, begins: Micros, number: int) -> VisitVersion:
        """Every eighth gives up or so."""
        entered, wait = begins + 8 * HOUR + number * 20 * MINUTE, self.chance.randrange(5, 45)
        left = entered + wait * SECOND
        told: dict[str, Any] = {"outcome": Outcome.ABANDONED}
        if self.chance.randrange(8):
            told = {"outcome": Outcome.ANSWERED, "agent": "ann", "ended": left + 3 * MINUTE, "talk_s": 180}
        updated = left + 3 * MINUTE
        return VisitVersion("pbx", "main", f"v{entered}", "water", updated, entered, left=left, wait_s=wait, **told)

    # ---- its people

    def person(self, name: str, shown: str, role: Role, remit: Remit = EVERYTHING) -> None:
        """Somebody who signs in with PASSWORD."""
        person, code = self.access.people.add(name, shown, role, remit, by=None)
        self.access.entering.by_code(name, code.text, PASSWORD, address="127.0.0.1")
        self.access.sessions.end_all(person, by=None)


@contextmanager
def meeting_city(folder: Path, mail_port: int) -> Iterator[tuple[MeetingCity, str]]:
    """The city, and the address of its wall."""
    with closing(MeetingCity(folder, mail_port)) as city, serving(city.web.shell, Server(port=0)) as port:
        yield city, f"http://127.0.0.1:{port}"
