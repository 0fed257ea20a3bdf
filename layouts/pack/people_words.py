"""What people wrote in the review, as the pack says it: signed and dated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from layouts.pack.document import Table
from layouts.review.names import figure_name, where_name
from wallboard.languages import _, pgettext, speaking
from wallboard.model.review_words import Action, ActionState, EntryKind, FigureKey, ReviewEntry, Words
from wallboard.periods import Period
from wallboard.review.keys import declared_figure
from wallboard.settings import Settings


def actions_table(entries: Sequence[ReviewEntry]) -> Table:
    """By when they are due."""
    actions = [entry.content for entry in entries if isinstance(entry.content, Action)]
    heads = [_("action"), _("owner"), pgettext("an action", "due"), pgettext("an action", "state")]
    rows = [
        [each.text, each.owner.name, speaking().dated(each.due), _state(each)]
        for each in sorted(actions, key=lambda each: each.due)
    ]
    return Table(_("Actions"), heads, rows)


def _state(action: Action) -> str:
    words = {
        ActionState.OPEN: pgettext("an action", "open"),
        ActionState.DONE: pgettext("an action", "done"),
        ActionState.DROPPED: pgettext("an action", "dropped"),
    }[action.state]
    return f"{words}: {action.why}" if action.why else words


def sayings(entries: Iterable[ReviewEntry], under_review: Period, *kinds: EntryKind) -> Iterator[str]:
    """Each with who said it; in a longer period of which week."""
    for entry in entries:
        if entry.kind in kinds and not entry.withdrawn and isinstance(entry.content, Words):
            yield _signed(entry, entry.content.text, under_review)


def _signed(entry: ReviewEntry, text: str, under_review: Period) -> str:
    name = entry.version.by.name
    if entry.week is None or entry.period is under_review.kind:
        return _("{text} ({name})", text=text, name=name)
    return _("{text} ({name}, week to {day})", text=text, name=name, day=speaking().dated(entry.week))


def notes_apart(
    entries: Sequence[ReviewEntry], under_review: Period, drawn: Collection[FigureKey], settings: Settings
) -> Iterator[str]:
    """Explanations and notes of what has no part of its own: of the site as a whole, and of figures without `drawn` charts."""
    for entry in entries:
        if entry.about not in drawn:
            said = sayings([entry], under_review, EntryKind.EXPLANATION, EntryKind.NOTE)
            yield from (_about(entry.about, settings, each) for each in said)


def _about(about: FigureKey, settings: Settings, said: str) -> str:
    declared = declared_figure(settings, about.metric)
    where = where_name(about.scope, settings)
    name = where if about.whole else figure_name(about, declared.title if declared else "", settings)
    return f"{name}: {said}" if name else said
