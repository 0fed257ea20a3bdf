"""`check`: whether the wall would start as the settings say, and every source answer, a line each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import typer

from layouts.cli.consoles import out
from layouts.cli.findings import findings_lines
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.wiring import Wiring
from layouts.wall import boards
from layouts.web.reach import NotSafe, listens_on
from layouts.web.tls import BadCertificate, tls
from wallboard.access.access import Access
from wallboard.access.store import AccessError
from wallboard.clock import system_clock
from wallboard.database.check import database_findings
from wallboard.database.faults import DatabaseFailed
from wallboard.engine.census import census
from wallboard.settings import Settings
from wallboard.settings.file.exposed import exposed
from wallboard.source import Finding

PlacedFinding = tuple[str, Finding]  # with where it is
NOBODY = "people must sign in, and nobody can as administrator: make one with `people add NAME --role administrator`"


def add_check_command(cli: typer.Typer, wiring: Wiring) -> None:
    @cli.command()
    def check(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Report on the settings, on who may come in and on every source, a line each. Exit code 1 when something is
        wrong."""
        problems = list(findings(settings, wiring.load(settings), wiring))
        for line in findings_lines(problems):
            out.print(line, highlight=False)
        raise typer.Exit(0 if all(finding.ok for _, finding in problems) else 1)


def findings(path: Path, settings: Settings, wiring: Wiring) -> Iterator[PlacedFinding]:
    """Everything that is looked at, each with where it is."""
    yield str(path), Finding(True, "valid")
    yield from (("boards", Finding(False, finding)) for finding in boards.findings(settings))
    yield from exposed(path, os.environ, settings)
    yield from _looked_at(settings, wiring)


def _looked_at(settings: Settings, wiring: Wiring) -> Iterator[PlacedFinding]:
    """The ledger and all sources at once: none of them waits for another that is large, far away or dead."""
    with ThreadPoolExecutor(1 + len(settings.sources)) as at_once:
        ledger = at_once.submit(_ledger, settings)
        sources = [at_once.submit(_source, settings, wiring, name) for name in settings.sources]
        yield from ledger.result()
        yield from access_findings(settings)
        for source in sources:
            yield from source.result()


def _ledger(settings: Settings) -> list[PlacedFinding]:
    return [("ledger", finding) for finding in database_findings(settings.ledger, "ledger", DatabaseFailed)]


def _source(settings: Settings, wiring: Wiring, name: str) -> list[PlacedFinding]:
    with closing(wiring.open_source(settings, name)) as source:
        now = system_clock()
        return [(f"sources.{name}", finding) for finding in (*source.check(now), *census(source, settings, now))]


def access_findings(settings: Settings) -> Iterator[PlacedFinding]:
    """Whether what lets people in is there: somebody to administer it, and a front that is safe to open."""
    whole = list(database_findings(settings.access.database, "access", AccessError)) if settings.access.sign_in else []
    yield from (("access", finding) for finding in whole if not finding.ok)
    if not all(finding.ok for finding in whole):
        return
    try:
        with closing(Access(settings)) as access:
            listens_on(settings.server, access.somebody_can_administer)
            tls(settings.server)
            if access.sign_in:
                ready = access.somebody_can_administer()
                yield (
                    "access",
                    Finding(ready, "people must sign in, and somebody can as administrator" if ready else NOBODY),
                )
    except (NotSafe, BadCertificate) as error:
        yield "server", Finding(False, str(error))
    except AccessError as error:
        yield "access", Finding(False, str(error))
