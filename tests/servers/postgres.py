"""PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator

import psycopg

from tests.servers.programs import find_binary
from tests.servers.server import PASSWORD, Server


class PostgresServer(Server):
    """`copy(fill)` is a context with a database that was filled before."""

    driver = "postgresql+psycopg"
    admin = "postgres"
    account = "postgres"
    home_database = "postgres"
    does_not_answer = psycopg.OperationalError
    crash_signal = signal.SIGQUIT  # SIGKILL would leave its children behind

    def __init__(self) -> None:
        self._filled: dict[Callable[[str], None], str] = {}
        super().__init__()

    @staticmethod
    def binary(name: str) -> str:
        return find_binary(name, ["/usr/lib/postgresql/*/bin/" + name], "postgresql")

    def _initialise(self) -> None:
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        self._own(secret)
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", f"--pwfile={secret}"]
        self._prepare([self.binary("initdb"), "-D", str(self.folder / "data"), "-U", self.admin, *options])

    def _command(self) -> list[str]:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "fsync": "off",
            # on: without fsync it costs nothing, and off would lose the last commits when a test crashes the server
            "synchronous_commit": "on",
            "full_page_writes": "off",
            "shared_buffers": "64MB",
            "max_connections": 60,
        }
        words = [self.binary("postgres"), "-D", str(self.folder / "data")]
        return words + [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]

    @contextlib.contextmanager
    def _connect(self, database: str) -> Iterator[psycopg.Connection]:
        address = self.url(database).replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            yield connection

    @contextlib.contextmanager
    def copy(self, fill: Callable[[str], None]) -> Iterator[str]:
        """The name of a fresh database with what `fill` puts into one at the address that it is given: once, and copied
        from then on."""
        self.start()
        if fill not in self._filled:
            name = f"filled{os.getpid()}_{len(self._filled)}"
            self.run(self._create(name))
            fill(self.url(name))
            self._filled[fill] = name
        with self.database(self._filled[fill]) as copied:
            yield copied

    def _create(self, name: str, like: str = "") -> str:
        # files that are copied cost half of pages that are written one by one
        return f'CREATE DATABASE "{name}" TEMPLATE "{like or "template1"}" STRATEGY FILE_COPY'

    def _drop(self, name: str) -> str:
        return f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
