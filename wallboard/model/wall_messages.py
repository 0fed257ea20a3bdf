"""What somebody has written on walls: a short text with an end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wallboard.model.instants import Micros
from wallboard.model.remit import Remit


@dataclass(frozen=True, slots=True)
class WallMessage:
    """One message on the boards of one site: on all of them, or on those that it names. Its text came from outside."""

    site: str
    boards: tuple[str, ...]  # none: all of the site's
    text: str
    by: str  # as people know them
    put_at: Micros
    until: Micros
    id: int = 0  # the ledger's; 0 while it is not there yet

    def on(self, board: str) -> bool:
        """Whether it is for a board of its site."""
        return not self.boards or board in self.boards


def standing(messages: Iterable[WallMessage], now: Micros, remit: Remit) -> tuple[WallMessage, ...]:
    """Those that are on walls at this instant, of sites that the remit has."""
    return tuple(each for each in messages if each.put_at <= now < each.until and remit.has_site(each.site))
