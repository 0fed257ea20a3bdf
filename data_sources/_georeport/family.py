"""Work items that the notes of a request tell of: what they become depends on whether their ids are requests of their own.

Where they are, the server tells them like any other, and the notes add whose work items they are, as far as that was
seen since the program started. Where they are not, what the notes say is all that is known of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from data_sources._georeport.answers import Told
from data_sources._georeport.keys import APART
from data_sources._georeport.requests import id_of, work_items

OWN, NOTES = "own", "notes"
_KNOWN_AT_MOST = 100_000
_TRIED_AT_MOST = 20
Ask = Callable[[Collection[str]], Collection[str] | None]  # ids -> those that there are; None: it cannot be told now


class Family:
    """`items`: OWN, NOTES or "" while that is not known."""

    def __init__(self) -> None:
        self.items = ""
        self._parents: dict[str, str] = {}

    def with_work_items(self, rows: Iterable[Told], ask: Ask) -> list[Told]:
        """The requests, their work items among them. `ask` is called with the first that are met, until it tells."""
        told = list(rows)
        items = [item for row in told for item in work_items(row)]
        if items and not self.items:
            ids = [id_of(item) for item in items]
            here = {id_of(row) for row in told} & set(ids)
            there = here or ask(sorted(set(ids))[:_TRIED_AT_MOST])
            self.items = "" if there is None else OWN if there else NOTES
        if self.items == NOTES:
            return [*told, *(_apart(item) for item in items)]
        if len(self._parents) > _KNOWN_AT_MOST:
            self._parents.clear()
        self._parents |= {id_of(item): str(item["parent"]) for item in items}
        return [self._with_parent(row) for row in told] if self._parents else told

    def _with_parent(self, row: Told) -> Told:
        parent = self._parents.get(id_of(row))
        return row if parent is None else {**row, "parent": parent}


def _apart(item: Told) -> Told:
    """Under a key of its own: asked for by its id alone, it would seem to be gone."""
    return {**item, "service_request_id": f"{item['parent']}{APART}{item['service_request_id']}"}
