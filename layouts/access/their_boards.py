"""Which boards somebody may show on a screen, or write on: those of their remit of which something is left in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from layouts.wall.boards import hung
from wallboard.model.remit import Remit
from wallboard.settings import Settings

Within = Callable[[Remit], Settings]  # the settings of a remit


def their_boards(settings: Settings, within: Within | None, remit: Remit, rotations: bool = False) -> Mapping[str, str]:
    """By name, with what people call each; `rotations` through them too. Without `within` everybody's settings are the
    same."""
    every = hung(settings)
    left = hung(within(remit)) if within is not None else every
    theirs = [name for name, each in every.items() if remit.has_site(each.site) and (rotations or not each.boards)]
    return {name: every[name].title or name for name in theirs if name in left}
