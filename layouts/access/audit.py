"""The audit log: a page to look through it, and a file of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from layouts.access.page_request import PageRequest, answered, explained
from layouts.page.days import NoSuchFilter, day
from layouts.page.words import wait_words, zone_for
from layouts.web import rules
from layouts.web.csv_cells import csv_bytes
from layouts.web.heads import said
from layouts.web.html import page
from layouts.web.http import Answer, text
from layouts.web.nav import AUDIT
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.access.audit import Entry
from wallboard.access.events import EVENTS
from wallboard.clock import Clock, day_start, iso, local_day
from wallboard.languages import N_, _
from wallboard.model.roles import TITLES, Right, Role
from wallboard.settings import Settings

EXPORT = "/export/audit.csv"
A_PAGE = 50
_HEADS = ("number", "at_utc", "event", "what", "who", "credential", "address", "about", "detail")


def routes(access: Access, settings: Settings, clock: Clock) -> list[Route]:
    """The page and the export; while nobody signs in, a sentence about how to change that."""
    if not access.sign_in:
        return [Route(AUDIT, explained(N_("Audit log")), rules.whoever_may(Right.READ), Answers.PAGE)]
    pages = _Pages(access, settings, clock)
    may = rules.whoever_may(Right.AUDIT)
    return [
        Route(AUDIT, answered(pages.show), may, Answers.PAGE, nav=Nav(N_("Audit log"), 80)),
        Route(EXPORT, answered(pages.export), may, Answers.DATA, methods=("GET",)),
    ]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is looked for. Empty is everything."""

    event: str = ""
    who: str = ""
    since: str = ""
    until: str = ""

    @property
    def any(self) -> bool:
        return bool(self.query())

    def query(self) -> dict[str, str]:
        filters = {"event": self.event, "who": self.who, "since": self.since, "until": self.until}
        return {name: value for name, value in filters.items() if value}

    def filters(self, zone: ZoneInfo) -> dict[str, Any]:
        """As the log's reader takes them. Raises NoSuchFilter."""
        if self.event and self.event not in EVENTS:
            raise NoSuchFilter(_("There is no such kind of entry. Choose one from the list."))
        since, until = day(self.since), day(self.until)
        if since and until and until < since:
            raise NoSuchFilter(_("The last day is before the first one. Change one of them."))
        return {
            "event": self.event,
            "who": self.who,
            "since": None if since is None else day_start(since, zone),
            "until": None if until is None else day_start(until + timedelta(days=1), zone),
        }


class _Pages:
    def __init__(self, access: Access, settings: Settings, clock: Clock) -> None:
        self._access = access
        self._settings = settings
        self._clock = clock

    def show(self, request: PageRequest) -> Answer:
        zone = zone_for(request.visitor.remit, self._settings)
        asked, problem, entries = _asked(request), "", list[Entry]()
        before = request.query.text("before")
        try:
            filters = asked.filters(zone)
            entries = self._access.audit.read(**filters, before=_number(before), limit=A_PAGE + 1)
        except NoSuchFilter as error:
            problem = str(error)
        shown = entries[:A_PAGE]
        return page(
            "audit.html",
            request.visitor,
            400 if problem else 200,
            asked=asked,
            problem=problem,
            entries=[_row(entry) for entry in shown],
            events=sorted(((event, _(words)) for event, words in EVENTS.items()), key=lambda event: event[1]),
            newer=_address(AUDIT, asked.query()) if before and not problem else "",
            older=_address(AUDIT, {**asked.query(), "before": str(shown[-1].id)}) if len(entries) > A_PAGE else "",
            export=_address(EXPORT, asked.query()),
            kept_days=self._settings.retention.audit_days,
            zone=zone,
        )

    def export(self, request: PageRequest) -> Answer:
        """Everything that the filters find. That it was exported is an entry itself, and comes first."""
        zone = zone_for(request.visitor.remit, self._settings)
        asked = _asked(request)
        try:
            filters = asked.filters(zone)
        except NoSuchFilter as error:
            return text(400, str(error))
        wait = self._access.attempts.export(request.visitor.id)
        if wait:
            after = (b"retry-after", str(wait).encode())
            return text(
                429, _("That was a lot of exports. Wait {time}, then try again.", time=wait_words(wait)), extra=(after,)
            )
        self._access.audit.write("exported", request.visitor, request.address, "audit log", filters=asked.query())
        today = local_day(self._clock(), zone).isoformat()
        name = (b"content-disposition", f'attachment; filename="audit-{today}.csv"'.encode())
        body = csv_bytes(said(_HEADS), _cells(self._access.audit.all(**filters)))
        return Answer(body, b"text/csv; charset=utf-8", extra=(name,))


def _asked(request: PageRequest) -> AuditFilter:
    return AuditFilter(*(request.query.text(name)[:200] for name in ("event", "who", "since", "until")))


def _number(text: str) -> int | None:
    """The number of an entry; what is none, the newest page."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _row(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at,
        "words": _(entry.words),
        "who": entry.who,
        "about": entry.about,
        "address": entry.address,
        "detail": _detail(entry.detail),
    }


def _detail(detail: Mapping[str, Any]) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {_told(value)}" for name, value in detail.items())


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("none")
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {_told(each)}" for name, each in value.items()) or _("everything")
    return _(TITLES[Role(value)]) if value in set(Role) else str(value)


def _cells(entries: Iterable[Entry]) -> Iterable[tuple[str | int, ...]]:
    for e in entries:
        yield e.id, iso(e.at), e.event, e.words, e.who, e.credential, e.address, e.about, _detail(e.detail)
