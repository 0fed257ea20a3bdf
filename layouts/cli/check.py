"""`check`: whether the wall would start as the settings say, and every source answer, a line each."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import typer

from layouts.cli.consoles import out
from layouts.cli.findings import PlacedFinding, findings_lines
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.wiring import Wiring
from wallboard.clock import system_clock
from wallboard.collector import nothing_collected
from wallboard.database.check import database_findings
from wallboard.database.faults import DatabaseFailed
from wallboard.settings import Callers, Settings


def add_check_command(cli: typer.Typer, wiring: Wiring) -> None:
    @cli.command()
    def check(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Report on the settings, on who may come in and on every source, a line each. Exit code 1 when something is
        wrong."""
        atexit.register(gc.freeze)  # nor is anything looked through when it leaves
        with nothing_collected():
            problems = list(findings(settings, wiring.load(settings), wiring))
        for line in findings_lines(problems):
            out.print(line, highlight=False)
        raise typer.Exit(0 if all(finding.ok for _, finding in problems) else 1)


def findings(path: Path, settings: Settings, wiring: Wiring) -> Iterator[PlacedFinding]:
    """Everything that is looked at, each with where it is: the ledger and all sources at once, so that none of them waits
    for another that is large, far away or dead."""
    with ThreadPoolExecutor(1 + len(settings.sources)) as at_once:
        ledger = at_once.submit(_ledger, settings)
        sources = [at_once.submit(_source, settings, wiring, name) for name in settings.sources]
        # Imported no sooner: the ledger, which takes the longest, is looked at meanwhile.
        from layouts.cli.standing import access_findings, settings_findings

        yield from settings_findings(path, settings)
        yield from ledger.result()
        yield from access_findings(settings)
        for source in sources:
            yield from source.result()


def _ledger(settings: Settings) -> list[PlacedFinding]:
    return [("ledger", finding) for finding in database_findings(settings.ledger, "ledger", DatabaseFailed)]


def _source(settings: Settings, wiring: Wiring, name: str) -> list[PlacedFinding]:
    from wallboard.engine.census import census  # with NumPy: the ledger is looked at meanwhile

    # nothing of what is read is kept, so nobody is recognised, and no key is made for that
    unrecognised = settings.model_copy(update={"callers": Callers(days=0)})
    with closing(wiring.open_source(unrecognised, name)) as source:
        now = system_clock()
        told = source.check(now)
        known = {finding.detail for finding in told if not finding.ok}  # its rows cannot be read for the same reason
        held = [finding for finding in census(source, settings, now) if finding.detail not in known]
        where = f"sources.{name}"  # errors say it too, and a line says it once
        return [(where, replace(each, detail=each.detail.removeprefix(f"{where}: "))) for each in (*told, *held)]
