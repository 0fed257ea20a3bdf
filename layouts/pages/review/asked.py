"""The review's address as a question: which site, which week, month or quarter, and how it is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from wallboard.clock import local_day
from wallboard.languages import _
from wallboard.model import Micros
from wallboard.outside_text import LONGEST_TOLD, is_name
from wallboard.periods import Period, PeriodKind, PeriodRules
from wallboard.settings import Settings

PATH = "/review"
KINDS = {"week": PeriodKind.WEEK, "month": PeriodKind.MONTH, "quarter": PeriodKind.QUARTER}
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_DAY = timedelta(days=1)


class NoSuchReview(ValueError):
    """The address asks for something that cannot be shown; the text says what would be right."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`day` is the last one of the period under review. `exceptions`: what is as usual is one line. `present`: one thought
    per screen. `minutes`: what the meeting wrote down."""

    site: str
    kind: PeriodKind
    day: date
    exceptions: bool = False
    present: bool = False
    minutes: bool = False

    def query(self) -> dict[str, str]:
        """A month is written as such, a quarter by its last month."""
        written = self.day.isoformat() if self.kind is PeriodKind.WEEK else f"{self.day:%Y-%m}"
        looks = {"exceptions": self.exceptions, "present": self.present, "minutes": self.minutes}
        return {"site": self.site, self.kind.value: written} | {name: "1" for name, on in looks.items() if on}

    def address(self, **changed: object) -> str:
        return f"{PATH}?{urlencode(replace(self, **changed).query())}"  # type: ignore[arg-type]

    def of(self, period: Period) -> Asked:
        """The same look at another period."""
        return replace(self, kind=period.kind, day=period.last)


def told(search: str) -> Mapping[str, str]:
    """What stands behind the path. Raises NoSuchReview."""
    try:
        pairs = dict(parse_qsl(search.lstrip("?"), errors="strict", max_num_fields=24))
    except ValueError:
        raise _unreadable() from None
    if any(value and not is_name(value, LONGEST_TOLD) for value in pairs.values()):
        raise _unreadable()
    return pairs


def asked(search: str, settings: Settings, now: Micros) -> Asked:
    """Reads `?site=main&week=2026-11-15`, `?month=2026-10`, `?quarter=2026-12`; the first site, and the last week that is
    over, where they are left out. Raises NoSuchReview."""
    if not settings.sites:
        raise NoSuchReview(_("No site is yours to see. Whoever looks after the accounts can change that."))
    pairs = told(search)
    site = pairs.get("site", next(iter(settings.sites)))
    if site not in settings.sites:
        raise NoSuchReview(_("There is no such site. There are: {sites}.", sites=", ".join(settings.sites)))
    rules, today = settings.sites[site].periods, local_day(now, settings.zone(site))
    period = _period(pairs, rules, today)
    if period.first > today:
        raise NoSuchReview(_("That has not begun yet."))
    looks = {name: pairs.get(name) == "1" for name in ("exceptions", "present", "minutes")}
    return Asked(site, period.kind, period.last, **looks)


def _period(pairs: Mapping[str, str], rules: PeriodRules, today: date) -> Period:
    named = next((name for name in KINDS if pairs.get(name)), None)
    if named is None:
        return rules.last_full(PeriodKind.WEEK, today - _DAY)
    kind = KINDS[named]
    return rules.holding(kind, _a_day(pairs[named]) if kind is PeriodKind.WEEK else _a_month(pairs[named]))


def other_kind(period: Period, kind: PeriodKind, rules: PeriodRules, today: date) -> Period:
    """The period of another kind that somebody means who looks at this one: the last that was over with it."""
    return rules.last_full(kind, min(period.last, today - _DAY))


def _a_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise NoSuchReview(_("This is no day. Write it as in {day}.", day="?week=2026-11-15")) from None
    return _within(day)


def _a_month(text: str) -> date:
    found = _MONTH.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= 12 or not int(found[1]):
        raise NoSuchReview(_("This is no month. Write it as in {month}.", month="?month=2026-10"))
    return _within(date(int(found[1]), int(found[2]), 1))


def _within(day: date) -> date:
    """Of which there is a year before, and one after."""
    if not 1970 < day.year < 9990:
        raise NoSuchReview(_("This is no day. Write it as in {day}.", day="?week=2026-11-15"))
    return day


def _unreadable() -> NoSuchReview:
    return NoSuchReview(_("The address cannot be read. Follow a link to this page."))
