"""`python -m tests.helpdesks.excerpt SYSTEM FOLDER OUT DAYS` makes an excerpt of a recording: its first days, and of its tables and
columns those that the wall reads. OUT is a folder of tests/data/helpdesks."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.helpdesks.recording import Line, Playing, Recording
from tests.helpdesks.systems import SYSTEMS, System
from tests.helpdesks.tables import made
from wallboard.clock import instant
from wallboard.model import DAY


def excerpt(system: System, recording: Recording, out: Path, days: int) -> None:
    out.mkdir(parents=True, exist_ok=True)
    columns = _columns(system)
    observed = recording.observed()
    until = instant(observed[0]["at"]) + days * DAY
    _write(out / "start.jsonl.gz", _start(system, recording, columns))
    kept = (_within(line, columns) for line in recording.lines("changes") if instant(line["at"]) < until)
    _write(out / "changes.jsonl.gz", (line for line in kept if line is not None))
    _write(out / "observed.jsonl.gz", (system.kept(line) for line in observed if instant(line["at"]) < until))


def _columns(system: System) -> dict[str, set[str]]:
    """By table, as the recording spells them."""
    tables = made(system.metadata, system.dialect).sorted_tables
    return {table.name: {column.name for column in table.columns} for table in tables}


def _start(system: System, recording: Recording, columns: Mapping[str, set[str]]) -> Iterable[Line]:
    with system.server() as server, server.database() as database:
        playing = Playing(server.url(database), recording, system.metadata)
        with playing.engine.connect() as connection:
            for table, names in columns.items():
                ordered = sorted(names)
                query: Any = sa.select(*map(sa.column, ordered)).select_from(sa.table(table))
                for row in connection.execute(query):
                    told = dict(zip(ordered, map(_plain, row), strict=True))
                    yield {"table": table, "op": "insert", "key": {}, "row": told}
        playing.close()


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return str(value)
    return int(value) if isinstance(value, Decimal) else value


def _within(line: Line, columns: Mapping[str, set[str]]) -> Line | None:
    names = columns.get(line["table"])
    if names is None:
        return None
    row = {name: value for name, value in line.get("row", {}).items() if name in names}
    if line["op"] == "update" and not row:
        return None
    return {"n": line["n"], "at": line["at"], "table": line["table"], "op": line["op"], "key": line["key"], "row": row}


def _write(file: Path, lines: Iterable[Line]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    file.write_bytes(gzip.compress(text.encode(), 9, mtime=0))


if __name__ == "__main__":
    name, folder, out, days = sys.argv[1:]
    excerpt(SYSTEMS[name], Recording(Path(folder)), Path(out), int(days))
