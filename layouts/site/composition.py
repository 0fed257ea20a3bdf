"""The composition root: settings become parts, parts become a wall that is ready to start. No logic here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

import structlog

from layouts.live.board_views import BoardViews
from layouts.live.on_demand import OnDemandPublisher
from layouts.live.page_views import PageViews
from layouts.live.publisher import BoardPublisher, fingerprint
from layouts.live.session_watch import SessionWatch
from layouts.live.stream import Hub
from layouts.page import Page, Services
from layouts.pages import pages
from layouts.site.addresses import addresses
from layouts.site.shell import Shell, build_app
from layouts.wall.boards import boards, layout, wanted
from layouts.web.host_policy import HostPolicy
from layouts.web.http import AsgiScope, Receive, Send
from layouts.web.routes import visiting
from wallboard import __version__
from wallboard.access.access import Access
from wallboard.access.roles import Right
from wallboard.access.store import AccessError
from wallboard.access.visitor import VisitorKind
from wallboard.clock import Clock, SteadyClock, system_clock
from wallboard.database.faults import Cause, sentence
from wallboard.engine.engine import Engine
from wallboard.engine.ledger_watch import LOOK_EVERY_S
from wallboard.engine.maintenance import PURGE_AFTER
from wallboard.engine.poll import Step, no_step
from wallboard.engine.reader import Reader, Readers
from wallboard.engine.settings_taking import after_restart
from wallboard.ledger import Ledger
from wallboard.settings import Settings
from wallboard.source import Source

PURGE_EVERY_S = 6 * 3_600.0

OpenSource = Callable[[Settings, str], Source]  # which kinds of source there are, only app.py knows


@dataclass
class Application:
    """One running wallboard: everything that a change of settings replaces, and what stays."""

    settings: Settings
    open_source: OpenSource
    engine: Engine
    hub: Hub
    publisher: BoardPublisher
    beside: tuple[OnDemandPublisher, ...]  # what is made only while somebody looks
    readers: Readers
    access: Access
    clock: Clock
    host_policy: HostPolicy
    shell: Shell

    def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> Awaitable[None]:
        return self.shell(scope, receive, send)  # no coroutine of its own: each one costs every frame to every screen

    def stopping(self) -> None:
        self.shell.stopping()

    def start(self) -> None:
        self.engine.also("access", PURGE_EVERY_S, self._purge)
        self.engine.also("people", LOOK_EVERY_S, self.look_at_access)
        for views in self.beside:
            views.start()
        self.engine.start()

    def stop(self) -> bool:
        """False when a poll hangs so that its thread would keep the process alive."""
        for views in self.beside:
            views.stop()
        stopped = self.engine.stop()
        self.access.close()
        return stopped

    def look_at_access(self) -> None:
        """People and screens that cannot be looked up are a state of the wall's."""
        try:
            self.access.look()
        except AccessError as error:
            words = sentence("access", error.cause or Cause.OTHER)
            self.engine.equipment.troubles.begin("access", words, self.clock(), str(error))
        else:
            self.engine.equipment.troubles.end("access", self.clock())

    def _purge(self) -> None:
        if self.engine.equipment.clock_watch.well_for < PURGE_AFTER:
            return
        purged = {kind: rows for kind, rows in self.access.purge().items() if rows}
        if purged:
            structlog.get_logger(__name__).info("access purged of what was over", **purged)

    def take_over(self, settings: Settings) -> list[str]:
        """New settings without a restart: pages load anew, screens reload, sources that did not change stay open. All of
        it or nothing: raises LedgerError while the ledger is away. Gives back what only counts after a restart."""
        before, open_now = self.settings, self.engine.present.sources()
        same = {name for name in settings.sources if settings.sources[name] == before.sources.get(name)}
        new = {name: self.open_source(settings, name) for name in settings.sources if name not in same}
        sources = {name: new[name] if name in new else open_now[name] for name in settings.sources}
        try:
            self.engine.take_over(settings, sources, wanted(settings), _ShowBy(self))
        except BaseException:
            for source in new.values():
                source.close()
            raise
        for gone in boards(before).keys() - boards(settings).keys():
            self.hub.forget(gone)  # not earlier: a tick under way may still have published it
        return after_restart(before, settings)

    def show_by(self, settings: Settings) -> None:
        self.settings = settings
        self.access.take_over(settings)
        self.publisher.take_over(settings)
        self.shell = make_shell(
            settings, self.engine, self.hub, self.readers, self.access, self.clock, self.host_policy
        )


@dataclass(frozen=True)
class _ShowBy:
    """What is shown follows the settings in the moment in which the figures do."""

    application: Application

    def take_over(self, settings: Settings) -> None:
        self.application.show_by(settings)


def build(
    settings: Settings, open_source: OpenSource, clock: Clock = system_clock, step: Step = no_step
) -> Application:
    """A wallboard that is ready to start. Holds the ledger, and brings its tables up to date. Where it cannot be had,
    nothing stays open or held."""
    with ExitStack() as opened:
        built = _built(settings, open_source, clock, step, opened)
        opened.pop_all()
    return built


def _built(settings: Settings, open_source: OpenSource, clock: Clock, step: Step, opened: ExitStack) -> Application:
    ahead = 0 if clock is system_clock else clock() - system_clock()
    clock = steady = clock if isinstance(clock, SteadyClock) else SteadyClock(clock)
    # people's sessions do not follow a demonstration's clock
    access = opened.enter_context(closing(Access(settings, lambda: steady() - ahead)))
    ledger = opened.enter_context(closing(Ledger.held(settings.ledger, "demo" if settings.demo else "serve")))
    ledger.migrate()
    hub = Hub(__version__)
    publisher = BoardPublisher(settings, hub.publish)
    engine = _engine(settings, open_source, ledger, clock, step)
    readers = Readers(engine.present, clock)
    kinds = BoardViews(readers), PageViews(pages(), services_of(readers, access, clock, hub))
    beside = tuple(OnDemandPublisher(hub, views) for views in kinds)
    engine.present.tell(publisher)
    for views in beside:
        engine.present.tell(views)
    equipment = engine.equipment
    equipment.telemetry.watch(engine.present.health, lambda: hub.stats().screens, equipment.troubles.lasting)
    host_policy = HostPolicy(settings.server)  # for good: the socket does not change with the settings either
    shell = make_shell(settings, engine, hub, readers, access, clock, host_policy)
    return Application(
        settings, open_source, engine, hub, publisher, beside, readers, access, clock, host_policy, shell
    )


def _engine(settings: Settings, open_source: OpenSource, ledger: Ledger, clock: Clock, step: Step) -> Engine:
    """What polls. Of the screens it knows which figures they want."""
    return Engine(
        settings,
        {name: open_source(settings, name) for name in settings.sources},
        ledger,
        clock=clock,
        want=wanted(settings),
        step=step,
        opener=open_source,
    )


def services_of(readers: Readers, access: Access, clock: Clock, hub: Hub) -> Services:
    """What pages ask."""

    def on_now() -> frozenset[str]:
        return frozenset(each.visitor.id for each in hub.open_screens() if each.visitor.kind is VisitorKind.SCREEN)

    return Services(readers, access, clock, on_now)


def make_shell(
    settings: Settings,
    engine: Engine,
    hub: Hub,
    readers: Readers,
    access: Access,
    clock: Clock,
    host_policy: HostPolicy,
    declared: Sequence[Page] | None = None,
) -> Shell:
    """`declared` are the pages; those of layouts/pages where none are handed in."""

    def reader() -> Reader:
        """What whoever is visiting may read."""
        visitor = visiting.get()
        return readers.within(visitor.remit, visitor.may(Right.NAMES))

    return build_app(
        settings,
        tuple(boards(settings)),
        lambda board: layout(board, reader().settings),
        pages() if declared is None else declared,
        hub,
        engine.readiness,
        engine.equipment.telemetry.text,
        f"{__version__}-{fingerprint(settings)}",
        services=services_of(readers, access, clock, hub),
        recognise=access.recognise,
        within=lambda remit: readers.within(remit).settings,
        routes=addresses(settings, access, readers, hub, clock),
        host_policy=host_policy,
        beside=[SessionWatch(hub, access, access.clock).watch] if access.sign_in else [],
    )
