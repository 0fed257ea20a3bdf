"""Serves a wall until it is told to stop: the port first, then the parts, then the schedule."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from socket import socket as Socket

import structlog

from layouts.site.composition import Application
from layouts.site.where import where_it_is
from layouts.web import server
from wallboard.access.access import Access
from wallboard.clock import Clock, system_clock
from wallboard.engine.settings_taking import SettingsTaking
from wallboard.settings import Settings
from wallboard.settings.file.watch import SettingsWatch

WATCH_SETTINGS_EVERY_S = 2.0
Begin = Callable[[str], AbstractContextManager[Clock]]  # see `run`


@contextmanager
def machines_clock(address: str) -> Iterator[Clock]:
    """Nothing has to be there before the wall begins."""
    yield system_clock


def run(
    settings: Settings,
    build: Callable[[Settings, Clock], Application],
    say: Callable[[str], None],
    begin: Begin = machines_clock,
    watch: SettingsWatch | None = None,
) -> None:
    """Serve until told to stop. The port is taken before anything slow; `begin` is told the wall's address, brings up
    what has to be there before, and gives the clock to go by. `say` is told where the wall is, line by line."""
    socket = server.bound(settings.server, lambda: _somebody_can_administer(settings))
    host, port = socket.getsockname()[:2]
    address = settings.server.address.rstrip("/") or f"http://{host}:{port}"
    with closing(socket), begin(address) as clock:
        application = build(settings, clock)
        _serve(application, socket, address, say, watch)


def _somebody_can_administer(settings: Settings) -> bool:
    with closing(Access(settings)) as access:
        return access.somebody_can_administer()


def _serve(
    application: Application, socket: Socket, address: str, say: Callable[[str], None], watch: SettingsWatch | None
) -> None:
    settings = application.settings
    serving = server.server(application, settings.server)
    if watch is not None:
        engine = application.engine
        taking = SettingsTaking(watch, application, engine.equipment)
        engine.also("settings", WATCH_SETTINGS_EVERY_S, taking.look)
    application.start()
    for line in where_it_is(address, settings, application.access.sign_in):
        say(line)
    try:
        serving.run(sockets=[socket])
    finally:
        if not application.stop():
            # A poll hangs in its driver. What it would bring is read again at the next start, so nothing is lost.
            structlog.get_logger(__name__).warning("stopping without waiting for a source that does not answer")
            sys.stdout.flush()
            os._exit(0)
