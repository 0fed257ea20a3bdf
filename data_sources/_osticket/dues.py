"""By when a ticket was due at each of its events, as far as its row and its events still tell.

Closing takes a due instant that is past out of the row, so that afterwards none is left of any ticket that was late: an edit
tells the new one, and an 'overdue' mark that it was due by then at the latest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data_sources._osticket.records import Event
from wallboard.model import NO_INSTANT, Micros

_EDITED = frozenset({"duedate", "sla_id"})


def due_instants(events: Sequence[Event], present: Micros, *, whole: bool) -> Mapping[int, Micros]:
    """From each event on, by its id; 0: from the opening on. `present`: what the row has. NO_INSTANT where it is not known.
    An 'overdue' mark stands in for it where they are all events of a ticket: of one that is followed, what was told before
    is better."""
    begins = [place for place, event in enumerate(events) if event.kind == "reopened" or _edits(event)]
    dues = dict[int, Micros]()
    for start, end in zip([0, *begins], [*begins, len(events)], strict=True):
        its = events[start:end]
        due = present if end == len(events) else NO_INSTANT
        if due == NO_INSTANT and its:
            due = its[0].due_at
        if due == NO_INSTANT and whole:
            due = next((event.at for event in its if event.kind == "overdue"), NO_INSTANT)
        dues |= {event.id: due for event in its} | ({} if dues else {0: due})
    return dues


def _edits(event: Event) -> bool:
    return event.kind == "edited" and not _EDITED.isdisjoint(event.data)
