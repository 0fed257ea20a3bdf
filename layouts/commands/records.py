"""Commands about records: bring them in, play them back, and recount a past instant."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from layouts.commands.options import DEFAULT_SETTINGS as DEFAULT_SETTINGS
from layouts.commands.options import SettingsOption as SettingsOption
from layouts.progress import progress
from layouts.terminal import import_lines, read_anew_lines, readings_lines
from wallboard.clock import instant, iso, system_clock
from wallboard.engine.importing import import_all
from wallboard.engine.read_anew import read_anew
from wallboard.engine.recount import snapshot_at
from wallboard.engine.rereading import retry, take_over_renamed
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.ledger import Ledger
from wallboard.settings import Settings
from wallboard.simulate.replay import replay as replay_log
from wallboard.source import Carries, Source

SET_ASIDE_SHOWN = 10

out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)


@dataclass(frozen=True, slots=True)
class Parts:
    """How settings become parts: only the composition root knows."""

    load: Callable[[Path], Settings]
    open_source: Callable[[Settings, str], Source]
    carried: Callable[[Settings], Mapping[str, Carries]]


def add_record_commands(cli: typer.Typer, parts: Parts) -> None:
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
        loaded = parts.load(settings)
        if source not in loaded.sources:
            raise typer.BadParameter(f'no source "{source}" in {settings}; it has: {", ".join(loaded.sources)}')
        # beside a wall that serves there is nothing to import: it reads its sources by itself
        with (
            closing(Ledger.held(loaded.ledger, f"import {source}")) as ledger,
            closing(parts.open_source(loaded, source)) as opened,
        ):
            ledger.migrate()
            take_over_renamed(ledger, loaded, system_clock)
            if again:
                with progress(err, f"Reading {source} anew") as on_progress:
                    told = read_anew(opened, ledger, loaded, system_clock, on_progress)
                lines = read_anew_lines(source, told, ledger.set_aside_rows(source, SET_ASIDE_SHOWN))
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
            done = replay_log(file, into, speed, on_progress=on_progress, zone=ZoneInfo(zone))
        until = "" if done.until is None else f", until {iso(done.until)}"
        out.print(f"{done.rows:,} rows written, {done.skipped:,} skipped{until}", highlight=False)

    @cli.command()
    def snapshot(
        at: Annotated[
            str | None,
            typer.Option(help='Instant to recount, such as "2026-11-20T10:42" (site\'s time) or with a zone.'),
        ] = None,
        known: Annotated[str | None, typer.Option(help="Leave out what arrived after this instant.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Recount what was true at an instant, by what is known now or had arrived by then."""
        loaded = parts.load(settings)
        zone = loaded.zone(next(iter(loaded.sites)))
        now = system_clock()
        with closing(Ledger(loaded.ledger)) as ledger:
            ledger.migrate()
            taken = snapshot_at(
                ledger,
                loaded,
                parts.carried(loaded),
                now if at is None else instant(at, zone),
                None if known is None else instant(known, zone),
                now,
            )
        if as_json:
            sys.stdout.buffer.write(snapshot_json(taken))
        else:
            for line in readings_lines(taken, zone):
                out.print(line, highlight=False)
