"""A review is mailed with its files, by Apprise to a mail server of the tests' own."""

from __future__ import annotations

import io
from datetime import date, timedelta
from email import message_from_string
from email.message import Message
from email.policy import default
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pypdf
from pydantic import SecretStr

from layouts.site.review_mail import ReviewWriter
from tests.integration.mail_and_hooks import Received, mail_server
from tests.layouts.city_wall import NORTH, START, CityWall
from wallboard.clock import local_day
from wallboard.ledger.mailing_log import Mail
from wallboard.model.remit import EVERYTHING
from wallboard.notifying.sender import AppriseSender, Outcome
from wallboard.questions.review import ReviewQuestion
from wallboard.settings import Channel, Mailing


class Taken(Received):
    """Keeps what it is given."""

    def __init__(self) -> None:
        super().__init__(lambda visit: "well")
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
            message = write(mail, mailing, channel)
            sent = AppriseSender().send(address, *message)
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
