"""`screens`: which there are, and to let one in or send one away when no page lets a supervisor in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.output import access_of, say, table
from layouts.wall.boards import hung
from wallboard.access.audit import plain
from wallboard.access.refused import Refused
from wallboard.access.screens import Screen
from wallboard.clock import Clock, iso, system_clock
from wallboard.settings import Settings
from wallboard.settings.problems.wording import nearest

Load = Callable[[Path], Settings]
_NONE = "There is no screen yet. Open /tv on a TV, then: screens approve CODE --board BOARD --name NAME"


def screens_commands(load: Load, clock: Clock = system_clock) -> typer.Typer:
    """To be mounted as `screens`."""
    commands = typer.Typer(help="Screens that may show a board.", no_args_is_help=True, rich_markup_mode=None)

    @commands.command("list")
    def list_(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Every screen, with its board, its address and when it was last seen (UTC)."""
        with access_of(load(settings), clock) as access:
            rows = [_row(screen) for screen in access.screens.all()]
        say(table(["name", "board", "address", "last seen", "let in by"], rows) if rows else [_NONE])

    @commands.command()
    def approve(
        code: Annotated[str, typer.Argument(help="The code that the screen shows.")],
        board: Annotated[str, typer.Option(help="The board that it is to show.")],
        name: Annotated[str, typer.Option(help='Where it hangs, such as "Call floor north".')],
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Let a screen in. It shows its board within seconds."""
        loaded = load(settings)
        known = hung(loaded)
        if board not in known:
            raise Refused("board", f'there is no board "{plain(board)}"{nearest(board, known)}')
        with access_of(loaded, clock) as access:
            made = access.screens.approve(code, board, known[board].site, name, None)
        say([f"{made.name} may show {board}. It is at {made.address or 'an unknown address'}."])

    @commands.command()
    def revoke(
        name: Annotated[str, typer.Argument(help="The screen's name.")], settings: SettingsOption = DEFAULT_SETTINGS
    ) -> None:
        """Send a screen away for good. A running wall follows within a second, and the screen shows a code."""
        with access_of(load(settings), clock) as access:
            revoked = access.screens.revoke(access.screens.named(name).id, None)
        say([f"{revoked.name} is revoked."])

    return commands


def _row(screen: Screen) -> list[str]:
    seen = iso(screen.seen_at)[:16] + "Z" if screen.seen_at else "not yet"
    return [screen.name, screen.board, screen.address, seen, screen.approved_by or "the command line"]
