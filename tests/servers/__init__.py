"""Real PostgreSQL and MariaDB servers for tests. Nothing here depends on a server that happens to run."""

from __future__ import annotations

from tests.servers.mariadb import MariaDBServer
from tests.servers.postgres import PostgresServer
from tests.servers.programs import MissingBinary, find_binary, free_port
from tests.servers.server import PASSWORD, Server

__all__ = ["PASSWORD", "MariaDBServer", "MissingBinary", "PostgresServer", "Server", "find_binary", "free_port"]
