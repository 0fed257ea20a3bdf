"""The helpdesks into which scripts write as they do themselves."""

from __future__ import annotations

from collections.abc import Mapping

from tests.helpdesks import zammad_desk, zammad_tables, znuny_desk, znuny_tables
from tests.helpdesks.scripted_lives import Scripted

SCRIPTED: Mapping[str, Scripted] = {
    "zammad": Scripted(zammad_desk.OPTIONS, zammad_tables.METADATA, zammad_desk.ZammadDesk, ("postgresql",)),
    "znuny": Scripted(znuny_desk.OPTIONS, znuny_tables.METADATA, znuny_desk.ZnunyDesk, ("postgresql", "mysql")),
}
