"""The half of a wallboard that shows: boards, pages, the stream, and who may come in. Where figures come from is not its
matter: `Figures` is all that it knows of whoever polls."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from dash.development.base_component import Component

from layouts.access.callbacks import Callbacks
from layouts.access.messages import Messages
from layouts.live.board_views import BoardViews
from layouts.live.on_demand import OnDemandPublisher
from layouts.live.page_views import PageViews
from layouts.live.publisher import BoardPublisher, fingerprint
from layouts.live.session_watch import SessionWatch
from layouts.live.stream import Hub
from layouts.page import Page, Services
from layouts.page.figures import tile_address
from layouts.pages import pages
from layouts.site.addresses import addresses
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import Shell, build_app
from layouts.wall.boards import hung, layout
from layouts.web.host_policy import HostPolicy
from layouts.web.probes import Probes
from layouts.web.routes import visiting
from wallboard import __version__
from wallboard.access.access import Access
from wallboard.access.store import AccessError
from wallboard.access.visitor import VisitorKind
from wallboard.clock import Clock
from wallboard.database.faults import Cause, sentence
from wallboard.engine.ledger_watch import LOOK_EVERY_S
from wallboard.engine.maintenance import PURGE_AFTER
from wallboard.engine.present import Listener
from wallboard.engine.reader import Readers
from wallboard.engine.reads import Reads
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right
from wallboard.settings import Settings

PURGE_EVERY_S = 6 * 3_600.0


class Tells(Reads, Protocol):
    """The present, which is read and which tells of itself."""

    def tell(self, listener: Listener) -> None:
        """From now on it hears of every new snapshot."""


class Figures(Protocol):
    """All that the web needs of whoever polls. `Engine` is it within one process."""

    @property
    def present(self) -> Tells: ...

    @property
    def telemetry(self) -> Telemetry: ...

    @property
    def troubles(self) -> Troubles: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def callbacks(self) -> Callbacks: ...

    def time_well_for(self) -> Micros:
        """How long the time has been beyond doubt."""

    def readiness(self) -> tuple[bool, str]:
        """Whether screens may be sent here, and in words how every source is."""

    def also(self, name: str, every_s: float, run: Callable[[], None]) -> None:
        """Run something else on the schedule, on a worker of its own."""


@dataclass
class Web:
    """What shows the figures of one wallboard. `clock` is the wall's own, which a demonstration may have set to another
    hour; people's sessions go by that of `access`."""

    settings: Settings
    figures: Figures
    access: Access
    clock: Clock
    declared: Sequence[Page] = field(default_factory=pages)
    hub: Hub = field(default_factory=lambda: Hub(__version__))

    def __post_init__(self) -> None:
        self.host_policy = HostPolicy(self.settings.server)  # for good: the socket does not change with the settings
        self.readers = Readers(self.figures.present, self.clock)
        self.services = Services(self.readers, self.access, self.clock, self.on_now)
        self.publisher = BoardPublisher(self.settings, self.hub.publish)
        self.on_demand = tuple(  # what is made only while somebody looks
            OnDemandPublisher(self.hub, views)
            for views in (BoardViews(self.readers), PageViews(self.declared, self.services))
        )
        self.shell = self._shell()

    def listen(self) -> None:
        """From now on it hears of every new snapshot, and its screens are counted; once."""
        figures, present = self.figures, self.figures.present
        figures.telemetry.watch(
            lambda: present.health(EVERYTHING), lambda: self.hub.stats().streams, figures.troubles.lasting
        )
        present.tell(self.publisher)
        for views in self.on_demand:
            present.tell(views)

    def start(self) -> None:
        """Once, before whoever polls begins."""
        self.figures.also("access", PURGE_EVERY_S, self.purge_access)
        self.figures.also("people", LOOK_EVERY_S, self.look_at_access)
        for views in self.on_demand:
            views.start()

    def stop(self) -> None:
        for views in self.on_demand:
            views.stop()

    def take_over(self, settings: Settings) -> None:
        """What is shown follows the settings in the moment in which the figures do: pages load anew, screens reload."""
        self.settings = settings
        self.access.take_over(settings)
        self.publisher.take_over(settings)
        self.shell = self._shell()

    def forget(self, gone: Collection[str]) -> None:
        """Boards that are no more."""
        for board in gone:
            self.hub.forget(board)

    def on_now(self) -> frozenset[str]:
        """The ids of the paired screens that show their board at this moment."""
        return frozenset(each.visitor.id for each in self.hub.open_streams() if each.visitor.kind is VisitorKind.SCREEN)

    # ------------------------------------------------------------ people and screens

    def look_at_access(self) -> None:
        """People and screens that cannot be looked up are a state of the wall's."""
        troubles = self.figures.troubles
        try:
            self.access.look()
        except AccessError as error:
            words = sentence("access", error.cause or Cause.OTHER)
            troubles.begin("access", words, self.clock(), str(error))
        else:
            troubles.end("access", self.clock())

    def purge_access(self) -> None:
        """Takes away what is over: sessions, codes, old entries of the log. Not while the time is in doubt."""
        if self.figures.time_well_for() < PURGE_AFTER:
            return
        purged = {kind: rows for kind, rows in self.access.purge().items() if rows}
        if purged:
            structlog.get_logger(__name__).info("access purged of what was over", **purged)

    # ------------------------------------------------------------ what answers

    def _shell(self) -> Shell:
        settings, access, figures = self.settings, self.access, self.figures
        return build_app(
            settings,
            Boards(tuple(hung(settings)), self._layout, self._settings_within),
            self.hub,
            f"{__version__}-{fingerprint(settings)}",
            Probes(figures.readiness, figures.telemetry.text),
            desk=Desk(self.declared, self.services),
            recognise=access.recognise,
            routes=addresses(settings, access, self.readers, self.hub, self.clock, figures.messages, figures.callbacks),
            host_policy=self.host_policy,
            beside=[SessionWatch(self.hub, access, access.clock).watch] if access.sign_in else [],
        )

    def _layout(self, board: str) -> Component:
        """As whoever is visiting may see it."""
        visitor = visiting.get()
        settings = self.readers.within(visitor.remit, visitor.may(Right.NAMES)).settings
        return layout(board, settings, None if visitor.kind is VisitorKind.SCREEN else tile_address)

    def _settings_within(self, remit: Remit) -> Settings:
        return self.readers.within(remit).settings
