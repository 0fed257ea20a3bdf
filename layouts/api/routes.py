"""Every address of the API and the exports: what it takes, who may, and what answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cache, partial

from layouts.api import (
    actions,
    calls,
    department_past,
    departments,
    exports,
    figure,
    me,
    openapi,
    requests,
    screens,
    snapshot,
)
from layouts.api.operation import AT_ONCE, Call, Operation, given
from layouts.api.request_models import ApiInput
from layouts.page.words import scope_words
from layouts.web import rules
from layouts.web.http import Answer, json_answer
from layouts.web.routes import Route
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.reader import Reader, Readers
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import Right

_NO_SITE = {404: "there is no such site"}
_NO_FIGURE = {404: "there is no such site, metric or figure"}
_NO_DEPARTMENT = {404: "there is no such site or department"}
_KINDS = (("csv", "a file for spreadsheets"), ("xlsx", "a workbook"))
_TOO_MANY = {429: "too many exports; Retry-After says how long to wait"}
_NO_SCREEN = {404: "there is no such screen", 415: "the body is no JSON"}


def routes(readers: Readers, access: Access, clock: Clock) -> list[Route]:
    room = asyncio.Semaphore(AT_ONCE)
    return [operation.route(room) for operation in operations(readers, access, clock)]


def operations(readers: Readers, access: Access, clock: Clock) -> list[Operation]:
    """All that the API can do, its own description last."""
    every = [
        *_Reading(readers, access, clock).operations(),
        *(_Managing(readers, access).operations() if access.sign_in else ()),  # else there are no paired screens
    ]
    described = Operation(
        openapi.ADDRESS,
        "This description",
        rules.whoever_may(Right.READ),
        lambda call, asked: given(document()),
        gives=dict[str, object],
    )
    document = cache(lambda: openapi.document([*every, described]))  # nobody waits for it while the wall starts
    return [*every, described]


class _Reading:
    def __init__(self, readers: Readers, access: Access, clock: Clock) -> None:
        self._readers, self._access, self._clock = readers, access, clock

    def operations(self) -> list[Operation]:
        read, export = rules.whoever_may(Right.READ), rules.whoever_may(Right.EXPORT)
        return [
            Operation(
                "/api/snapshot",
                "Every figure of now",
                read,
                self._snapshot,
                snapshot.SnapshotShape,
                snapshot.SnapshotFilter,
            ),
            Operation(
                "/api/requests",
                "Open requests one by one, a page at a time",
                read,
                lambda call, asked: given(requests.page(self._reader(call), asked)),
                requests.RequestsShape,
                requests.RequestsPage,
                also=_NO_SITE,
            ),
            Operation(
                "/api/calls",
                "The course of a day in quarters of an hour",
                read,
                lambda call, asked: given(calls.course(self._reader(call), asked, self._clock())),
                calls.CallsShape,
                calls.CallsFilter,
                also=_NO_SITE,
            ),
            Operation(
                "/api/figure",
                "A figure, and everything that is counted in it",
                read,
                lambda call, asked: given(figure.figure(self._reader(call), asked)),
                figure.FigureShape,
                figure.FigureFilter,
                also=_NO_FIGURE,
            ),
            Operation(
                "/api/actions",
                "What the weekly review agreed on, and how that stands",
                read,
                lambda call, asked: given(actions.listed(self._reader(call), asked, self._clock())),
                actions.ActionsShape,
                actions.ActionsFilter,
                also=_NO_SITE,
            ),
            Operation(
                "/api/me",
                "Who you are here, and what you may see",
                rules.anyone_known,
                lambda call, asked: given(me.me(call.visitor)),
                me.MeShape,
            ),
            Operation(
                "/export/snapshot.csv",
                "Every figure of now, as a file for spreadsheets",
                export,
                self._snapshot_file,
                asked=snapshot.SnapshotFilter,
                also=_TOO_MANY,
            ),
            Operation(
                "/export/requests.csv",
                "Open requests, as a file for spreadsheets",
                export,
                self._requests_file,
                asked=requests.RequestsFilter,
                also=_NO_SITE | _TOO_MANY,
            ),
            Operation(
                "/export/calls.csv",
                "The calls of a day, as a file for spreadsheets",
                export,
                self._calls_file,
                asked=exports.VisitsFilter,
                also=_NO_SITE | _TOO_MANY,
            ),
            Operation(
                "/export/alerts.csv",
                "Alerts that fired, as a file for spreadsheets",
                export,
                self._alerts_file,
                asked=exports.AlertsFilter,
                also=_TOO_MANY,
            ),
            Operation(
                "/export/actions.csv",
                "What the weekly review agreed on, as a file for spreadsheets",
                export,
                self._actions_file,
                asked=actions.ActionsFilter,
                also=_NO_SITE | _TOO_MANY,
            ),
            *(
                Operation(
                    f"/export/figure.{kind}",
                    f"Everything that is counted in a figure, as {words}",
                    export,
                    partial(self._figure_file, kind),
                    asked=figure.FigureFilter,
                    also=_NO_FIGURE | _TOO_MANY,
                )
                for kind, words in _KINDS
            ),
            *(
                Operation(
                    f"/export/departments.{kind}",
                    f"The departments of a site side by side, as {words}",
                    export,
                    partial(self._departments_file, kind),
                    asked=departments.DepartmentsFilter,
                    also=_NO_SITE | _TOO_MANY,
                )
                for kind, words in _KINDS
            ),
            *(
                Operation(
                    f"/export/department.{kind}",
                    f"Open requests of a department, as {words}",
                    export,
                    partial(self._items_file, kind),
                    asked=departments.ItemsFilter,
                    also=_NO_DEPARTMENT | _TOO_MANY,
                )
                for kind, words in _KINDS
            ),
            *(
                Operation(
                    f"/export/department-past.{kind}",
                    f"The requests behind a figure of how a department does, as {words}",
                    export,
                    partial(self._past_file, kind),
                    asked=department_past.PastFilter,
                    also=_NO_DEPARTMENT | _TOO_MANY,
                )
                for kind, words in _KINDS
            ),
        ]

    def _reader(self, call: Call) -> Reader:
        return self._readers.within(call.visitor.remit, names=call.visitor.may(Right.NAMES))

    def _snapshot(self, call: Call, asked: snapshot.SnapshotFilter) -> Answer:
        reader = self._reader(call)
        scope = scope_words(reader.told_remit, reader.settings, reader.unknown())
        return json_answer(snapshot_json(snapshot.filtered(reader, asked), scope))

    def _allow(self, call: Call, what: str, filters: dict[str, str]) -> Callable[[], None]:
        return lambda: exports.allowed(self._access, call, what, filters)

    def _snapshot_file(self, call: Call, asked: snapshot.SnapshotFilter) -> Answer:
        return exports.snapshot_file(self._reader(call), asked, self._allow(call, "figures", asked.given()))

    def _requests_file(self, call: Call, asked: requests.RequestsFilter) -> Answer:
        allow = self._allow(call, "open requests", asked.given())
        return exports.requests_file(self._reader(call), asked, self._clock(), allow)

    def _figure_file(self, kind: str, call: Call, asked: figure.FigureFilter) -> Answer:
        allow = self._allow(call, "what makes a figure", asked.given())
        return figure.figure_file(self._reader(call), asked, allow, kind)

    def _departments_file(self, kind: str, call: Call, asked: departments.DepartmentsFilter) -> Answer:
        return departments.departments_file(
            self._reader(call), asked, self._allow(call, "departments", asked.given()), kind
        )

    def _items_file(self, kind: str, call: Call, asked: departments.ItemsFilter) -> Answer:
        allow = self._allow(call, "open requests of a department", asked.given())
        return departments.items_file(self._reader(call), asked, allow, kind)

    def _past_file(self, kind: str, call: Call, asked: department_past.PastFilter) -> Answer:
        allow = self._allow(call, "requests of a department's past", asked.given())
        return department_past.past_file(self._reader(call), asked, self._clock(), allow, kind)

    def _calls_file(self, call: Call, asked: exports.VisitsFilter) -> Answer:
        return exports.calls_file(
            self._reader(call), asked, self._clock(), self._allow(call, "calls of a day", asked.given())
        )

    def _actions_file(self, call: Call, asked: actions.ActionsFilter) -> Answer:
        allow = self._allow(call, "actions", asked.given())
        return actions.actions_file(self._reader(call), asked, self._clock(), allow)

    def _alerts_file(self, call: Call, asked: exports.AlertsFilter) -> Answer:
        return exports.alerts_file(self._reader(call), asked, self._clock(), self._allow(call, "alerts", asked.given()))


class _Managing:
    def __init__(self, readers: Readers, access: Access) -> None:
        self._readers, self._access = readers, access

    def operations(self) -> list[Operation]:
        may, devices = rules.whoever_may(Right.SCREENS), self._access.screens
        return [
            Operation(
                "/api/screens",
                "Paired screens",
                may,
                lambda call, asked: given(screens.listed(devices, call)),
                screens.ScreensShape,
            ),
            Operation(
                "/api/screens/{id}",
                "Rename a screen, move it to another board, or both",
                may,
                self._change,
                screens.ScreenShape,
                screens.ScreenChange,
                changes=True,
                also=_NO_SCREEN,
            ),
            Operation(
                "/api/screens/{id}/reload",
                "Make a screen load its page anew",
                may,
                lambda call, asked: given(screens.reloaded(devices, call)),
                screens.ScreenShape,
                ApiInput,
                changes=True,
                also=_NO_SCREEN,
            ),
            Operation(
                "/api/screens/{id}/revoke",
                "Revoke a screen for good",
                may,
                lambda call, asked: given(screens.revoked(devices, call)),
                screens.ScreenShape,
                ApiInput,
                changes=True,
                also=_NO_SCREEN,
            ),
        ]

    def _change(self, call: Call, asked: screens.ScreenChange) -> Answer:
        theirs, whole = (self._readers.within(remit).settings for remit in (call.visitor.remit, EVERYTHING))
        return given(screens.changed(self._access.screens, call, asked, theirs, whole))
