"""Wallboard: the composition root and the command line. Settings become parts, parts become a server; no logic here."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket as Socket
from zoneinfo import ZoneInfo

import structlog
import typer

import data_sources
from layouts import server
from layouts.addresses import addresses
from layouts.boards import boards, layout, wanted
from layouts.commands.backup import add_backup_commands
from layouts.commands.certificate import certificate_commands
from layouts.commands.check import add_check_command
from layouts.commands.demo import Begin, add_demo_command
from layouts.commands.options import DEFAULT_SETTINGS, SettingsOption
from layouts.commands.people import keys_commands, people_commands
from layouts.commands.records import Parts, add_record_commands, err, out
from layouts.commands.screens import screens_commands
from layouts.commands.sources import sources_commands
from layouts.dash_pages import Page
from layouts.doorkeeper import Doorkeeper
from layouts.front import Front
from layouts.http import Receive, Scope, Send
from layouts.narrowed import NarrowedPublisher
from layouts.pages import today
from layouts.publisher import BoardPublisher, fingerprint
from layouts.routes import visiting
from layouts.shell import Shell, build_app
from layouts.stream import Hub
from layouts.tiles import TILES
from layouts.where import where_it_is
from wallboard import __version__, log, settings_docs, settings_file
from wallboard.access.access import Access
from wallboard.access.roles import Right
from wallboard.access.store import AccessError
from wallboard.clock import Clock, SteadyClock, system_clock
from wallboard.database_faults import Cause, told
from wallboard.engine.engine import Engine
from wallboard.engine.ledger_watch import LOOK_EVERY_S
from wallboard.engine.maintenance import PURGE_AFTER
from wallboard.engine.poll import Step, no_step
from wallboard.engine.reader import Reader, Readers
from wallboard.engine.settings_taking import SettingsTaking, after_restart
from wallboard.engine.telemetry import Telemetry
from wallboard.ledger import Ledger, LedgerError
from wallboard.metrics import docs as metrics_docs
from wallboard.outside_text import said
from wallboard.settings import Settings
from wallboard.settings_environment import secret_files
from wallboard.settings_errors import SettingsError
from wallboard.settings_watch import SettingsWatch
from wallboard.source import Carries, Source, SourceError

cli = typer.Typer(
    help="Operations wallboard for a 311 centre: are we answering, and are we delivering.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
WATCH_SETTINGS_EVERY_S = 2.0
PURGE_EVERY_S = 6 * 3_600.0


# ---------------------------------------------------------------- composition


def load(path: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    return settings_file.load(path, data_sources.kinds(), environ, TILES)


def open_sources(settings: Settings) -> dict[str, Source]:
    return {name: open_source(settings, name) for name in settings.sources}


def open_source(settings: Settings, name: str) -> Source:
    options = settings.sources[name]
    site = settings.site_of(options)
    zone = ZoneInfo(options.zone or settings.sites[site].zone)
    return data_sources.kinds()[options.kind].open(name, site, zone, options)


def carried(settings: Settings) -> dict[str, Carries]:
    """Which half of the wall each source feeds."""
    kinds = data_sources.kinds()
    return {name: kinds[options.kind].carries for name, options in settings.sources.items()}


@dataclass
class Application:
    """One running wallboard: everything that a change of settings replaces, and what stays."""

    settings: Settings
    engine: Engine
    hub: Hub
    publisher: BoardPublisher
    narrowed: NarrowedPublisher
    readers: Readers
    access: Access
    clock: Clock
    front: Front
    shell: Shell

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return self.shell(scope, receive, send)  # no coroutine of its own: each one costs every frame to every screen

    def stopping(self) -> None:
        self.shell.stopping()

    def start(self) -> None:
        self.engine.also("access", PURGE_EVERY_S, self._purge)
        self.engine.also("people", LOOK_EVERY_S, self.look_at_access)
        self.narrowed.start()
        self.engine.start()

    def stop(self) -> bool:
        """False when a poll hangs so that its thread would keep the process alive."""
        self.narrowed.stop()
        stopped = self.engine.stop()
        self.access.close()
        return stopped

    def look_at_access(self) -> None:
        """People and screens that cannot be looked up are a state of the wall's."""
        try:
            self.access.look()
        except AccessError as error:
            what, then = told("access", error.cause or Cause.OTHER)
            self.engine.troubles.begin("access", f"{what}; {then}", self.clock(), str(error))
        else:
            self.engine.troubles.end("access", self.clock())

    def _purge(self) -> None:
        if self.engine.clock_watch.well_for < PURGE_AFTER:
            return
        purged = {kind: rows for kind, rows in self.access.purge().items() if rows}
        if purged:
            structlog.get_logger(__name__).info("access purged of what was over", **purged)

    def take_over(self, settings: Settings) -> list[str]:
        """New settings without a restart: pages load anew, screens reload, sources that did not change stay open. All of
        it or nothing: raises LedgerError while the ledger is away. Gives back what only counts after a restart."""
        before, open_now = self.settings, self.engine.sources()
        same = {name for name in settings.sources if settings.sources[name] == before.sources.get(name)}
        new = {name: open_source(settings, name) for name in settings.sources if name not in same}
        sources = {name: new[name] if name in new else open_now[name] for name in settings.sources}
        try:
            self.engine.reconfigure(settings, sources, wanted(settings), lambda: self._show_by(settings))
        except BaseException:
            for source in new.values():
                source.close()
            raise
        for gone in boards(before).keys() - boards(settings).keys():
            self.hub.forget(gone)  # not earlier: a tick under way may still have published it
        return after_restart(before, settings)

    def _show_by(self, settings: Settings) -> None:
        self.settings = settings
        self.access.take_over(settings)
        self.publisher.take_over(settings)
        self.shell = make_shell(settings, self.engine, self.hub, self.readers, self.access, self.clock, self.front)


def build(settings: Settings, clock: Clock = system_clock, step: Step = no_step) -> Application:
    """A wallboard that is ready to start. Holds the ledger, and brings its tables up to date. Where it cannot be had,
    nothing stays open or held."""
    with ExitStack() as opened:
        built = _built(settings, clock, step, opened)
        opened.pop_all()
    return built


def _built(settings: Settings, clock: Clock, step: Step, opened: ExitStack) -> Application:
    ahead = 0 if clock is system_clock else clock() - system_clock()
    clock = steady = clock if isinstance(clock, SteadyClock) else SteadyClock(clock)
    # people's sessions do not follow a demonstration's clock
    access = opened.enter_context(closing(Access(settings, lambda: steady() - ahead)))
    ledger = opened.enter_context(closing(Ledger.held(settings.ledger, "demo" if settings.demo else "serve")))
    ledger.migrate()
    hub = Hub(__version__)
    publisher = BoardPublisher(settings, hub.publish)
    telemetry = Telemetry()
    engine = Engine(
        settings,
        open_sources(settings),
        ledger,
        publisher,
        clock=clock,
        telemetry=telemetry,
        want=wanted(settings),
        step=step,
        reopen=open_source,
    )
    readers = Readers(engine, clock)
    narrowed = NarrowedPublisher(hub, readers)
    publisher.beside = narrowed.due
    telemetry.watch(engine.health, lambda: hub.stats().screens, engine.troubles.lasting)
    front = Front(settings.server)  # for good: the socket does not change with the settings either
    shell = make_shell(settings, engine, hub, readers, access, clock, front)
    return Application(settings, engine, hub, publisher, narrowed, readers, access, clock, front, shell)


def make_shell(
    settings: Settings, engine: Engine, hub: Hub, readers: Readers, access: Access, clock: Clock, front: Front
) -> Shell:
    def reader() -> Reader:
        """What whoever is visiting may read."""
        visitor = visiting.get()
        return readers.within(visitor.remit, visitor.may(Right.NAMES))

    pages = {
        today.PATH: Page(
            today.TITLE, lambda: today.layout(reader().settings), lambda app: today.callbacks(app, reader, clock)
        )
    }
    return build_app(
        settings,
        tuple(boards(settings)),
        lambda board: layout(board, reader().settings),
        pages,
        hub,
        engine.readiness,
        engine.telemetry.text,
        f"{__version__}-{fingerprint(settings)}",
        recognise=access.recognise,
        within=lambda remit: readers.within(remit).settings,
        routes=addresses(settings, access, readers, hub, clock),
        front=front,
        beside=[Doorkeeper(hub, access, access.clock).watch] if access.sign_in else [],
    )


@contextmanager
def machines_clock(address: str) -> Iterator[Clock]:
    """Nothing has to be there before the wall begins."""
    yield system_clock


def run(settings: Settings, begin: Begin = machines_clock, watch: SettingsWatch | None = None) -> None:
    """Serve until told to stop. The port is taken before anything slow; `begin` is told the wall's address, brings up
    what has to be there before, and gives the clock to go by."""
    socket = server.bound(settings.server, lambda: _somebody_can_administer(settings))
    host, port = socket.getsockname()[:2]
    address = settings.server.address.rstrip("/") or f"http://{host}:{port}"
    with closing(socket), begin(address) as clock:
        application = build(settings, clock)
        _serve(application, socket, address, watch)


def _somebody_can_administer(settings: Settings) -> bool:
    with closing(Access(settings)) as access:
        return access.somebody_can_administer()


def _serve(application: Application, socket: Socket, address: str, watch: SettingsWatch | None) -> None:
    settings = application.settings
    serving = server.server(application, settings.server)
    if watch is not None:
        engine = application.engine
        taking = SettingsTaking(watch, application.take_over, engine.troubles, engine.telemetry, engine.clock)
        engine.also("settings", WATCH_SETTINGS_EVERY_S, taking.look)
    application.start()
    for line in where_it_is(address, settings, application.access.sign_in):
        out.print(line, highlight=False, markup=False)
    try:
        serving.run(sockets=[socket])
    finally:
        if not application.stop():
            # A poll hangs in its driver. What it would bring is read again at the next start, so nothing is lost.
            structlog.get_logger(__name__).warning("stopping without waiting for a source that does not answer")
            sys.stdout.flush()
            os._exit(0)


# ---------------------------------------------------------------- commands


@cli.command()
def serve(settings: SettingsOption = DEFAULT_SETTINGS) -> None:
    """Poll the sources of the settings file and serve the boards. A changed file is taken over while running."""
    watch = SettingsWatch(settings, lambda: load(settings), secret_files(os.environ).values())
    run(load(settings), watch=watch)


PARTS = Parts(load, open_source, carried)
add_demo_command(cli, load, run)
add_check_command(cli, PARTS)
add_record_commands(cli, PARTS)
add_backup_commands(cli, load)
cli.add_typer(sources_commands(load), name="sources")
cli.add_typer(people_commands(load), name="people")
cli.add_typer(screens_commands(load), name="screens")
cli.add_typer(keys_commands(load), name="keys")
cli.add_typer(certificate_commands())


@cli.command(hidden=True)
def docs() -> None:
    """Write docs/settings.md and docs/metrics.md anew from the code."""
    settings_docs.write(data_sources.kinds())
    Path("docs/metrics.md").write_text(metrics_docs.render(), encoding="utf-8")


def main() -> None:
    """The command line; what people can mend is said in words, without a traceback."""
    try:
        log.set_up_by(os.environ)
        cli()
    except (SettingsError, SourceError, LedgerError, server.NotSafe, AccessError, ValueError, OSError) as error:
        lines = [said(line) for line in str(error).split("\n")]
        err.print("\n".join(lines), style="red", highlight=False, markup=False)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
