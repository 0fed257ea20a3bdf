"""A department's past as its pages and files have it: read once for all of them, and the addresses of its lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import quote_plus

from layouts.page.parts import address
from layouts.page.told_address import UnfitAddress
from wallboard.clock import day_start, local_day
from wallboard.engine.reader import Reader
from wallboard.languages import _
from wallboard.model import MINUTE, Micros, Scope
from wallboard.questions.departments.chosen_items import NONE_NAMED
from wallboard.questions.departments.past_figures import FIGURES, PastFigure, PastRow, requests_behind
from wallboard.questions.due_dates import DueDates, DueDifference, DueMove, DueQuestion
from wallboard.questions.requests_past import PastQuestion, RequestsPast
from wallboard.settings import Settings

LONG = timedelta(days=400)  # a year, and the week that is compared with it
PATH = "/departments/{name}/course/list"
DIFFERENCES, MOVES = "due_differences", "due_moves"
DUE_DATES_FOR: Micros = 10 * MINUTE
LISTS = (*FIGURES, DIFFERENCES, MOVES)
Row = PastRow | DueDifference | DueMove


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What of a department: "" is all, NONE_NAMED those of none."""

    service_type: str = ""
    ward: str = ""
    channel: str = ""

    def without(self, side: str) -> Narrowed:
        return replace(self, **{side: ""})

    def told(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


class Listed(NamedTuple):
    """Which list of a department: `figure.what` is one of LISTS. Lists of due dates are of now, and of no days. `site`: as in
    `site_of`."""

    department: str
    narrowed: Narrowed
    figure: PastFigure
    site: str = ""

    def without(self, side: str) -> Listed:
        """Of whatever type, ward or channel."""
        return self._replace(narrowed=self.narrowed.without(side))

    def query(self) -> dict[str, str]:
        return of_site(self.site) | self.narrowed.told() | self._figure()

    def _figure(self) -> dict[str, str]:
        told = {
            "what": self.figure.what,
            "first": _day(self.figure.first),
            "last": _day(self.figure.last),
            "giver": self.figure.giver,
            "taker": self.figure.taker,
        }
        return {name: value for name, value in told.items() if value}

    def address(self, look: Mapping[str, str] | None = None) -> str:
        return address(PATH, {"name": self.department}, self.query() | dict(look or {}))


def addresses(
    department: str, narrowed: Narrowed, site: str
) -> Callable[[str, date | None, date | None, str, str], str]:
    """Of the lists of one page, which has hundreds of them, by what a PastFigure has: as `Listed.address` gives each."""
    begun = address(PATH, {"name": department}, of_site(site) | narrowed.told())
    begun += "&" if "?" in begun else "?"

    def of(what: str, first: date | None, last: date | None, giver: str, taker: str) -> str:
        days = (f"&first={first}" if first else "") + (f"&last={last}" if last else "")
        sides = (f"&giver={quote_plus(giver)}" if giver else "") + (f"&taker={quote_plus(taker)}" if taker else "")
        return f"{begun}what={what}{days}{sides}"

    return of


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def of_site(site: str) -> dict[str, str]:
    """What an address says of it."""
    return {"site": site} if site else {}


def told_site(site: str, settings: Settings) -> str:
    """As an address names it: two sites may have a department of one name. "" where there is one site."""
    return site if len(settings.sites) > 1 else ""


def site_of(name: str, reader: Reader, told: str = "") -> str:
    """Which site's department it is: the one that the address `told`, else where its requests are, else where the settings have
    it. Raises UnfitAddress."""
    snapshot, settings = reader.full_snapshot(), reader.settings
    if told:
        return known_site(told, settings)
    having = (site for site in settings.sites if snapshot.get("tickets.open", Scope(site, department=name)) is not None)
    declared = settings.departments.get(name)
    return next(having, next(iter(settings.sites)) if declared is None else settings.site_of(declared))


def known_site(site: str, settings: Settings) -> str:
    """Raises UnfitAddress."""
    if site not in settings.sites:
        raise UnfitAddress(_("There is no such site here."))
    return site


def read_course(reader: Reader, site: str, department: str, narrowed: Narrowed, now: Micros) -> RequestsPast | None:
    """None where nothing is known of any."""
    zone = reader.settings.zone(site)
    since = day_start(local_day(now, zone) - LONG, zone)
    service_type, ward, channel = _source_words(narrowed)
    return reader.requests_past(PastQuestion(site, since, department, service_type, ward, channel))


def read_due_dates(reader: Reader, past: RequestsPast, *, whole: bool = False) -> DueDates:
    """Of the same requests, as of some minutes before at most, for these are read; with `whole` each of them is listed. Raises
    NotKept."""
    its, at = past.question, past.now // DUE_DATES_FOR * DUE_DATES_FOR
    question = DueQuestion(its.site, at, its.department, its.service_type, its.ward, its.channel)
    return reader.due_dates(replace(question, listed=None) if whole else question)


def rows_of(reader: Reader, past: RequestsPast, figure: PastFigure) -> Sequence[Row]:
    """Raises NotKept."""
    if figure.what == DIFFERENCES:
        return read_due_dates(reader, past, whole=True).differences
    if figure.what == MOVES:
        return read_due_dates(reader, past, whole=True).moves
    return requests_behind(figure, past)


def source_word(name: str) -> str | None:
    """As questions of the past have it: None for all, "" for those of none."""
    return None if not name else "" if name == NONE_NAMED else name


def _source_words(narrowed: Narrowed) -> tuple[str | None, str | None, str | None]:
    return source_word(narrowed.service_type), source_word(narrowed.ward), source_word(narrowed.channel)
