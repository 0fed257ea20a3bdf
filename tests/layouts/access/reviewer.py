"""Somebody at the pages of the review's words, and what is written there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.layouts.access.somebody import Somebody
from tests.layouts.asking import Response
from tests.layouts.city_wall import MARKS, NORTH, CityWall
from wallboard.clock import local_day
from wallboard.model import Scope
from wallboard.model.review_words import (
    Action,
    Author,
    EntryKind,
    FigureKey,
    NewEntry,
    Owner,
    ReviewEntry,
    Words,
)

HOSTILE = "<img src=x onerror=alert(1)> “& more”\nsecond line"
WEEK = date(2026, 11, 15)
WORKS = MARKS[NORTH][3]  # a department
BACKLOG = FigureKey("tickets.open", Scope(NORTH, department=WORKS))
ABOUT = [("site", NORTH), ("metric", "tickets.open"), ("department", WORKS), ("week_ending", "2026-11-15")]


class Reviewer(Somebody):
    """At the pages of the review's words."""

    def writes(self, kind: str = "note", text: str = "Snow", **more: str) -> Response:
        return self.posts("/review/words", [*ABOUT, ("kind", kind), ("text", text), *more.items()])

    def agrees(self, *, about: list[tuple[str, str]] = ABOUT, **typed: str) -> Response:
        due = (self.wall_day() + timedelta(days=7)).isoformat()
        fields = {"text": "Second crew", "owner": "Rui", "due": due, **typed}
        return self.posts("/actions", [*about, *fields.items()])

    def does(self, entry: ReviewEntry | int, do: str, version: int = 1, /, **more: str) -> Response:
        number = entry if isinstance(entry, int) else entry.id
        return self.posts(f"/review/words/{number}", [("do", do), ("version", str(version)), *more.items()])

    def wall_day(self) -> date:
        return local_day(self.wall.now, self.wall.settings.zone(NORTH))


def entries(wall: CityWall) -> list[ReviewEntry]:
    return wall.engine.equipment.ledger.review_words.read(None, tuple(EntryKind))


def only(wall: CityWall) -> ReviewEntry:
    (entry,) = entries(wall)
    return entry


def keep(wall: CityWall, kind: EntryKind = EntryKind.NOTE, about: FigureKey = BACKLOG, **more: Any) -> ReviewEntry:
    content = more.pop("content", Words("Snow"))
    log = wall.engine.equipment.ledger.review_words
    return log.write(NewEntry(kind, about, content, WEEK), Author("Grace"), wall.now)


def action(**more: Any) -> Action:
    return Action("Second crew", Owner("Rui"), date(2026, 12, 1))._replace(**more)


def logged(wall: CityWall) -> list[str]:
    return [entry.event for entry in wall.access.audit.read() if entry.event not in ("person_added", "code_issued")]
