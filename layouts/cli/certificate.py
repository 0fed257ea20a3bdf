"""`certificate`: makes a certificate for a wall that has none from the city."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from layouts.web import certificate
from wallboard.clock import Clock, system_clock

DEFAULT_OUT = Path("var/wall")


def certificate_commands(clock: Clock = system_clock) -> typer.Typer:
    """One command, to be mounted without a name: `cli.add_typer(certificate_commands())`."""
    commands = typer.Typer()

    @commands.command("certificate")
    def make(
        names: Annotated[
            list[str], typer.Argument(help="Names and addresses by which browsers reach the wall, such as 10.20.0.5.")
        ],
        out: Annotated[Path, typer.Option(help="Where to write: this and .crt, this and .key.")] = DEFAULT_OUT,
    ) -> None:
        """Make a private key and a certificate signed by itself, for a wall that the city gives none."""
        for line in certificate.words(certificate.make(names, out, clock)):
            typer.echo(line)

    return commands
