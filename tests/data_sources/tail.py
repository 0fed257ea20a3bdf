"""A reader of a growing queue_log file, for tests."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from data_sources.asterisk_queue_log_file import KIND, Options, QueueLogFile
from wallboard.calls.happenings import Happening
from wallboard.model import SECOND, Micros
from wallboard.source import Batch, Cursor, SetAside

NOW: Micros = 1_795_320_000 * SECOND


def open_at(path: Path, **options: object) -> QueueLogFile:
    source = KIND.open("pbx", "main", ZoneInfo("UTC"), Options(path=path, **options))
    assert isinstance(source, QueueLogFile)
    return source


def line(number: int, verb: str = "ENTERQUEUE") -> bytes:
    return f"{1_795_311_000 + number}|{number}.1|streets|NONE|{verb}||5551234|1\n".encode()


class Tail:
    """A reader that keeps its cursor, and counts every call that it was ever given."""

    def __init__(self, path: Path, chunk: int = 300) -> None:
        self.path = path
        self.source = open_at(path)
        self.cursor: Cursor | None = None
        self.chunk = chunk
        self.happenings: list[Happening] = []
        self.set_aside: list[SetAside] = []

    def poll(self) -> list[str]:
        """Read to the end; the calls that were new."""
        before = len(self.happenings)
        for _ in range(1_000):
            batch: Batch = self.source.changes(self.cursor, NOW, chunk=self.chunk)
            assert batch.read == len(batch.happenings) + len(batch.set_aside)
            self.cursor = batch.cursor
            self.happenings += batch.happenings
            self.set_aside += batch.set_aside
            if not batch.more:
                return [event.callid.split(".")[0] for event in self.happenings[before:]]
        raise AssertionError("never came to the end")

    def calls(self) -> list[int]:
        assert [e.seq for e in self.happenings] == sorted({e.seq for e in self.happenings}), (
            "seq grows and repeats never"
        )
        return [int(event.callid.split(".")[0]) for event in self.happenings]


def append(path: Path, *lines: bytes) -> None:
    with path.open("ab") as file:
        file.writelines(lines)
