"""The helpdesks of which there are recordings: how each is read, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from typing import Any, Literal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from tests.helpdesks import glpi, glpi_tables, osticket, osticket_tables, rt, rt_tables
from tests.helpdesks.following import Explain, Said
from tests.helpdesks.recording import Line
from tests.servers import MariaDBServer, PostgresServer


@dataclass(frozen=True)
class System:
    options: Mapping[str, Any]  # of its source, without the address
    zone: str  # where a recording names none
    metadata: sa.MetaData
    said: Callable[[Line, ZoneInfo], Said]  # of a line of what was observed
    kept: Callable[[Line], Line]  # what `said` needs of such a line
    explain: Explain
    # of an action as it was meant: the ticket, and whether it was open afterwards
    turned: Callable[[Line], tuple[str, bool] | None] | None = None
    dialect: Literal["postgresql", "mysql"] = "mysql"

    def server(self) -> AbstractContextManager[PostgresServer | MariaDBServer]:
        server: PostgresServer | MariaDBServer = PostgresServer() if self.dialect == "postgresql" else MariaDBServer()
        server.start()
        return closing(server)


_RT: dict[str, Any] = {
    "options": rt.OPTIONS,
    "zone": rt.ZONE,
    "metadata": rt_tables.METADATA,
    "said": rt.said,
    "kept": rt.kept,
    "explain": rt.explain,
    "turned": rt.turned,
}
_OSTICKET = System(
    osticket.OPTIONS,
    osticket.ZONE,
    osticket_tables.METADATA,
    osticket.said,
    osticket.kept,
    osticket.explain,
    osticket.turned,
)
_GLPI = System(glpi.OPTIONS, glpi.ZONE, glpi_tables.METADATA, glpi.said, glpi.kept, glpi.explain, glpi.turned)
SYSTEMS: Mapping[str, System] = {
    "rt": System(**_RT, dialect="postgresql"),
    "rt_mariadb": System(**_RT),
    "osticket": _OSTICKET,
    "glpi": _GLPI,
}
