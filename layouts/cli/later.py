"""The command line's table: what `--help` tells of each command, and where the command is when it is called.

All commands have one shape. app.py declares each by its name, the first sentence of its help, and a function that mounts
it. Only when a command is called (or asked for its own help) is that function called, and only then its module imported,
with whatever it needs: at the top of the module, as everywhere. So `--help` imports no module of a command, and each
command waits for its own imports alone. A test holds the sentences here equal to those of the commands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from wallboard.collector import nothing_collected

Mount = Callable[[typer.Typer], None]


class Later(TyperCommand):
    """A command, or a group of commands, that is imported when it is called."""

    def __init__(self, name: str, help: str, mount: Mount, hidden: bool) -> None:
        super().__init__(name, help=help, hidden=hidden, rich_markup_mode=None)
        self._name, self.mount = name, mount

    def real(self) -> Any:
        """The command itself, by its module."""
        cli = typer.Typer(rich_markup_mode=None)
        with nothing_collected():
            self.mount(cli)
        return get_group(cli).commands[self._name]

    def make_context(self, *args: Any, **more: Any) -> Any:
        """The context of the command itself: from here on nothing is known of this one."""
        return self.real().make_context(*args, **more)


class Commands:
    """The table itself, in the order of `--help`."""

    def __init__(self) -> None:
        self.table: dict[str, Later] = {}

    def later(self, name: str, help: str, *, hidden: bool = False) -> Callable[[Mount], Mount]:
        """Declares a command by the function below it, which mounts it, perhaps among others."""

        def declare(mount: Mount) -> Mount:
            self.table[name] = Later(name, help, mount, hidden)
            return mount

        return declare

    def group(self) -> type[TyperGroup]:
        """For `typer.Typer(cls=...)`: a group of just these commands."""
        table = self.table

        class Group(TyperGroup):
            def __init__(self, **given: Any) -> None:
                super().__init__(**{**given, "commands": table})

        return Group
