"""Two lists that reviewers keep: who owns which process from when on, and what each team promised of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from layouts.access.page_request import PageRequest
from layouts.access.review_words.content_form import LONGEST_TEXT, ContentForm, as_typed
from layouts.access.review_words.desk import Desk, NothingHere, author, may_write, nothing_here
from layouts.access.review_words.entry import DONE
from layouts.access.review_words.places import place, places_offered
from layouts.access.review_words.shown import title
from layouts.page.review_words import OWNERS, STANDARDS, entry_address, figure_words
from layouts.page.words import sentence
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from wallboard.access.refused import Refused
from wallboard.engine.reader import Reader
from wallboard.languages import _
from wallboard.model import Scope
from wallboard.model.review_words import EntryKind, FigureKey, NewEntry, ReviewEntry, Standard
from wallboard.questions.review_words import REVIEWED_WITHIN, ownerships, stale_standards

_TEMPLATES = {EntryKind.OWNER: "review_owners.html", EntryKind.STANDARD: "review_standards.html"}
_ADDRESSES = {EntryKind.OWNER: OWNERS, EntryKind.STANDARD: STANDARDS}


@dataclass(frozen=True, slots=True)
class ListPages:
    """One of the two."""

    desk: Desk
    kind: EntryKind

    def show(self, request: PageRequest) -> Answer:
        return self._page(request, self.desk.reader(request.visitor))

    def write(self, request: PageRequest) -> Answer:
        reader = self.desk.reader(request.visitor)
        try:
            about = place(request.form.text("place"), reader)
        except NothingHere:
            return nothing_here(request.visitor)
        form = ContentForm(self.desk.access, reader.settings, about, self.desk.today(reader, about.scope.site))
        try:
            content = form.read(self.kind, request.form)
        except Refused as refused:
            return self._page(request, reader, {refused.field: sentence(str(refused))})
        entry = reader.review.write(NewEntry(self.kind, about, content), author(request.visitor))
        self.desk.log("review_written", request, entry, reader, title(content))
        return see_other(f"{_ADDRESSES[self.kind]}?done=written")

    # ----

    def _page(self, request: PageRequest, reader: Reader, problems: Mapping[str, str] = MappingProxyType({})) -> Answer:
        entries = reader.review.read((self.kind,))
        offered = places_offered(reader)
        return page(
            _TEMPLATES[self.kind],
            request.visitor,
            422 if problems else 200,
            rows=self._owners(entries, reader) if self.kind is EntryKind.OWNER else self._standards(entries, reader),
            may_write=may_write(request.visitor) and bool(offered),
            places=offered,
            place=request.form.text("place"),
            typed=as_typed(self.kind, request.form) if problems else self._empty(reader, offered),
            problems=problems,
            accounts=self.desk.access.sign_in,
            within_days=REVIEWED_WITHIN.days,
            longest=LONGEST_TEXT,
            done=_(DONE.get(request.query.text("done"), "")),
        )

    def _empty(self, reader: Reader, offered: list[tuple[str, str]]) -> dict[str, str]:
        if not offered:
            return {}
        about = place(offered[0][0], reader)
        return ContentForm(self.desk.access, reader.settings, about, self.desk.today(reader, about.scope.site)).empty(
            self.kind
        )

    def _owners(self, entries: list[ReviewEntry], reader: Reader) -> list[dict[str, Any]]:
        """Place by place, the newest first; each until the next one."""
        rows: list[dict[str, Any]] = []
        for site in reader.settings.sites:
            today, following = self.desk.today(reader, site), dict[str, date]()
            ours = [entry for entry in entries if entry.about.scope.site == site]
            for each in reversed(ownerships(ours, reader.settings, site)):
                until = following.get(each.department)
                following[each.department] = each.since
                about = FigureKey("", Scope(site, department=each.department))
                rows.append(
                    {
                        "where": figure_words(about, reader.settings),
                        "owner": each.owner.name,
                        "since": None if each.since == date.min else each.since,
                        "until": until,
                        "now": each.since <= today and (until is None or today < until),
                        "address": "" if each.entry is None else entry_address(each.entry),
                    }
                )
        return sorted(rows, key=lambda row: str(row["where"]).casefold())

    def _standards(self, entries: list[ReviewEntry], reader: Reader) -> list[dict[str, Any]]:
        """Those that nobody reviewed for too long first, then by team."""
        rows: list[dict[str, Any]] = []
        for entry in entries:
            content, today = entry.content, self.desk.today(reader, entry.about.scope.site)
            if isinstance(content, Standard):
                rows.append(
                    {
                        "team": content.team,
                        "where": figure_words(entry.about, reader.settings),
                        "target": content.target,
                        "owner": content.owner.name,
                        "reviewed": content.reviewed,
                        "days": (today - content.reviewed).days,
                        "stale": bool(stale_standards([entry], today)),
                        "address": entry_address(entry),
                        "version": entry.version.number,
                    }
                )
        return sorted(rows, key=lambda row: (-int(row["days"]) if row["stale"] else 0, str(row["team"]).casefold()))
