"""A review is mailed with its files, by Apprise to a mail server of the tests' own."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_string
from email.message import Message
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
from pydantic import SecretStr

from layouts.review.ask_text import AskText, owed
from layouts.site.review_mail import ReviewWriter
from tests.integration.mail_and_hooks import Received, mail_server
from tests.layouts.city_wall import NORTH, START, CityWall
from tests.layouts.pages.made_up_review import words_of
from tests.reviews import SETTINGS, WEEK_ENDING, Weekly, a_review
from wallboard.access.person import Person
from wallboard.clock import local_day
from wallboard.languages import language, offered, speak
from wallboard.model import Scope
from wallboard.model.mailings import Mail
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.review_words import Author, EntryKind, FigureKey, Owner, ReviewEntry, Version, Words
from wallboard.model.roles import Role
from wallboard.notifying.readdressed import readdressed
from wallboard.notifying.review_post import ReviewMessage
from wallboard.notifying.sender import AppriseSender
from wallboard.notifying.sent import Outcome
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.review_words import WeekQuestion, WeekWords
from wallboard.review import Review
from wallboard.settings import Channel, Mailing


class Taken(Received):
    """Keeps what it is given."""

    def __init__(self) -> None:
        super().__init__(lambda visit: self.mood)
        self.mood = "well"
        self.mails: list[Message] = []

    def take(self, text: str) -> None:
        self.mails.append(message_from_string(text, policy=default))


def week_before(day: date) -> date:
    return day - timedelta(days=day.weekday() + 1)


def test_a_review_is_published_and_mailed_with_its_files(tmp_path: Path) -> None:
    wall, taken = CityWall(tmp_path), Taken()
    last = week_before(local_day(START, ZoneInfo("America/Chicago")))
    write = ReviewWriter(wall.readers, lambda: wall.readers.engine.settings)
    mail, mailing = Mail("council", NORTH, last), Mailing(channel="desk", forms=("pdf", "xlsx"))
    with mail_server(taken) as port:
        address = f"mailto://127.0.0.1:{port}?from=wall@example.gov&to=council@example.gov"
        channel = Channel(address=SecretStr(address), language="fr")
        for _time in range(2):  # it differs in nothing the second time
            (message,) = write(mail, mailing, channel)
            sent = AppriseSender().send(address, message.title, message.body, message.files)
            assert sent.outcome is Outcome.SENT, sent
    editions = wall.readers.within(EVERYTHING).editions.of(ReviewQuestion(NORTH, last))
    wall.close()
    assert [each.number for each in editions] == [1]
    first = taken.mails[0]
    files = {part.get_filename(): part.get_payload(decode=True) for part in first.walk() if part.get_filename()}
    assert list(files) == [f"review-north-{last}-edition-1.pdf", f"review-north-{last}-edition-1.xlsx"]
    pdf, book = (io.BytesIO(bytes(content)) for content in files.values())
    assert "Édition 1" in pypdf.PdfReader(pdf).pages[0].extract_text()
    assert openpyxl.load_workbook(book).worksheets[0]["A1"].value.startswith("Revue")


# ---- asked before a cut-off

OWNERS = {"STR": Owner("Grace  Park", "p1"), "SAN": Owner("Rui")}
VERSION = Version(1, Words("Snow"), Author("Ada"), 0)
GROWN = [*[50.0, 54, 49, 52, 47, 51, 53, 48, 50, 52, 49, 51, 50, 52, 51], 90]
FIGURES = [
    Weekly("tickets.open", GROWN, {"department": "STR"}),
    Weekly("tickets.open", GROWN, {"department": "SAN"}),
    Weekly("tickets.opened", GROWN, {"department": "STR"}),
    Weekly("calls.offered", GROWN),
]


class OneWeek:
    """A reader of a made-up week, of which some figures are explained."""

    def __init__(self, explained: tuple[FigureKey, ...] = ()) -> None:
        self.settings, self.review = SETTINGS, self  # as within a remit: nothing of where the wall is
        self._explained = explained

    def within(self, remit: Remit) -> OneWeek:
        return self

    def reviewed(self, question: ReviewQuestion) -> Review:
        return a_review(*FIGURES)

    def week(self, question: WeekQuestion) -> WeekWords:
        said = ReviewEntry(1, EntryKind.EXPLANATION, FigureKey("", Scope("main")), question.week, "Ada", 0, VERSION)
        return replace(words_of(question.week), owners=OWNERS, explanations=dict.fromkeys(self._explained, (said,)))


def asked(port: int, week: OneWeek, *disabled: str) -> list[ReviewMessage]:
    """What is sent, by a server at that port."""
    grace = Person(
        "p1", "grace", "Grace Park", Role.REVIEWER, EVERYTHING, language="fr", disabled_at=1 if disabled else None
    )
    server = SETTINGS.server.model_copy(update={"address": "https://wall.example.gov"})
    whole = SETTINGS.model_copy(update={"server": server})
    write = ReviewWriter(week, lambda: whole, {"p1": grace}.get)  # type: ignore[arg-type]
    addresses = {"grace park": "grace@example.gov"}
    mailing = Mailing(what="ask", channel="desk", until="tue 12:00", addresses=addresses)
    address = f"mailto://127.0.0.1:{port}?from=wall@example.gov&to=desk@example.gov&cc=boss@example.gov"
    messages = write(Mail("why", "main", WEEK_ENDING), mailing, Channel(address=SecretStr(address), language="en"))
    for each in messages:
        to = readdressed(address, each.to) if each.to else address
        assert AppriseSender().send(to, each.title, each.body).outcome is Outcome.SENT
    return list(messages)


def text_of(mail: Message) -> str:
    part = next(each for each in mail.walk() if not each.is_multipart())
    assert part.get_content_type() == "text/plain"
    return bytes(part.get_payload(decode=True) or b"").decode().replace("\r\n", "\n")


def test_owners_are_asked_alone_and_the_channel_about_all_others() -> None:
    taken = Taken()
    with mail_server(taken) as port:
        messages = asked(port, OneWeek(explained=(FigureKey("tickets.opened", Scope("main", department="STR")),)))
    assert [each.part for each in messages] == ["owner p1", "all"]
    to_grace, to_all = taken.mails
    assert (to_grace["To"], to_grace["Cc"]) == ("grace@example.gov", None)
    told = text_of(to_grace)
    assert "17 nov. 2026" in told  # she reads French
    assert told.count("https://wall.example.gov/review/words?") == 1
    assert (
        "https://wall.example.gov/review/words?site=main&department=STR&metric=tickets.open&week_ending=2026-11-15"
        in told
    )
    assert "Sanitation" not in told
    assert to_all["To"] == "desk@example.gov"
    told = text_of(to_all)
    assert "by Tue 17 Nov 2026, 12:00" in told
    rui, nobody = told.index("\nRui\n"), told.index("Nobody owns these processes:")
    assert rui < told.index("- Open requests (Sanitation), 90. Worse: 39.5 above its centre of 50.5") < nobody
    assert nobody < told.index("Callers who entered the queue, 90.")
    assert "Streets" not in told


def test_nobody_is_sent_a_mail_who_came_to_be_disabled_or_owes_nothing() -> None:
    taken = Taken()
    with mail_server(taken) as port:
        messages = asked(port, OneWeek(), "grace")
        assert [each.part for each in messages] == ["all"]
        assert "Grace  Park" in messages[0].body
        everything = tuple(FigureKey(*each.key) for each in a_review(*FIGURES).figures)
        assert asked(port, OneWeek(everything)) == []


def test_it_is_asked_in_every_language() -> None:
    review, until = a_review(*FIGURES), datetime(2026, 11, 17, 12)
    owing = owed(review, replace(words_of(WEEK_ENDING), owners=OWNERS))
    for tag in offered():
        with speak(language(tag)):
            text = AskText(review, SETTINGS, until, lambda about: "")
            for told in (text.to_all(owing), *(text.to_owner(*each) for each in owing.items())):
                assert "{" not in told.title + told.text
                assert ("Please explain" in told.title) == (tag == "en")


def test_what_is_to_be_read_before_the_meeting_is_mailed_without_publishing(tmp_path: Path) -> None:
    wall = CityWall(tmp_path, server={"address": "https://wall.example.gov"})
    last = week_before(local_day(START, ZoneInfo("America/Chicago")))
    write = ReviewWriter(wall.readers, lambda: wall.readers.engine.settings)
    channel = Channel(address=SecretStr("json://127.0.0.1/"), language="fr")
    (message,) = write(Mail("council", NORTH, last), Mailing(what="pre_read", channel="desk"), channel)
    editions = wall.readers.within(EVERYTHING).editions.of(ReviewQuestion(NORTH, last))
    wall.close()
    assert (message.files, message.part, editions) == ((), "", [])
    assert message.title.startswith("Zebra Point")
    link = f"https://wall.example.gov/review?site=north&week={last}"
    assert message.body == f"Il n\u2019y a aucun chiffre de cette période.\n\n{link}\n"
