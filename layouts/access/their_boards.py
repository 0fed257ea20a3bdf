"""Which boards somebody may show on a screen, or write on: those of their remit of which something is left in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from layouts.wall.boards import boards
from wallboard.model.remit import Remit
from wallboard.settings import Settings

Within = Callable[[Remit], Settings]  # the settings of a remit


def their_boards(settings: Settings, within: Within | None, remit: Remit) -> Mapping[str, str]:
    """By name, with what people call each. Without `within` everybody's settings are the same."""
    every = boards(settings)
    left = boards(within(remit)) if within is not None else every
    theirs = [name for name in every if remit.has_site(settings.site_of(every[name]))]
    return {name: every[name].title or name for name in theirs if name in left}
