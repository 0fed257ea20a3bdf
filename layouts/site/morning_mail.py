"""What departments are sent in the morning: each the figures of its own page, to those who are named for it, on days on which it
is open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from layouts.access.review_pack.messages import link
from layouts.page.department_past import told_site
from layouts.page.sources import nothing_read, source_words
from layouts.site.morning_html import morning_html
from layouts.site.morning_letter import Morning, morning_letter
from layouts.site.morning_text import morning_text
from wallboard.calendar import Calendar, calendar, opens_on
from wallboard.clock import day_start
from wallboard.engine.reader import Reader, Readers
from wallboard.judging.instant import instant
from wallboard.model.mailings import Mail
from wallboard.model.remit import Remit
from wallboard.notifying.review_post import ReviewMessage
from wallboard.questions.departments.open_items import OpenItems
from wallboard.questions.departments.rows import row_of
from wallboard.questions.flow import FlowQuestion, read_flow
from wallboard.questions.requests_past import PastQuestion
from wallboard.settings import Mailing, Settings

LONGEST_CLOSED = 14  # days; whoever was closed for longer is told since then


class NothingReadYet(Exception):
    """Nobody knows what is open: it is tried again."""


def morning_messages(mail: Mail, mailing: Mailing, readers: Readers, settings: Settings) -> Iterator[ReviewMessage]:
    """In the language that is spoken. `mail.last` is the day. Raises NothingReadYet and LedgerError."""
    for name, recipients in mailing.recipients.items():
        hours = calendar_of(name, mail.site, settings)
        if not recipients or not opens_on(hours, mail.last, hours.zone):
            continue
        message = morning_message(name, mail.site, mail.last, readers, settings)
        for to in dict.fromkeys(recipients):
            yield message._replace(part=f"{name} to {to}", to=to)


def morning_message(department: str, site: str, day: date, readers: Readers, settings: Settings) -> ReviewMessage:
    """To nobody yet, in the language that is spoken. Raises NothingReadYet and LedgerError."""
    hours, reader = calendar_of(department, site, settings), readers.within(Remit.of([site], [department]))
    morning = read_morning(department, site, day, hours, reader)._replace(site=told_site(site, settings))
    letter = morning_letter(morning, partial(link, settings))
    return ReviewMessage(letter.title, morning_text(letter), html=morning_html(letter))


def calendar_of(department: str, site: str, settings: Settings) -> Calendar:
    """When it works."""
    declared = settings.departments.get(department)
    hours = declared.hours if declared is not None and declared.hours else settings.sites[site].hours
    return calendar(hours, settings.zone(site))


def day_before(day: date, hours: Calendar) -> date:
    """The working day before: on a Monday what came over the weekend is told too."""
    before = (day - timedelta(days=n) for n in range(1, LONGEST_CLOSED + 1))
    return next((each for each in before if opens_on(hours, each, hours.zone)), day - timedelta(days=LONGEST_CLOSED))


def read_morning(department: str, site: str, day: date, hours: Calendar, reader: Reader) -> Morning:
    """All as of the source's last answer, as the department's page has it. Raises NothingReadYet and LedgerError."""
    snapshot = reader.full_snapshot()
    if nothing_read(reader, site, "tickets"):
        raise NothingReadYet(site)
    at = instant(snapshot, reader.settings, site)
    page = reader.open_items(site, department) or OpenItems(site, department, at.now, "calendar", (), ())
    since = day_before(day, hours)
    begins = day_start(since, hours.zone)
    past = reader.requests_past(PastQuestion(site, begins, department))
    flow = None if past is None else read_flow(FlowQuestion(since=begins), past).together
    stands = tuple(source_words(reader, snapshot.as_of, [site], "tickets"))
    return Morning(page, row_of(at, department), hours, since, flow, reader.settings, stands)
