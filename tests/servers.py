"""Real PostgreSQL and MariaDB servers for tests: in a temporary folder, on a free port of 127.0.0.1.

Nothing here depends on a server that happens to run. A missing binary is an error that says what to install.
"""

from __future__ import annotations

import contextlib
import glob
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import psycopg
import pymysql
from sqlalchemy import URL

PASSWORD = "tests-only-Pa55"  # so that sign-in is real and tests can look for a leaked password
START_S = 60.0
STOP_S = 30.0


class MissingBinary(RuntimeError):
    """A program that the tests need is not installed."""


def find_binary(name: str, places: Iterable[str], install: str) -> str:
    """The program's path: the newest of `places` (glob patterns), else from PATH.
    Raises MissingBinary naming the package to install."""
    for pattern in places:
        for path in sorted(glob.glob(pattern), key=_version, reverse=True):
            if os.access(path, os.X_OK):
                return path
    found = shutil.which(name)
    if found:
        return found
    raise MissingBinary(f"{name} is not installed; these tests need it: apt-get install {install}")


def _version(path: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", path)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _account(wanted: str) -> pwd.struct_passwd | None:
    """The account to run as when we are root; both servers refuse to run as root. None: stay who we are."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(wanted)
    return pwd.getpwnam("nobody")


def _privileges(account: pwd.struct_passwd | None, last_signal: signal.Signals = signal.SIGTERM) -> list[str]:
    """Words in front of a command that drop root and end the server with the tests, even if those are killed."""
    setpriv = shutil.which("setpriv", path=os.environ.get("PATH", "") + ":/usr/bin:/bin")
    if setpriv is None:
        if account is not None:
            raise MissingBinary(
                "setpriv is not installed; servers cannot be started by root: apt-get install util-linux"
            )
        return []
    words = [setpriv, "--pdeathsig", last_signal.name.removeprefix("SIG")]
    if account is not None:
        words += ["--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups"]
    return [*words, "--"]


class Server(ABC):
    """One database server that a test may stop, crash and start again; its port and data stay.

    `url(database, user, password)` is a SQLAlchemy address; `database()` is a context with a fresh database;
    `run(*statements)` executes as administrator, each on its own.
    """

    driver = ""
    admin = ""
    account = ""
    home_database = ""
    stop_signal = signal.SIGINT
    crash_signal = signal.SIGKILL

    def __init__(self) -> None:
        self.port = free_port()
        self._account = _account(self.account)
        self.folder = Path(tempfile.mkdtemp(prefix=f"wallboard-{self.account}-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        try:
            self.folder.chmod(0o755)
            (self.folder / "data").mkdir(mode=0o700)
            self._own(self.folder, self.folder / "data")
            self._initialise()
            self.start()
        except BaseException:
            self.close()
            raise

    @abstractmethod
    def _initialise(self) -> None:
        """Make the data folder."""

    @abstractmethod
    def _command(self) -> list[str]:
        """The server's command line; it stays in the foreground."""

    @abstractmethod
    def _connect(self, database: str) -> contextlib.AbstractContextManager[object]:
        """A driver connection as administrator, in autocommit, closed at the end."""

    @abstractmethod
    def _create(self, name: str, like: str = "") -> str: ...

    @abstractmethod
    def _drop(self, name: str) -> str: ...

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it answers; does nothing when it runs."""
        if self.running:
            return
        with self._log().open("ab") as log:
            words = [*_privileges(self._account, self.stop_signal), *self._command()]
            self._process = subprocess.Popen(words, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder)
        self._wait_until_it_answers()

    def stop(self, *, crash: bool = False) -> None:
        """End it (connections are cut) and wait; `crash` gives it no chance to tidy up."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._process.send_signal(self.crash_signal if crash else self.stop_signal)
            try:
                self._process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(STOP_S)
        self._process = None

    def close(self) -> None:
        """Stop and remove everything."""
        self.stop(crash=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str = "", user: str = "", password: str = PASSWORD) -> str:
        address = URL.create(
            self.driver, user or self.admin, password, "127.0.0.1", self.port, database or self.home_database
        )
        return address.render_as_string(hide_password=False)

    def run(self, *statements: str, database: str = "") -> None:
        with self._connect(database or self.home_database) as connection:
            cursor = connection.cursor()  # type: ignore[attr-defined]
            for statement in statements:
                cursor.execute(statement)
            cursor.close()

    @contextlib.contextmanager
    def database(self, like: str = "") -> Iterator[str]:
        """The name of a fresh database, dropped at the end; a copy of one where that is named. Starts the server where a test left it stopped."""
        self.start()
        self._made += 1
        name = f"t{os.getpid()}_{self._made}"
        self.run(self._create(name, like))
        try:
            yield name
        finally:
            self.start()
            self.run(self._drop(name))

    def _own(self, *paths: Path) -> None:
        if self._account is not None:
            for path in paths:
                os.chown(path, self._account.pw_uid, self._account.pw_gid)

    def _log(self) -> Path:
        return self.folder / "server.log"

    def _prepare(self, command: list[str]) -> None:
        words = [*_privileges(self._account), *command]
        done = subprocess.run(words, capture_output=True, text=True, timeout=START_S, cwd=self.folder, check=False)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")

    def _wait_until_it_answers(self) -> None:
        ends = time.monotonic() + START_S
        while time.monotonic() < ends:
            if not self.running:
                break
            with contextlib.suppress(psycopg.OperationalError, pymysql.err.OperationalError):
                self.run("SELECT 1")
                return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self._log().read_text(errors='replace')[-4000:]}")


class PostgresServer(Server):
    """`copy(fill)` is a context with a database that was filled before."""

    driver = "postgresql+psycopg"
    admin = "postgres"
    account = "postgres"
    home_database = "postgres"
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


class MariaDBServer(Server):
    driver = "mysql+pymysql"
    admin = "wallboard_admin"
    account = "mysql"
    home_database = "mysql"
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
