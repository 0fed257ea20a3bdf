"""A Request Tracker that runs: Debian's package over a PostgreSQL of the tests, driven by its own command line.

Packages: request-tracker5 rt5-clients rt5-standalone libdbd-pg-perl. Nothing of an installation that is there is touched: its
settings, database and logs are in a temporary folder.
"""

from __future__ import annotations

import os
import re
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import sqlalchemy as sa

from tests.servers import PASSWORD, PostgresServer, find_binary, free_port

PACKAGES = "request-tracker5 rt5-clients rt5-standalone libdbd-pg-perl"
_SHARE = "/usr/share/request-tracker5/libexec"
_FIRST_DATA = "/usr/share/request-tracker5/etc/initialdata"
_START_S = 120.0
# Two queues, and one lifecycle beside the usual one: what an installation's own settings are there for.
_SITE = """
Set($rtname, 'city.example');
Set($Organization, 'city.example');
Set($WebDomain, '127.0.0.1');
Set($WebPort, {port});
Set($WebPath, '');
Set($DatabaseType, 'Pg');
Set($DatabaseHost, '127.0.0.1');
Set($DatabasePort, {database_port});
Set($DatabaseName, '{database}');
Set($DatabaseUser, '{user}');
Set($DatabasePassword, '{password}');
Set($DatabaseAdmin, '{user}');
Set($LogToFile, undef);
Set($LogToSyslog, undef);
Set($LogToSTDERR, 'error');
Set($MailCommand, 'testfile');
Set($WebSessionClass, 'Apache::Session::File');
1;
"""


class LiveRt:
    """`rt` is its command line: what it answers, as a text."""

    def __init__(self, folder: Path, server: PostgresServer, database: str) -> None:
        self.port, self._folder = free_port(), folder
        self._url = server.url(database)
        address = sa.make_url(self._url)
        self._site = folder / "RT_SiteConfig.pm"
        self._site.write_text(
            _SITE.format(
                port=self.port,
                database_port=address.port,
                database=database,
                user=address.username,
                password=PASSWORD,
            )
        )
        (folder / "RT_SiteConfig.d").mkdir()
        self._environment = os.environ | {
            "RT_SITE_CONFIG": str(self._site),
            "RT_SITE_CONFIG_DIR": str(folder / "RT_SiteConfig.d"),
            "RTSERVER": f"http://127.0.0.1:{self.port}",
            "RTUSER": "root",
            "RTPASSWD": "password",
            "RTCONFIG": str(folder / "rtrc"),
            "HOME": str(folder),
        }
        self._serving: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        setup = find_binary("rt-setup-database-5", ["/usr/sbin/rt-setup-database-5"], PACKAGES)
        for action in (["schema"], ["coredata"], ["insert", "--datafile", _FIRST_DATA]):
            self._run([setup, "--skip-create", "--dba-password", PASSWORD, "--action", *action])
        server = find_binary("standalone_httpd", [f"{_SHARE}/standalone_httpd"], PACKAGES)
        command = [server, "--port", str(self.port), "--host", "127.0.0.1"]
        with (self._folder / "server.log").open("wb") as log:
            self._serving = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        self._wait()

    def stop(self) -> None:
        if self._serving is not None:
            self._serving.terminate()
            self._serving.wait(30)

    def rt(self, *words: str) -> str:
        return self._run([find_binary("rt", ["/usr/bin/rt-5", "/usr/bin/rt"], PACKAGES), *words])

    def create(self, queue: str, subject: str) -> int:
        """The number of the new ticket."""
        told = self.rt("create", "-t", "ticket", "set", f"Queue={queue}", f"Subject={subject}")
        match = re.search(r"Ticket (\d+) created", told)
        assert match is not None, told
        return int(match[1])

    def shred(self, ticket: int) -> None:
        """Delete it for good."""
        shredder = find_binary("rt-shredder-5", ["/usr/sbin/rt-shredder-5"], PACKAGES)
        self._run(
            [shredder, "--force", "--sqldump", str(self._folder / "gone.sql"), "--plugin", f"Tickets=query,id={ticket}"]
        )

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, f"{' '.join(command[:4])}: {done.stdout[-2000:]} {done.stderr[-2000:]}"
        return done.stdout

    def _wait(self) -> None:
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            assert self._serving is not None
            assert self._serving.poll() is None, (self._folder / "server.log").read_text()[-2000:]
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/NoAuth/css/base.css", timeout=5):
                    return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.2)
        raise AssertionError("Request Tracker did not come up")
