"""The page on which a rule is tried on past days before it is written into the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from layouts.access.alert_trial_form import (
    Asked,
    NotUsable,
    address,
    as_written,
    read,
    readings_offered,
    rules_with,
    typed,
)
from layouts.access.alert_trials import Running, Trials
from layouts.access.page_request import PageRequest, answered
from layouts.page import figure_words
from layouts.page.words import sites_offered, zone_for
from layouts.wall.alert_words import scope_words, value_words
from layouts.wall.format import duration, number
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.routes import Answers, Route
from wallboard.clock import Clock
from wallboard.engine.reader import Reader, Readers
from wallboard.engine.trying import Tried
from wallboard.languages import _
from wallboard.model import DAY, SECOND
from wallboard.model.alerts import Alert
from wallboard.model.roles import Right

TRY, STOP = "/alerts/try", "/alerts/try/stop"
MOST_SHOWN = 200


def routes(readers: Readers, clock: Clock) -> list[Route]:
    pages, may = _Pages(readers, clock), rules.whoever_may(Right.ALERTS)
    return [
        Route(TRY, answered(pages.show), may, Answers.PAGE),
        Route(STOP, answered(pages.stop), may, Answers.CHANGE, ("POST",), LARGEST),
    ]


@dataclass(frozen=True, slots=True)
class _Pages:
    readers: Readers
    clock: Clock
    trials: Trials = field(default_factory=Trials)

    def show(self, request: PageRequest) -> Answer:
        reader = self.readers.within(request.visitor.remit)
        fields = typed(request.query, next(iter(reader.settings.sites), ""))
        if not request.query.text("go"):
            return self._page(request, reader, fields)
        try:
            asked = read(fields, reader, self.clock())
        except NotUsable as error:
            return self._page(request, reader, fields, 422, problems={error.name: str(error)})
        running = self._running(request, reader, asked, address(fields))
        if running is None:
            return self._page(request, reader, fields, 503, busy=True)
        if not running.done:
            return self._page(request, reader, fields, share=round(running.share * 100))
        return self._page(request, reader, fields, **self._found(asked, running, reader))

    def stop(self, request: PageRequest) -> Answer:
        self.trials.end(request.visitor.id)
        return see_other(TRY)

    def _running(self, request: PageRequest, reader: Reader, asked: Asked, named: str) -> Running | None:
        alone, trial = rules_with(reader.settings, asked.rule), asked.trial
        whole_days = f"{named} {trial.until // DAY}"  # of today, it is another one tomorrow
        return self.trials.of(
            request.visitor.id,
            whole_days,
            trial.since,
            trial.until,
            lambda progress: reader.tried(alone, trial, progress),
        )

    def _found(self, asked: Asked, running: Running, reader: Reader) -> dict[str, Any]:
        if running.tried is None:
            return {"failed": running.failed}
        alerts = running.tried.alerts
        return {
            "found": [_row(alert, running.tried, reader) for alert in alerts[:MOST_SHOWN]],
            "n": len(alerts),
            "a_week": number(f"{len(alerts) / ((running.tried.until - running.tried.since) / (7 * DAY)):.1f}"),
            "toml": as_written(asked.rule),
            "tried_zone": reader.settings.zone(asked.trial.site),
        }

    def _page(
        self, request: PageRequest, reader: Reader, fields: dict[str, str], status: int = 200, **more: Any
    ) -> Answer:
        offered = readings_offered()
        values: dict[str, Any] = {
            "typed": fields,
            "readings": [(name, f"{figure_words.name(name)} ({name})") for name in offered],
            "windows": [(name, _(figure_words.WINDOWS[name])) for name in dict.fromkeys(chain(*offered.values()))],
            "sites": sites_offered(reader.settings),
            "problems": {},
            "share": None,
            "busy": False,
            "failed": "",
            "found": None,
            "n": 0,
            "a_week": "",
            "toml": "",
            "most": MOST_SHOWN,
            "tried_zone": zone_for(reader.remit, reader.settings),
            "zone": zone_for(reader.remit, reader.settings),
            **more,
        }
        return page("alert_trial.html", request.visitor, status, **values)


def _row(alert: Alert, tried: Tried, reader: Reader) -> dict[str, Any]:
    over = tried.until if alert.cleared is None else alert.cleared
    return {
        "where": scope_words(alert.key.scope, reader.settings),
        "fired": alert.raised.fired,
        "lasted": duration((over - alert.raised.fired) / SECOND),
        "value": value_words(alert.raised.value, alert.raised.metric),
    }
