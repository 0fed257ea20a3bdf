"""The review made into a file while somebody waits, ended where they have no more patience, and published."""

from __future__ import annotations

import html
import io
import re
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
import pytest

from layouts.access.review_pack.mailing import NEVER_LONGER
from layouts.access.review_pack.works import AT_ONCE, Works
from layouts.pack.steps import Step
from tests.integration.mail_and_hooks import mail_server
from tests.integration.test_review_mail import Taken
from tests.layouts.access.somebody import Somebody
from tests.layouts.city_wall import NORTH, SOUTH, START, CityWall
from wallboard.clock import local_day
from wallboard.ledger import LedgerError
from wallboard.model import SECOND
from wallboard.model.mailings import Mail
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

PATIENCE_S = 30
TODAY = local_day(START, ZoneInfo("America/Chicago"))
WEEK = (TODAY - timedelta(days=7)).isoformat()
ADDRESS = f"/review/pack?site={NORTH}&week={WEEK}"
FIELDS = [("site", NORTH), ("week", WEEK)]


@pytest.fixture
def ada(wall: CityWall) -> Somebody:
    return Somebody(wall, "ada", Role.REVIEWER)


def made(somebody: Somebody, **asked: str) -> str:
    """The page when the file is made."""
    path = ADDRESS + "".join(f"&{name}={value}" for name, value in {"at": "5", **asked}.items())
    if 'http-equiv="refresh"' in somebody.opens(path):
        for thread in [thread for thread in threading.enumerate() if thread.name == "pack"]:
            thread.join(PATIENCE_S)
    return somebody.opens(path)


def link(page: str) -> str:
    found = re.search(r'href="(/review/pack/file[^"]*)"', page)
    assert found, page
    return html.unescape(found[1])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("form", "begins", "ending"),
    [("pdf", b"%PDF", "pdf"), ("pptx", b"PK", "pptx"), ("xlsx", b"PK", "xlsx"), ("html", b"<!doctype", "html")],
)
def test_a_file_is_made_and_downloaded(ada: Somebody, form: str, begins: bytes, ending: str) -> None:
    answer = ada.asks(link(made(ada, form=form)))
    assert answer.status == 200
    assert answer.body.startswith(begins)
    assert f'filename="review-north-{local_week_end()}' in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].endswith(f'.{ending}"')
    (entry,) = ada.wall.access.audit.read(event="exported")
    assert entry.about == f"{NORTH}, week to {local_week_end()}"


def test_it_is_in_the_language_that_was_chosen(ada: Somebody) -> None:
    assert "<h1>Revue" in ada.asks(link(made(ada, form="html", language="fr"))).body.decode()


def test_before_anything_is_asked_for_nothing_is_made(ada: Somebody) -> None:
    page = ada.opens(ADDRESS)
    assert "/review/pack/file" not in page
    assert "This has not been published yet." in page


def test_a_program_has_the_file_at_once(ada: Somebody) -> None:
    answer = ada.asks(f"/review/pack/file?site={NORTH}&week={WEEK}&form=html&language=es")
    assert answer.status == 200
    assert b'<html lang="es">' in answer.body


def test_what_cannot_be_is_told(ada: Somebody) -> None:
    for query in ("form=exe", "site=nowhere", "week=soon", f"site={NORTH}&week={WEEK}&edition=9&at=1"):
        assert ada.asks(f"/review/pack?{query}").status == 404


def test_a_published_review_is_listed_and_made_into_a_file(ada: Somebody) -> None:
    assert ada.posts("/review/pack/publish", FIELDS).status == 303
    page = ada.opens(ADDRESS)
    assert "Edition 1:" in page
    assert "Ada" in page
    assert 'action="/review/pack/publish"' not in page  # nothing differs
    assert ada.posts("/review/pack/publish", FIELDS).status == 303
    assert "Edition 2" not in ada.opens(ADDRESS)
    file = ada.asks(link(made(ada, edition="1")))
    assert "edition-1" in file.headers["content-disposition"]
    assert "Edition 1" in pypdf.PdfReader(io.BytesIO(file.body)).pages[0].extract_text()
    workbook = openpyxl.load_workbook(io.BytesIO(ada.asks(link(made(ada, edition="1", form="xlsx"))).body))
    assert workbook.sheetnames[3:] == ["Days", "Made of days"], "frozen with it"
    assert [entry.about for entry in ada.wall.access.audit.read(event="review_published")] == [
        f"{NORTH}, week to {local_week_end()}"
    ]


def local_week_end() -> str:
    day = TODAY - timedelta(days=7)
    return (day + timedelta(days=(6 - day.weekday()) % 7)).isoformat()


def test_who_has_not_the_whole_site_publishes_nothing(wall: CityWall) -> None:
    grace = Somebody(wall, "grace", Role.REVIEWER, Remit(departments=frozenset({"streets"})))
    assert 'action="/review/pack/publish"' not in grace.opens(ADDRESS)
    assert grace.posts("/review/pack/publish", FIELDS).status == 404
    elsewhere = Somebody(wall, "rui", Role.REVIEWER, Remit(sites=frozenset({SOUTH})))
    assert elsewhere.asks(ADDRESS).status == 404
    assert elsewhere.posts("/review/pack/publish", FIELDS).status == 404


class TestMailedAtOnce:
    """To the channel of a mailing, once for each time that the page offers it."""

    @pytest.fixture
    def taken(self) -> Taken:
        return Taken()

    @pytest.fixture
    def wall(self, tmp_path: Path, taken: Taken) -> Iterator[CityWall]:
        with mail_server(taken) as port:
            address = f"mailto://127.0.0.1:{port}?from=wall@example.gov&to=council@example.gov"
            more = {
                "channels": {"desk": {"address": address, "language": "fr"}},
                "mailings": {"council": {"channel": "desk", "site": NORTH, "forms": ["html"]}},
            }
            made = CityWall(tmp_path, more=more)
            yield made
            made.close()

    def fields(self, page: str, send: str) -> list[tuple[str, str]]:
        form = page[page.index('action="/review/pack/mail"') :]
        token = re.search(r'name="at" value="(\d+)"', form)
        assert token
        return [*FIELDS, ("at", token[1]), ("mailing", "council"), ("send", send)]

    def test_the_pre_read_is_sent_once_however_often_it_is_pressed(self, ada: Somebody, taken: Taken) -> None:
        fields = self.fields(ada.opens(ADDRESS), "pre_read")
        answers = [ada.posts("/review/pack/mail", fields) for _press in range(2)]
        assert [each.status for each in answers] == [303, 303]
        (mail,) = taken.mails
        assert mail["To"] == "council@example.gov"
        assert "À passer en revue" in mail["Subject"]
        assert "What is to be read before the meeting: sent to desk." in ada.opens(answers[1].headers["location"])
        (entry,) = ada.wall.access.audit.read(event="review_mailed")
        assert entry.about == f"{NORTH}, week to {local_week_end()}"
        assert entry.detail == {"what": "pre_read", "mailing": "council", "channel": "desk", "how": "sent"}
        ada.wall.now += SECOND
        assert ada.posts("/review/pack/mail", self.fields(ada.opens(ADDRESS), "pre_read")).status == 303
        assert len(taken.mails) == 2

    def test_an_edition_is_sent_with_the_files_of_the_mailing(self, ada: Somebody, taken: Taken) -> None:
        fields = self.fields(ada.opens(ADDRESS), "1")
        refused = ada.posts("/review/pack/mail", fields)
        assert (refused.status, b"There is no such edition." in refused.body, taken.mails) == (422, True, [])
        ada.posts("/review/pack/publish", FIELDS)
        told = ada.opens(ada.posts("/review/pack/mail", fields).headers["location"])
        assert "Edition 1: sent to desk." in told
        files = [part.get_filename() for part in taken.mails[0].walk() if part.get_filename()]
        assert files == [f"review-north-{local_week_end()}-edition-1.html"]

    def test_a_server_that_does_not_take_it_is_told_of(self, ada: Somebody, wall: CityWall, taken: Taken) -> None:
        taken.mood = "refuses"
        told = ada.opens(
            ada.posts("/review/pack/mail", self.fields(ada.opens(ADDRESS), "pre_read")).headers["location"]
        )
        assert "desk did not take it, and nobody has it." in told
        assert 'role="alert"' in told
        taken.mood = "well"
        wall.now += SECOND
        told = ada.opens(
            ada.posts("/review/pack/mail", self.fields(ada.opens(ADDRESS), "pre_read")).headers["location"]
        )
        assert "sent to desk." in told

    def test_who_died_while_sending_may_have_sent_it(self, ada: Somebody, wall: CityWall, taken: Taken) -> None:
        fields = self.fields(ada.opens(ADDRESS), "pre_read")
        part = f"now:week:pre_read:{dict(fields)['at']}"
        mail = Mail("council", NORTH, date.fromisoformat(local_week_end()), part)
        assert wall.readers.engine.ledger.mailings.begin(mail, wall.now)
        there = ada.posts("/review/pack/mail", fields).headers["location"]
        assert "<progress" in ada.opens(there)
        wall.now += NEVER_LONGER + SECOND
        assert "it may have reached desk, and it may not." in ada.opens(there)
        assert taken.mails == []

    def test_only_who_may_publish_sends_it_and_only_to_mailings_of_the_site(self, wall: CityWall, taken: Taken) -> None:
        ada = Somebody(wall, "ada", Role.REVIEWER)
        fields = self.fields(ada.opens(ADDRESS), "pre_read")
        grace = Somebody(wall, "grace", Role.REVIEWER, Remit(departments=frozenset({"streets"})))
        assert "/review/pack/mail" not in grace.opens(ADDRESS)
        assert grace.posts("/review/pack/mail", fields).status == 404
        rui = Somebody(wall, "rui", Role.SUPERVISOR)
        assert "/review/pack/mail" not in rui.opens(ADDRESS)
        assert rui.posts("/review/pack/mail", fields).status == 403
        assert "/review/pack/mail" not in ada.opens(ADDRESS.replace(NORTH, SOUTH))
        for wrong in (("mailing", "nobody"), ("send", "all"), ("at", "soon"), ("site", SOUTH)):
            assert (
                ada.posts("/review/pack/mail", [each for each in fields if each[0] != wrong[0]] + [wrong]).status == 422
            )
        assert taken.mails == []


class TestWorks:
    """A few at a time, each of which can be ended."""

    def test_how_far_it_is_is_told_and_it_can_be_ended(self) -> None:
        works, at_half, go_on = Works(), threading.Event(), threading.Event()

        def make(step: Step) -> bytes:
            step(1, 2)
            at_half.set()
            assert go_on.wait(PATIENCE_S)
            step(2, 2)
            return b"made"

        work = works.of(("ada", "a"), make)
        assert work is not None
        assert at_half.wait(PATIENCE_S)
        assert (work.share, work.done) == (0.5, False)
        works.end("ada")
        go_on.set()
        assert work.over.wait(PATIENCE_S)
        assert work.file is None
        assert works.file(("ada", "a")) is None
        again = works.of(("ada", "a"), lambda step: b"made")
        assert again is not None
        assert again is not work

    def test_so_many_at_once_and_one_for_each_person(self) -> None:
        works, go_on = Works(), threading.Event()

        def make(step: Step) -> bytes:
            assert go_on.wait(PATIENCE_S)
            step(1, 1)
            return b""

        under_way = [works.of((f"p{nth}", "a"), make) for nth in range(AT_ONCE)]
        assert works.of(("one more", "a"), make) is None
        another = works.of(("p0", "b"), make)  # in place of their former one
        assert under_way[0]
        assert under_way[0].ended.is_set()
        go_on.set()
        for work in (*under_way, another):
            assert work is not None
            assert work.over.wait(PATIENCE_S)
        assert works.file(("p0", "b")) == b""

    def test_a_failure_is_told_once_and_tried_again(self) -> None:
        works = Works()

        def broken(step: Step) -> bytes:
            raise LedgerError("the ledger cannot be reached")

        first = works.of(("ada", "a"), broken)
        assert first is not None
        assert first.over.wait(PATIENCE_S)
        assert works.of(("ada", "a"), broken) is first
        assert first.failed == "the ledger cannot be reached"
        assert works.of(("ada", "a"), broken) is not first
