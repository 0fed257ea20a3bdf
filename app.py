"""Wallboard: the command line, and how settings become parts. No logic here, and nothing heavy is imported before a
command needs it: layouts/cli/later.py says how."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

import typer

from layouts.cli.later import Commands
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.wiring import Wiring

if TYPE_CHECKING:
    from layouts.site.composition import Application
    from layouts.site.poller import Poller
    from layouts.site.serving import Begin
    from wallboard.calls.callers import CallerHash
    from wallboard.clock import Clock
    from wallboard.engine.poll import Step
    from wallboard.settings import Settings
    from wallboard.source import Carries, Source

commands = Commands()

Role = Literal["both", "poller"]  # of a process


# ---------------------------------------------------------------- settings become parts


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    import data_sources
    from layouts.wall.tiles import TILES
    from wallboard.metrics import METRICS
    from wallboard.settings.file import read as settings_file

    return settings_file.load(path, data_sources.kinds(), environ, TILES, METRICS)


def open_source(settings: Settings, name: str) -> Source:
    from zoneinfo import ZoneInfo

    import data_sources

    options = settings.sources[name]
    site = settings.site_of(options)
    zone = ZoneInfo(options.zone or settings.sites[site].zone)
    kind = data_sources.kinds()[options.kind]
    if kind.tells_callers and settings.callers.days:
        return kind.open(name, site, zone, options, caller_hash(settings, name))
    return kind.open(name, site, zone, options)


def caller_hash(settings: Settings, source: str) -> CallerHash:
    """How the callers of a source are recognised. A key that cannot be had is that source's trouble, until it can."""
    from wallboard.access.keys import Keys
    from wallboard.access.store import AccessError
    from wallboard.calls.callers import CallerHash
    from wallboard.source import SourceError

    def key() -> bytes:
        given = settings.callers.key.get_secret_value()
        try:
            return Keys(given, settings.callers_key_file, setting="callers.key").all()[0].text.encode()
        except AccessError as error:
            raise SourceError(source, str(error)) from error

    return CallerHash(key, settings.callers.days)


def carried(settings: Settings) -> dict[str, Carries]:
    """Which half of the wall each source feeds."""
    import data_sources

    kinds = data_sources.kinds()
    return {name: kinds[options.kind].carries for name, options in settings.sources.items()}


@overload
def build(
    settings: Settings, clock: Clock | None = None, step: Step | None = None, role: Literal["both"] = "both"
) -> Application: ...
@overload
def build(
    settings: Settings, clock: Clock | None = None, step: Step | None = None, *, role: Literal["poller"]
) -> Poller: ...
def build(
    settings: Settings, clock: Clock | None = None, step: Step | None = None, role: Role = "both"
) -> Application | Poller:
    """What is ready to start: a wallboard that polls and shows what comes of it, or the half alone that polls, with no part
    of the web. By the machine's clock where none is given. What shows the figures of another process is
    `layouts.site.web.Web`, over whatever hands it `Figures`."""
    from layouts.site.poller import open_poller
    from wallboard.clock import SteadyClock, system_clock
    from wallboard.engine.poll import no_step

    if role == "poller":
        return open_poller(settings, open_source, SteadyClock(clock or system_clock), step or no_step)
    from layouts.site import composition

    return composition.build(settings, open_source, clock or system_clock, step or no_step)


def run(settings: Settings, begin: Begin) -> None:
    """Serve until told to stop, by the clock and beside the city that `begin` brings."""
    from layouts.cli.consoles import say
    from layouts.site import serving

    serving.run(settings, build, say, begin)


PARTS = Wiring(load, open_source, carried)


# ---------------------------------------------------------------- commands


@commands.later("serve", "Poll the sources of the settings file and serve the boards.")
def _serve(cli: typer.Typer) -> None:
    cli.command()(serve)


def serve(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
    """Poll the sources of the settings file and serve the boards. A changed file is taken over while running."""
    from layouts.cli.consoles import say
    from layouts.site import serving
    from wallboard.settings.file.environment import secret_files
    from wallboard.settings.file.watch import SettingsWatch

    watch = SettingsWatch(settings, lambda: load(settings), secret_files(os.environ).values())
    serving.run(load(settings), build, say, watch=watch)


@commands.later("demo", "Open the wall over a simulated city: 16 weeks of history, then live.")
def _demo(cli: typer.Typer) -> None:
    from layouts.cli.demo import add_demo_command

    add_demo_command(cli, load, run)


@commands.later("check", "Report on the settings, on who may come in and on every source, a line each.")
def _check(cli: typer.Typer) -> None:
    from layouts.cli.check import add_check_command

    add_check_command(cli, PARTS)


@commands.later("replay", "Write a recorded queue log into a table with its own rhythm, shifted to now.")
@commands.later(
    "import", "Read everything that a source has into the ledger, with a progress bar, and account for every row."
)
def _records(cli: typer.Typer) -> None:
    from layouts.cli.records import add_record_commands

    add_record_commands(cli, PARTS)


@commands.later("snapshot", "Recount what was true at an instant, by what is known now or had arrived by then.")
def _snapshot(cli: typer.Typer) -> None:
    from layouts.cli.snapshot import add_snapshot_command

    add_snapshot_command(cli, PARTS)


@commands.later(
    "review",
    "Tell every figure of a week: what it was, on the week and the year before, its limits, signals and target.",
)
def _review(cli: typer.Typer) -> None:
    from layouts.cli.review import add_review_command

    add_review_command(cli, PARTS)


@commands.later("mail", "Show what a department would be mailed now, or send it on trial.")
def _mail(cli: typer.Typer) -> None:
    from layouts.cli.mail import add_mail_command

    add_mail_command(cli, PARTS)


@commands.later("restore", "Bring a backup back, and the people and screens beside it.")
@commands.later(
    "backup",
    "Copy the ledger into one file, and with access.backup_key people and screens into another beside it, while "
    "everything goes on running.",
)
def _backup(cli: typer.Typer) -> None:
    from layouts.cli.backup import add_backup_commands

    add_backup_commands(cli, load)


@commands.later("sources", "What the ledger holds of each source.")
def _sources(cli: typer.Typer) -> None:
    from layouts.cli.sources import sources_commands

    cli.add_typer(sources_commands(load), name="sources")


@commands.later("alerts", "What fires, and what would have.")
def _alerts(cli: typer.Typer) -> None:
    from layouts.cli.alerts import alerts_commands

    cli.add_typer(alerts_commands(PARTS), name="alerts")


@commands.later("people", "People who may come in.")
def _people(cli: typer.Typer) -> None:
    from layouts.cli.people import people_commands

    cli.add_typer(people_commands(load), name="people")


@commands.later("screens", "Screens that may show a board.")
def _screens(cli: typer.Typer) -> None:
    from layouts.cli.screens import screens_commands

    cli.add_typer(screens_commands(load), name="screens")


@commands.later("keys", "Keys under which secrets are kept.")
def _keys(cli: typer.Typer) -> None:
    from layouts.cli.people import keys_commands

    cli.add_typer(keys_commands(load), name="keys")


@commands.later(
    "certificate", "Make a private key and a certificate signed by itself, for a wall that the city gives none."
)
def _certificate(cli: typer.Typer) -> None:
    from layouts.cli.certificate import certificate_commands

    cli.add_typer(certificate_commands())


@commands.later(
    "docs", "Write docs/settings.md, docs/metrics.md and the tables of docs/sign-in.md anew from the code.", hidden=True
)
def _docs(cli: typer.Typer) -> None:
    cli.command(hidden=True)(docs)


def docs() -> None:
    """Write docs/settings.md, docs/metrics.md and the tables of docs/sign-in.md anew from the code."""
    import data_sources
    from wallboard.access import rights_doc
    from wallboard.metrics import docs as metrics_docs
    from wallboard.settings import docs as settings_docs

    settings_docs.write(data_sources.kinds())
    Path("docs/metrics.md").write_text(metrics_docs.render(), encoding="utf-8")
    rights_doc.PAGE.write_text(rights_doc.render(rights_doc.PAGE.read_text(encoding="utf-8")), encoding="utf-8")


cli = typer.Typer(
    cls=commands.group(),
    help="Operations wallboard for a 311 centre: are we answering, and are we delivering.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@cli.callback()
def begin(context: typer.Context) -> None:
    if context.obj is not None:  # from main; a test that calls `cli` keeps its own logs
        context.obj()


def _log() -> None:
    from wallboard import log

    log.set_up_by(os.environ)


def main() -> None:
    """The command line. What people can mend is said in words, without a traceback; a fault of ours keeps its own."""
    try:
        cli(obj=_log)
    except Exception as error:  # which ones people can mend is looked up only now: it would be imported at every start
        from wallboard.mendable import can_be_mended

        if not can_be_mended(error):
            raise
        from layouts.cli.consoles import err
        from wallboard.outside_text import said

        lines = [said(line) for line in str(error).split("\n")]
        err.print("\n".join(lines), style="red", highlight=False, markup=False)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
