"""Alerts: which are on, take one with a note, and what fired before. For whoever may read; who takes has a right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from layouts.access.page_request import PageRequest, answered
from layouts.page.days import Days, NoSuchDays
from layouts.page.sources import source_words
from layouts.page.words import zone_for
from layouts.wall.alert_words import alert_words, scope_words
from layouts.wall.format import duration
from layouts.wall.ordering import loudest_first
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.reader import Reader, Readers
from wallboard.languages import N_, _
from wallboard.model import SECOND, Micros, Scope
from wallboard.model.alerts import Alert, Notification, NotificationState, Why
from wallboard.model.roles import Right

ALERTS, EXPORT = "/alerts", "/export/alerts.csv"
LONGEST_NOTE = 500
SHOWN_DAYS = 7
DONE = {
    "taken": N_("It is yours. Everybody sees that somebody is on it."),
    "late": N_("It is over, or somebody else was faster: it says below who."),
}
STATES = {
    NotificationState.DUE: N_("not sent yet"),
    NotificationState.CLAIMED: N_("being sent"),
    NotificationState.SENDING: N_("being sent"),
    NotificationState.SENT: N_("sent"),
    NotificationState.UNSURE: N_("may have gone out; not sent again"),
    NotificationState.FAILED: N_("refused for a day, given up"),
    NotificationState.DROPPED: N_("not sent: nobody needed it any more"),
}
WHYS = {Why.FIRED: N_("it fired"), Why.ESCALATED: N_("nobody took it"), Why.CLEARED: N_("it was over")}


def routes(access: Access, readers: Readers, clock: Clock) -> list[Route]:
    """`clock` is the wall's own: alerts fire by it."""
    pages = _Pages(access, readers, clock)
    read, take = rules.whoever_may(Right.READ), rules.whoever_may(Right.ALERTS)
    return [
        Route(ALERTS, answered(pages.show), read, Answers.PAGE, nav=Nav(N_("Alerts"), 20)),
        Route(f"{ALERTS}/{{alert}}", answered(pages.one), read, Answers.PAGE),
        Route(f"{ALERTS}/{{alert}}/take", answered(pages.take), take, Answers.CHANGE, ("POST",), LARGEST),
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the pages say of one alert."""

    id: int
    words: str
    where: str
    tone: str
    began: Micros
    fired: Micros
    cleared: Micros | None
    lasted: str
    taken_at: Micros | None
    taken_by: str
    note: str


@dataclass(frozen=True, slots=True)
class _Pages:
    access: Access
    readers: Readers
    clock: Clock

    def show(self, request: PageRequest) -> Answer:
        reader, now = self._reader(request), self.clock()
        zone, problem, log = zone_for(reader.remit, reader.settings), "", tuple[Alert, ...]()
        asked = Days(request.query.text("since")[:20], request.query.text("until")[:20])
        try:
            log = reader.alerts.fired(*asked.bounds(zone, now, timedelta(days=SHOWN_DAYS)))
        except NoSuchDays as error:
            problem = str(error)
        return page(
            "alerts.html",
            request.visitor,
            400 if problem else 200,
            on=[self._shown(each, reader) for each in loudest_first(reader.alerts.on())],
            still=source_words(reader, now),
            log=[self._shown(each, reader) for each in reversed(log) if not each.on],
            asked=asked,
            problem=problem,
            zone=zone,
            may_take=request.visitor.may(Right.ALERTS),
            export=f"{EXPORT}?{urlencode(asked.query())}" if request.visitor.may(Right.EXPORT) else "",
            days=SHOWN_DAYS,
            kept_days=reader.settings.retention.alerts_days,
        )

    def one(self, request: PageRequest) -> Answer:
        reader, alert = self._found(request)
        return self._none(request) if alert is None else self._page(request, reader, alert)

    def take(self, request: PageRequest) -> Answer:
        reader, alert = self._found(request)
        if alert is None:
            return self._none(request)
        note = request.form.text("note")
        if len(note) > LONGEST_NOTE:
            wrong = _("A note has {n} characters at most; this one has {there}.", n=LONGEST_NOTE, there=len(note))
            return self._page(request, reader, alert, 422, typed=note, wrong=wrong)
        taken = reader.alerts.take(alert, request.visitor.name, note, self.clock())
        if taken and self.access.sign_in:
            words = alert_words(alert.raised, reader.settings, names=False)
            self.access.audit.write("alert_taken", request.visitor, request.address, words, note=note)
        return see_other(f"{ALERTS}/{alert.id}?done={'taken' if taken else 'late'}")

    def _reader(self, request: PageRequest) -> Reader:
        return self.readers.within(request.visitor.remit, names=request.visitor.may(Right.NAMES))

    def _found(self, request: PageRequest) -> tuple[Reader, Alert | None]:
        reader, named = self._reader(request), request.parameters["alert"]
        is_number = named.isascii() and named.isdigit() and len(named) <= 18
        return reader, reader.alerts.one(int(named)) if is_number else None

    def _none(self, request: PageRequest) -> Answer:
        words = _("There is no such alert. It may have been kept for long enough.")
        return page("message.html", request.visitor, 404, title=_("Nothing here"), words=words, to=None)

    def _page(self, request: PageRequest, reader: Reader, alert: Alert, status: int = 200, **changed: Any) -> Answer:
        values: dict[str, Any] = {
            "alert": self._shown(alert, reader),
            "notified": [self._told(each) for each in reader.alerts.notified(alert)],
            "zone": zone_for(reader.remit, reader.settings),
            "may_take": request.visitor.may(Right.ALERTS) and alert.on,
            "mine": alert.taken_by == request.visitor.name,
            "typed": alert.note,
            "wrong": "",
            "longest": LONGEST_NOTE,
            "done": _(DONE.get(request.query.text("done"), "")),
            **changed,
        }
        return page("alert.html", request.visitor, status, **values)

    def _shown(self, alert: Alert, reader: Reader) -> Shown:
        raised, settings = alert.raised, reader.settings
        until = self.clock() if alert.cleared is None else alert.cleared
        return Shown(
            alert.id,
            alert_words(raised, settings, names=reader.names),
            scope_words(Scope(raised.key.scope.site), settings),
            raised.tone,
            raised.began,
            raised.fired,
            alert.cleared,
            duration(max(0, until - raised.began) / SECOND),
            alert.taken_at,
            alert.taken_by,
            alert.note,
        )

    def _told(self, each: Notification) -> dict[str, Any]:
        return {
            "channel": each.channel,
            "why": _(WHYS[each.why]),
            "state": _(STATES[each.state]),
            "at": each.due_at if each.state is NotificationState.DUE else each.changed_at,
            "error": each.error,
        }
