"""What a week's review looks into besides, as the review of the week before chose it: what was explained of it lately, and what is
done about it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from wallboard.model.review_words import Action, DeepDive, EntryKind, FigureKey, Owner, ReviewEntry

LOOKED_BACK = timedelta(weeks=12)
MOST_EXPLANATIONS = 6


class DeepDiveWords(NamedTuple):
    """`explanations`: of the newest week first; `actions` in the order in which they were agreed."""

    entry: ReviewEntry
    explanations: tuple[ReviewEntry, ...] = ()
    actions: tuple[ReviewEntry, ...] = ()

    @property
    def about(self) -> FigureKey:
        return self.entry.about

    @property
    def owner(self) -> Owner:
        """Who prepares it."""
        return _content(self.entry).owner

    @property
    def text(self) -> str:
        """What is asked; "" where nothing is."""
        return _content(self.entry).text


def chosen(entries: Iterable[ReviewEntry]) -> ReviewEntry | None:
    """The one that stands of a week's: there is one, unless two were chosen at once."""
    return next((each for each in reversed([*entries]) if each.kind is EntryKind.DEEP_DIVE), None)


def deep_dive_words(
    entry: ReviewEntry, explanations: Iterable[ReviewEntry], actions: Iterable[ReviewEntry]
) -> DeepDiveWords:
    """`explanations` and `actions`: of anything."""
    told = [each for each in explanations if each.kind is EntryKind.EXPLANATION and concerns(entry.about, each.about)]
    newest = sorted(told, key=lambda each: (each.week or date.min, each.id), reverse=True)
    done = [each for each in actions if _is_done_about(entry.about, each)]
    return DeepDiveWords(entry, tuple(newest[:MOST_EXPLANATIONS]), tuple(done))


def concerns(about: FigureKey, figure: FigureKey) -> bool:
    """Whether a figure belongs to what is looked into: it is that figure, or one of that department or queue."""
    if not about.whole:
        return figure == about
    parts = [name for name, value in about.scope.as_dict().items() if value]
    return all(getattr(figure.scope, name) == getattr(about.scope, name) for name in parts)


def _is_done_about(about: FigureKey, entry: ReviewEntry) -> bool:
    """An action belongs to what it is about, and to what it should move."""
    expected = entry.content.expected if isinstance(entry.content, Action) else None
    return concerns(about, entry.about) or (expected is not None and concerns(about, expected.figure))


def _content(entry: ReviewEntry) -> DeepDive:
    if not isinstance(entry.content, DeepDive):
        raise TypeError(f"{entry.kind} {entry.id} is no deep dive")
    return entry.content
