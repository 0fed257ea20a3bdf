"""Commands about what the ledger holds of each source: rows set aside, sources that were renamed or are gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from layouts.cli.consoles import out
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from wallboard.clock import iso, system_clock
from wallboard.ledger import Ledger
from wallboard.outside_text import plain, said
from wallboard.settings import Settings

NameArgument = Annotated[str, typer.Argument(help="The source's name.")]
ROWS_SHOWN = 50


def sources_commands(load: Callable[[Path], Settings]) -> typer.Typer:
    group = typer.Typer(help="What the ledger holds of each source.", no_args_is_help=True)

    @contextmanager
    def opened(path: Path, change: str = "") -> Iterator[tuple[Ledger, Settings]]:
        """To read; or, for a `change` that others are told of, ours alone: LedgerError beside a wall that runs."""
        settings = load(path)
        with closing(Ledger.held(settings.ledger, change) if change else Ledger(settings.ledger)) as ledger:
            ledger.migrate()
            yield ledger, settings

    @group.command("list")
    def list_(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Every source that ever brought something: its rows, which count once more with every change of theirs that was
        seen, and whether the settings still have it."""
        with opened(settings) as (ledger, loaded):
            known = ledger.known_sources()
            for name in dict.fromkeys([*loaded.sources, *known]):
                site, rows = known.get(name, ("", 0))
                gone = "" if name in loaded.sources else ", no longer in the settings: its rows count all the same"
                aside = ledger.counts(name).set_aside
                where = f" of site {plain(site)}" if site else ""
                _say(f"{plain(name)}: {rows:,} rows and changes{where}, {aside:,} set aside{gone}")

    @group.command()
    def aside(
        source: NameArgument,
        most: Annotated[int, typer.Option(help="How many rows to show.", min=1)] = ROWS_SHOWN,
        mended: Annotated[bool, typer.Option("--mended", help="Those that were, and make sense by now.")] = False,
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Rows that make no sense, with their reasons. They are taken when they are corrected at the source, and read
        once more when the settings of the source change."""
        with opened(settings) as (ledger, _):
            _known(ledger, source)
            for row in ledger.mended_rows(source, most) if mended else ledger.set_aside_rows(source, most):
                since = f"taken {iso(row.replayed)}, was: " if row.replayed is not None else ""
                _say(f"{row.key}: {since}{row.reason}" + (f"  [{row.content}]" if row.content else ""))
            _say(f"{ledger.counts(source).set_aside:,} rows are set aside")

    @group.command()
    def rename(
        old: NameArgument,
        new: Annotated[str, typer.Argument(help="The name that the settings file gives it now.")],
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Let the rows of a source go on under another name, so that nothing is counted twice. Not while the wall runs."""
        with opened(settings, f"sources rename {old} {new}") as (ledger, loaded):
            _known(ledger, old)
            if new not in loaded.sources:
                raise typer.BadParameter(f'the settings have no source "{new}"; they have: {", ".join(loaded.sources)}')
            if new in ledger.known_sources():
                raise typer.BadParameter(
                    f'"{new}" has rows of its own already: `sources forget {new}` first, if they are the same'
                )
            ledger.rename_source(old, new, system_clock())
            _say(f"The rows of {old} go on as {new}.")

    @group.command()
    def forget(source: NameArgument, settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Delete everything that a source ever told. Not while the wall runs."""
        with opened(settings, f"sources forget {source}") as (ledger, _):
            _known(ledger, source)
            _say(f"{ledger.forget_source(source, system_clock()):,} rows of {source} deleted.")

    return group


def _known(ledger: Ledger, source: str) -> None:
    known = ledger.known_sources()
    if source not in known:
        raise typer.BadParameter(f'the ledger knows no source "{source}"; it knows: {", ".join(known) or "none"}')


def _say(line: str) -> None:
    out.print(Text(said(line)), highlight=False)
