"""What people write in the review, as rows: a figure's name and an entry's content as JSON that is the same for equal ones."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
from sqlalchemy import RowMapping

from wallboard.model import Scope
from wallboard.model.review_words import (
    Action,
    ActionState,
    Author,
    Content,
    DeepDive,
    EntryKind,
    Expected,
    FigureKey,
    FreshLimits,
    Owner,
    Ownership,
    ReviewEntry,
    Standard,
    Verdict,
    Version,
    Words,
)
from wallboard.periods import PeriodKind


def scope_text(scope: Scope) -> str:
    """Without its site, which has a column of its own."""
    return _json({name: value for name, value in scope.as_dict().items() if name != "site"})


def content_text(content: Content) -> str:
    return _json(_plain(content))


def content_of(kind: EntryKind, text: str) -> Content:
    """Raises KeyError or ValueError for what no wallboard wrote."""
    told = orjson.loads(text)
    match kind:
        case EntryKind.NOTE | EntryKind.EXPLANATION | EntryKind.DECISION:
            return Words(told["text"])
        case EntryKind.ACTION:
            return _action(told)
        case EntryKind.STANDARD:
            return Standard(told["team"], told["target"], Owner(**told["owner"]), date.fromisoformat(told["reviewed"]))
        case EntryKind.OWNER:
            return Ownership(Owner(**told["owner"]), date.fromisoformat(told["since"]))
        case EntryKind.LIMITS:
            return FreshLimits(date.fromisoformat(told["since"]), told["decided_by"], told["why"])
        case EntryKind.DEEP_DIVE:
            return DeepDive(told["text"], Owner(**told["owner"]))


def entry_of(row: RowMapping) -> ReviewEntry:
    kind = EntryKind(row["kind"])
    about = FigureKey(row["metric"], Scope(row["site"], **orjson.loads(row["scope"])), row["variant"])
    week = date.fromisoformat(row["week"]) if row["week"] else None
    period = PeriodKind(row["period"])
    return ReviewEntry(row["id"], kind, about, week, row["made_by"], row["made_at"], version_of(kind, row), period)


def version_of(kind: EntryKind, row: RowMapping) -> Version:
    by, content = Author(row["who"], row["account"]), content_of(kind, row["content"])
    return Version(row["number"], content, by, row["written_at"], bool(row["withdrawn"]))


def _action(told: dict[str, Any]) -> Action:
    expected, since, verdict = told["expected"], told["since"], told["verdict"]
    return Action(
        told["text"],
        Owner(**told["owner"]),
        date.fromisoformat(told["due"]),
        ActionState(told["state"]),
        told["why"],
        told["closed_at"],
        None if expected is None else _expected(expected),
        told["improvement"],
        None if since is None else date.fromisoformat(since),
        None if verdict is None else Verdict(verdict),
    )


def _expected(told: dict[str, Any]) -> Expected:
    figure = told["figure"]
    name = FigureKey(figure["metric"], Scope(**figure["scope"]), figure["variant"])
    return Expected(name, told["change"], date.fromisoformat(told["by"]))


def _plain(value: Any) -> Any:
    """Named tuples as objects, and dates as texts."""
    if isinstance(value, Scope):
        return value.as_dict()
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: _plain(each) for name, each in value._asdict().items()}
    return value.isoformat() if isinstance(value, date) else value


def _json(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
