"""`snapshot`: recounts a past instant."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from layouts.cli.consoles import out
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.terminal import readings_lines
from layouts.cli.wiring import Wiring
from wallboard.clock import instant, system_clock
from wallboard.engine.recount import snapshot_at
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.ledger import Ledger


def add_snapshot_command(cli: typer.Typer, wiring: Wiring) -> None:
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
        loaded = wiring.load(settings)
        zone = loaded.zone(next(iter(loaded.sites)))
        now = system_clock()
        with closing(Ledger(loaded.ledger)) as ledger:
            ledger.migrate()
            taken = snapshot_at(
                ledger,
                loaded,
                wiring.carried(loaded),
                now if at is None else instant(at, zone),
                None if known is None else instant(known, zone),
                now,
            )
        if as_json:
            sys.stdout.buffer.write(snapshot_json(taken))
        else:
            for line in readings_lines(taken, zone):
                out.print(line, highlight=False)
