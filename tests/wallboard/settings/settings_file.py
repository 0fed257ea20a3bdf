"""A settings file that is right, and what is told of one that is not."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from wallboard.settings import Settings, SourceBase
from wallboard.settings.file.read import parse
from wallboard.settings.problems.wording import SettingsError
from wallboard.source import Source, SourceKind

TILES = frozenset({"speed_of_answer", "waiting_now", "queues", "ageing"})


class Options(SourceBase):
    url: str
    table: str = "queue_log"


def no_source(*_: object) -> Source:
    raise AssertionError("reading settings opens nothing")


KINDS = {name: SourceKind(name, "calls", Options, no_source) for name in ("asterisk_queue_log", "sql_tickets")}
GOOD = """\
[sites.main]
name = "City 311"
zone = "America/Chicago"
hours = [{ mon = "08:00-12:00, 13:00-24:00", holidays = "US-IL" }]

[sources.pbx]
kind = "asterisk_queue_log"
url = "mysql+pymysql://wall:hunter22@db/asterisk"
poll_every = 1

[queues.roads]
targets = [{ share = 0.8, within_s = 30 }, { share = 0.9, within_s = 20, from = 2026-01-01 }]

[departments."Streets & Roads"]
owner = "Ana"
[[departments."Streets & Roads".hours]]
from = 2026-01-01
mon = "8:00-20:00"
tue = "00:00-24:00"
closed_days = [2026-12-24]

[[promises]]
service_type = "Pothole"
department = "Streets & Roads"
days = 3

[[promises]]
service_type = "Pothole"
department = "Streets & Roads"
days = 2
from = 2026-07-01

[boards.wall]
columns = 3
rows = [["speed_of_answer", "queues:2"], ["ageing:3"]]
heights = [1, 2]
queues = ["roads"]
"""


def read(text: str, environ: Mapping[str, str] | None = None, name: str = "wallboard.toml") -> Settings:
    return parse(text, name, KINDS, environ or {}, TILES)


def errors(text: str, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(text, environ)
    return caught.value.lines


def error(text: str, environ: Mapping[str, str] | None = None) -> str:
    (line,) = errors(text, environ)
    return line


SITE = '[sites.main]\nname = "M"\nzone = "UTC"\n'
