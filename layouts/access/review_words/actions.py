"""The list of actions: which are open, overdue, done or dropped, and whose; and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from layouts.access.page_request import PageRequest
from layouts.access.review_words.content_form import LONGEST_TEXT, ContentForm, as_typed
from layouts.access.review_words.desk import Desk, NothingHere, asked_about, asked_week, author, may_write, nothing_here
from layouts.access.review_words.entry import DONE
from layouts.access.review_words.places import place, places_offered
from layouts.access.review_words.shown import mark, title
from layouts.page.actions import ActionsFilter, actions_asked, owners_of
from layouts.page.review_words import (
    ACTIONS,
    NEW_ACTION,
    about_query,
    entry_address,
    expected_words,
    figure_words,
)
from layouts.page.words import sentence
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from wallboard.access.refused import Refused
from wallboard.engine.reader import Reader
from wallboard.languages import N_, _
from wallboard.model.review_words import EntryKind, FigureKey, NewEntry, ReviewEntry
from wallboard.model.roles import Right
from wallboard.questions.review_words import action_of

EXPORT = "/export/actions.csv"
SHOWN = {
    "open": N_("Open"),
    "overdue": N_("Overdue"),
    "to_judge": N_("Improvements to be judged"),
    "done": N_("Done"),
    "dropped": N_("Dropped"),
    "withdrawn": N_("Withdrawn"),
    "all": N_("All"),
}


class ActionPages:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def show(self, request: PageRequest) -> Answer:
        reader = self._desk.reader(request.visitor)
        asked = ActionsFilter(*(request.query.text(name)[:200] for name in ("state", "owner", "site")))
        if asked.state not in SHOWN:
            asked = asked._replace(state="open")
        found = actions_asked(reader, asked, self._desk.clock())
        query = {name: value for name, value in asked._asdict().items() if value}
        return page(
            "actions.html",
            request.visitor,
            actions=[self._row(each, reader) for each in found],
            asked=asked,
            states=[(value, _(words)) for value, words in SHOWN.items()],
            owners=[(name, name) for name in owners_of(reader)],
            sites=[(name, site.name) for name, site in reader.settings.sites.items()],
            new=NEW_ACTION if may_write(request.visitor) else "",
            export=f"{EXPORT}?{urlencode(query)}" if request.visitor.may(Right.EXPORT) else "",
            done=_(DONE.get(request.query.text("done"), "")),
        )

    def form(self, request: PageRequest) -> Answer:
        reader = self._desk.reader(request.visitor)
        try:
            about, week = self._asked(request, reader)
        except NothingHere:
            return nothing_here(request.visitor)
        return self._form_page(request, reader, about, week)

    def write(self, request: PageRequest) -> Answer:
        reader = self._desk.reader(request.visitor)
        try:
            about, week = self._asked(request, reader)
            content = self._content_form(reader, about).read(EntryKind.ACTION, request.form)
            entry = reader.review.write(NewEntry(EntryKind.ACTION, about, content, week), author(request.visitor))
        except Refused as refused:
            return self._form_page(request, reader, about, week, {refused.field: sentence(str(refused))})
        except LookupError:
            return nothing_here(request.visitor)
        self._desk.log("review_written", request, entry, reader, title(content))
        return see_other(f"{entry_address(entry)}?done=written")

    # ----

    def _asked(self, request: PageRequest, reader: Reader) -> tuple[FigureKey, date | None]:
        """What it is about: what an address or a form names, or one of the places that the form offers."""
        told = request.form if request.form else request.query
        offered = places_offered(reader)
        if "place" in told or not any(told.text(name) for name in ("site", "metric", "department")):
            chosen = told.text("place") or (offered[0][0] if offered else "")
            return place(chosen, reader), None
        return asked_about(told, reader), asked_week(told)

    def _content_form(self, reader: Reader, about: FigureKey) -> ContentForm:
        return ContentForm(self._desk.access, reader.settings, about, self._desk.today(reader, about.scope.site))

    def _form_page(
        self,
        request: PageRequest,
        reader: Reader,
        about: FigureKey,
        week: date | None,
        problems: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        form = self._content_form(reader, about)
        of_place = about.whole and week is None
        typed = as_typed(EntryKind.ACTION, request.form) if problems else form.empty(EntryKind.ACTION)
        values: dict[str, Any] = {
            "typed": typed,
            "problems": problems,
            "figures": form.figures(typed["figure"]),
            "accounts": self._desk.access.sign_in,
            "about": figure_words(about, reader.settings),
            "week": week,
            "hidden": {} if of_place else about_query(about, week),
            "places": places_offered(reader) if of_place else [],
            "place": request.form.text("place"),
            "longest": LONGEST_TEXT,
            "back": ACTIONS,
        }
        return page("action_new.html", request.visitor, 422 if problems else 200, **values)

    def _row(self, entry: ReviewEntry, reader: Reader) -> dict[str, Any]:
        action, today = action_of(entry), self._desk.today(reader, entry.about.scope.site)
        return {
            "address": entry_address(entry),
            "title": title(action),
            "owner": action.owner.name,
            "due": action.due,
            "mark": mark(action, today),
            "about": figure_words(entry.about, reader.settings),
            "week": entry.week,
            "moves": "" if action.expected is None else expected_words(action.expected, reader.settings),
            "why": action.why,
        }
