"""What a department is told in the morning: what is open, what breaks next, whether it gains. Of a request it says its key, its type
and how it stands, and nothing of whoever asked for it. How that is written: morning_text.py, morning_html.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from layouts.page.department_past import Listed, Narrowed
from layouts.page.figures import figure_address, request_address
from layouts.page.story import when
from layouts.pages.department.asked import BY_AGE, Asked
from layouts.pages.department.words import due_words
from layouts.pages.departments.rows import department_address, kept_words
from layouts.wall.format import count, days, signed
from layouts.wall.names import department_label, in_a_sentence
from wallboard.calendar import Calendar
from wallboard.clock import local_day
from wallboard.languages import _, speaking
from wallboard.model import DAY, HOUR, MINUTE, ReadingKey, Scope
from wallboard.outside_text import one_line
from wallboard.questions.departments.chosen_items import Chosen, next_to_break
from wallboard.questions.departments.open_items import OpenItem, OpenItems
from wallboard.questions.departments.past_figures import CHANGED, PastFigure
from wallboard.questions.departments.rows import WEEK, DepartmentRow
from wallboard.questions.flow import FlowCount
from wallboard.settings import Settings

FIRST_TO_BREAK = 5


class Morning(NamedTuple):
    """`flow`: since the local day `since` began; None where nothing is known of it. `hours`: of the department. `stands`: a
    sentence for each source that tells nothing of now. `site`: as addresses name it."""

    page: OpenItems
    row: DepartmentRow
    hours: Calendar
    since: date
    flow: FlowCount | None
    settings: Settings
    stands: tuple[str, ...] = ()
    site: str = ""


class Line(NamedTuple):
    """A sentence; a figure with its `name`; or, with nothing said, an address alone. `address`: of its list, on this wall."""

    said: str
    address: str = ""
    name: str = ""


class Paragraph(NamedTuple):
    """With a head its lines are items of a list."""

    lines: Sequence[Line]
    head: str = ""


class Letter(NamedTuple):
    title: str
    paragraphs: Sequence[Paragraph]


Link = Callable[[str], str]  # of a path on this wall; "" while the wall has no address


def morning_letter(morning: Morning, link: Link) -> Letter:
    """In the language that is spoken; each figure with the address of its list."""
    page, label = morning.page, _outside(department_label(morning.settings, morning.page.department))
    n = _n(page, "")
    title = _("{department}: {open} open, {late} past due", department=label, open=n, late=_n(page, "late"))
    if not page.items:
        title = _("{department}: nothing is open", department=label)
    here = link(department_address(page.department, morning.site))
    said = [Paragraph([Line(each)]) for each in (*morning.stands, _as_of(morning))]
    course = Paragraph(list(_course(morning, link)))
    whole = [*said, _open(page, morning.site, link), *_next(morning, link), course, Paragraph([Line("", here)])]
    return Letter(title, [each for each in whole if any(line.said or line.address for line in each.lines)])


def _as_of(morning: Morning) -> str:
    page, zone = morning.page, morning.hours.zone
    return _("As of {time}, {zone}.", time=when(page.at, zone), zone=zone.key)


def _n(page: OpenItems, which: str) -> str:
    return count(len(Chosen(which=which).of(page).items))


def _open(page: OpenItems, site: str, link: Link) -> Paragraph:
    """The same figures as stand at the head of the page."""
    if not page.items:
        return Paragraph([Line(_("Nothing is open in this department."))])
    clock = _("Ages are in business days.") if page.clock == "business" else _("Ages are in calendar days.")
    ask = Asked(page.department, site=site)
    oldest = days(max(item.age_days for item in page.items))
    counts = (
        (_("Open emergencies"), "emergency"),
        (_("Unassigned"), "unassigned"),
        (_("Open"), ""),
        (_("Past due"), "late"),
        (_("Due soon"), "soon"),
    )
    lines = [_figure(name, _n(page, which), link(ask.opens(which=which))) for name, which in counts]
    by_age = _figure(_("Oldest"), oldest, link(ask.looked_at(BY_AGE)))
    return Paragraph([*lines[:3], by_age, *lines[3:], Line(clock)])


def _figure(name: str, value: str, address: str) -> Line:
    """Of none there is no list to go to."""
    return Line(value, "" if value == count(0) else address, name)


def _next(morning: Morning, link: Link) -> Iterator[Paragraph]:
    """The first to break, with what is left of their promise."""
    items = next_to_break(morning.page, FIRST_TO_BREAK)
    if items:
        lines = [Line(_breaking(item, morning), link(request_address(item.source, item.ticket))) for item in items]
        yield Paragraph(lines, _("Next to break"))
    elif morning.page.items:
        yield Paragraph([Line(_("Nothing is about to break: no open request has a promise that still runs."))])


def _breaking(item: OpenItem, morning: Morning) -> str:
    said = _(
        "{due} ({days} left)",
        due=due_words(item, morning.page.at, morning.hours.zone),
        days=_left(item, morning),
    )
    return ", ".join(filter(None, [_outside(item.ticket), _outside(item.service_type), said]))


def _outside(name: str) -> str:
    """Hostile text: a line break in it would write lines of the mail."""
    return in_a_sentence(one_line(name))


def _left(item: OpenItem, morning: Morning) -> str:
    """As the page says it: of the last hour on the calendar's clock in minutes."""
    left = item.due - morning.page.at
    soon = morning.page.clock != "business" and left < HOUR
    return _("{n} min", n=count(left // MINUTE)) if soon else days(days_left(item, morning))


def days_left(item: OpenItem, morning: Morning) -> float:
    """In days of the clock in which the department tells its ages."""
    page, hours = morning.page, morning.hours
    if page.clock != "business":
        return (item.due - page.at) / DAY
    day = hours.mean_open_day_us(local_day(page.at, hours.zone))
    return (hours.business_us(item.due) - hours.business_us(page.at)) / day


def _course(morning: Morning, link: Link) -> Iterator[Line]:
    name = morning.page.department
    if (flow := morning.flow) is not None:
        said = _(
            "Since {day}: {came} opened, {went} finished; open changed by {net}, with moves and reopenings",
            day=speaking().dated(morning.since),
            came=count(flow.opened),
            went=count(flow.finished),
            net=signed(flow.net),
        )
        changed = Listed(name, Narrowed(), PastFigure(CHANGED, morning.since), morning.site)
        yield Line(said, link(changed.address()))
    kept = ReadingKey("tickets.on_time", Scope(morning.page.site, department=name), WEEK)
    address = link(figure_address(kept)) if morning.row.kept.n else ""
    yield _figure(_("Promises kept in 7 days"), kept_words(morning.row.kept), address)
