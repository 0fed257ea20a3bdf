"""MariaDB."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

import pymysql

from tests.servers.programs import find_binary
from tests.servers.server import PASSWORD, Server


class MariaDBServer(Server):
    driver = "mysql+pymysql"
    admin = "wallboard_admin"
    account = "mysql"
    home_database = "mysql"
    does_not_answer = pymysql.err.OperationalError
    stop_signal = signal.SIGTERM

    def _initialise(self) -> None:
        install = find_binary("mariadb-install-db", ["/usr/bin/mariadb-install-db"], "mariadb-server")
        options = [
            "--auth-root-authentication-method=normal",
            "--skip-test-db",
            "--skip-name-resolve",
            f"--tmpdir={self.folder}",
        ]
        self._prepare([install, "--no-defaults", f"--datadir={self.folder / 'data'}", *options])
        first = self.folder / "first.sql"
        first.write_text(
            f"CREATE USER IF NOT EXISTS '{self.admin}'@'%' IDENTIFIED BY '{PASSWORD}';\n"
            f"GRANT ALL PRIVILEGES ON *.* TO '{self.admin}'@'%' WITH GRANT OPTION;\n"
            "DELETE FROM mysql.global_priv WHERE User = '';\nFLUSH PRIVILEGES;\n"
        )
        self._own(first)

    def _command(self) -> list[str]:
        return [
            find_binary("mariadbd", ["/usr/sbin/mariadbd"], "mariadb-server"),
            "--no-defaults",
            f"--datadir={self.folder / 'data'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--socket={self.folder / 'socket'}",
            f"--pid-file={self.folder / 'pid'}",
            f"--init-file={self.folder / 'first.sql'}",
            "--skip-name-resolve",
            f"--tmpdir={self.folder}",  # that of the tests need not be its own
            "--character-set-server=utf8mb4",
            "--innodb-flush-log-at-trx-commit=2",  # a crash of the server loses nothing, only one of the machine would
            "--innodb-buffer-pool-size=64M",
            "--innodb-log-file-size=16M",
        ]

    @contextlib.contextmanager
    def _connect(self, database: str) -> Iterator[pymysql.Connection]:
        connection = pymysql.connect(
            host="127.0.0.1",
            port=self.port,
            user=self.admin,
            password=PASSWORD,
            database=database,
            autocommit=True,
            connect_timeout=5,
        )
        with contextlib.closing(connection):
            yield connection

    def _create(self, name: str, like: str = "") -> str:
        assert not like, "only PostgreSQL copies databases"
        return f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4"

    def _drop(self, name: str) -> str:
        return f"DROP DATABASE IF EXISTS `{name}`"
