"""One database server: started in a temporary folder on a free port of 127.0.0.1, stopped, crashed and started again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import URL

from tests.servers.programs import MissingBinary, free_port

PASSWORD = "tests-only-Pa55"  # so that sign-in is real and tests can look for a leaked password
START_S = 60.0
STOP_S = 30.0


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
    does_not_answer: type[Exception]  # what its driver raises then

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
            with contextlib.suppress(self.does_not_answer):
                self.run("SELECT 1")
                return
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self._log().read_text(errors='replace')[-4000:]}")
