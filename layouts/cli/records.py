"""Commands about records: bring them in, and play them back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from layouts.cli.consoles import err, out
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.progress import progress
from layouts.cli.terminal import import_lines, read_anew_lines
from layouts.cli.wiring import Wiring
from wallboard.clock import iso, system_clock
from wallboard.engine.importing import import_all
from wallboard.engine.read_anew import read_anew
from wallboard.engine.rereading import retry, take_over_renamed
from wallboard.ledger import Ledger
from wallboard.simulate.replay import replay as replay_log

SET_ASIDE_SHOWN = 10


def add_record_commands(cli: typer.Typer, wiring: Wiring) -> None:
    @cli.command("import")
    def import_(
        source: Annotated[str, typer.Argument(help="The source's name in the settings file.")],
        again: Annotated[
            bool,
            typer.Option("--again", help="Read it anew from its beginning, in place of what it told before."),
        ] = False,
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Read everything that a source has into the ledger, with a progress bar, and account for every row."""
        loaded = wiring.load(settings)
        if source not in loaded.sources:
            raise typer.BadParameter(f'no source "{source}" in {settings}; it has: {", ".join(loaded.sources)}')
        # beside a wall that serves there is nothing to import: it reads its sources by itself
        with (
            closing(Ledger.held(loaded.ledger, f"import {source}")) as ledger,
            closing(wiring.open_source(loaded, source)) as opened,
        ):
            ledger.migrate()
            take_over_renamed(ledger, loaded, system_clock)
            if again:
                with progress(err, f"Reading {source} anew") as on_progress:
                    account = read_anew(opened, ledger, loaded, system_clock, on_progress)
                lines = read_anew_lines(source, account, ledger.set_aside_rows(source, SET_ASIDE_SHOWN))
            else:
                with progress(err, f"Importing {source}") as on_progress:
                    totals = import_all(opened, ledger, system_clock, on_progress)
                retried = retry(opened, ledger, loaded, system_clock)
                lines = import_lines(source, totals, ledger.set_aside_rows(source, SET_ASIDE_SHOWN), retried)
        for line in lines:
            out.print(line, highlight=False)

    @cli.command()
    def replay(
        file: Annotated[Path, typer.Argument(help="A recorded queue_log file, or a CSV of the queue_log table.")],
        into: Annotated[str, typer.Option(help="SQLAlchemy address of the database whose queue_log table to write.")],
        speed: Annotated[float, typer.Option(help="How many times faster than it was recorded.", min=0.01)] = 1.0,
        zone: Annotated[
            str, typer.Option(help="Time zone of the times written; the source that reads them must name it.")
        ] = "UTC",
    ) -> None:
        """Write a recorded queue log into a table with its own rhythm, shifted to now."""
        with progress(err, f"Replaying {file.name}") as on_progress:
            done = replay_log(file, into, speed, on_progress=on_progress, zone=_zone(zone))
        until = "" if done.until is None else f", until {iso(done.until)}"
        out.print(f"{done.rows:,} rows written, {done.skipped:,} skipped{until}", highlight=False)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise typer.BadParameter(f'"{name}" is not a time zone; write one like "America/Chicago" or "UTC"') from None
