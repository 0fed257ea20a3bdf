"""Today's address as a question, and the answer as far as charts and tables draw it alike."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from urllib.parse import parse_qs, urlencode

from wallboard.clock import local_day
from wallboard.languages import _, ngettext, speaking
from wallboard.metrics.usual import SLOTS
from wallboard.model import Micros
from wallboard.questions.day import Day, DayQuestion
from wallboard.questions.errors import NoSuchDay, NoSuchSite, NotBegun, NotKept
from wallboard.settings import Settings

PATH = "/today"
OFFICE_HOURS = range(32, 72)  # slots that are shown of every day: 8 to 18 o'clock


class NoSuchPage(ValueError):
    """The address asks for something that cannot be shown; the text says what would be right."""


def asked(search: str, settings: Settings, now: Micros) -> DayQuestion:
    """Reads `?day=2026-11-20&site=main`; today and the first site where they are left out. Raises NoSuchPage."""
    if not settings.sites:
        raise NoSuchPage(_("No site is yours to see. Whoever looks after the accounts can change that."))
    query = parse_qs(search.lstrip("?"))
    site = query.get("site", [next(iter(settings.sites))])[0]
    try:
        question = DayQuestion(site, _day(query.get("day"), settings, site, now))
        question.check(settings, now)
    except (NoSuchSite, NoSuchDay) as error:
        raise no_such_page(error) from None
    return question


def _day(texts: list[str] | None, settings: Settings, site: str, now: Micros) -> date:
    if texts is None:
        return local_day(now, settings.zone(site)) if site in settings.sites else date.min
    try:
        return date.fromisoformat(texts[0])
    except ValueError:
        raise NoSuchPage(_("This is no day. Write it as in {day}.", day="?day=2026-11-20")) from None


def no_such_page(error: NoSuchSite | NoSuchDay) -> NoSuchPage:
    """In the page's words."""
    match error:
        case NotBegun():
            return NoSuchPage(_("{day} has not begun yet.", day=long_day(error.day)))
        case NotKept(kept_days=None):
            return NoSuchPage(_("{day} is out of retention: its records are no longer kept.", day=long_day(error.day)))
        case NotKept():
            return NoSuchPage(
                ngettext(
                    "{day} is out of retention: calls are kept for {n} days.",
                    "{day} is out of retention: calls are kept for {n} days.",
                    error.kept_days or 0,
                    day=long_day(error.day),
                    n=error.kept_days,
                )
            )
        case _:
            return NoSuchPage(str(error))


def address(question: DayQuestion) -> str:
    """Of the page that shows it."""
    return f"{PATH}?{urlencode({'day': question.day.isoformat(), 'site': question.site})}"


def long_day(day: date) -> str:
    """Tue 24 Nov 2026"""
    return speaking().dated(day)


def shown_slots(day: Day) -> range:
    """The slots worth showing: those with calls, on this day or usually, and office hours at least."""
    busy = day.course.offered > 0
    if day.usual is not None:
        busy = busy | (day.usual.offered.high > 0)
    marked = [slot for slot in range(SLOTS) if busy[slot]]
    return range(min([OFFICE_HOURS.start, *marked]), max([OFFICE_HOURS.stop, *(slot + 1 for slot in marked)]))


def slot_starts(day: Day) -> list[str]:
    """Local times of the shown slots, as Plotly reads them."""
    first = datetime.combine(day.question.day, time())
    return [(first + timedelta(minutes=15 * slot)).isoformat(timespec="minutes") for slot in shown_slots(day)]
