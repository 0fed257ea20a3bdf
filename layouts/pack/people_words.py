"""What people wrote in the review, as the pack says it: signed and dated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layouts.pack.document import Table
from wallboard.languages import _, pgettext, speaking
from wallboard.model.review_words import Action, ActionState, EntryKind, ReviewEntry, Words


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


def sayings(entries: Sequence[ReviewEntry], *kinds: EntryKind) -> Iterator[str]:
    """Each with who said it."""
    for entry in entries:
        if entry.kind in kinds and not entry.withdrawn and isinstance(entry.content, Words):
            yield _("{text} ({name})", text=entry.content.text, name=entry.version.by.name)
