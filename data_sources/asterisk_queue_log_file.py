"""Asterisk's queue_log as the file that it writes, tailed through rotation and truncation."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from pydantic import Field

from data_sources._asterisk.options import DialplanOptions
from data_sources._asterisk.queue_log import Taking, decoded, five, masked_text, text
from data_sources._place.keys import keyed
from data_sources._place.log_file import GENERATION, FilePlace
from data_sources._text.files import UnfitFile, opened
from data_sources._text.local_times import LocalTimes
from data_sources._text.log_files import LogFile, continued_as, log_file, next_after, rotated
from data_sources._text.log_seeking import after_line, next_instant
from wallboard.calls.callers import CallerHash
from wallboard.model import DAY, MINUTE, Micros
from wallboard.settings import Where
from wallboard.source import Again, Batch, Carries, Cursor, Finding, SetAside, SourceError, SourceKind

CHUNK_BYTES = 1_500_000  # some 20,000 lines
LINE_AT_MOST = 65_536  # bytes; Asterisk's own lines have some hundred
_SKIPPED_AT_ONCE = 64_000_000  # bytes of a line without end
_FIELDS_AT_LEAST = 5
_UTC = ZoneInfo("UTC")
_KEY = re.compile(r"((?:file \d+, )?byte \d+)")
_BYTES_A_LINE = 80  # about, of a queue_log


class Options(DialplanOptions):
    kind: str = "asterisk_queue_log_file"
    path: Where[Path] = Field(
        description='the file, such as "/var/log/asterisk/queue_log"; its times are epoch seconds'
    )


class QueueLogFile:
    """Reads whole lines from where it stopped. seq is the file's generation and the line's byte offset."""

    carries: Carries = "calls"

    def __init__(self, name: str, site: str, zone: ZoneInfo, options: Options, hashed: CallerHash | None) -> None:
        self._zone = zone  # in which people read; the file's times are epoch seconds
        self.name = name
        self.site = site
        self._options = options
        self._hashed = hashed
        self._path = options.path

    def changes(self, since: Cursor | None, now: Micros, *, chunk: int = CHUNK_BYTES) -> Batch:
        try:
            current = log_file(self._path)
            if since is None:
                if current is None:
                    raise self._missing()
                return self._read(current, self._start(current, now), now, chunk)
            return self._go_on(current, FilePlace.of(since), now, chunk)
        except UnfitFile as error:
            raise self._unfit(error) from None
        except (ValueError, TypeError) as error:
            raise SourceError(self.name, f"its cursor is damaged ({type(error).__name__})") from None

    def sample(self, now: Micros, most: int) -> Batch:
        try:
            file = log_file(self._path)
            if file is None:
                raise self._missing()
            with opened(file.path) as log:
                start = after_line(log, file.size - most * _BYTES_A_LINE) if file.size > most * _BYTES_A_LINE else 0
            return replace(self._read(file, FilePlace(0, file.inode, file.head, start), now, file.size), cursor=None)
        except UnfitFile as error:
            raise self._unfit(error) from None

    def again(self, rows: Collection[SetAside], since: Cursor | None, now: Micros) -> Again:
        """Those of the file that is being written now. A line too long would be so again."""
        place = FilePlace.of(since or {"generation": 0, "inode": 0, "offset": 0})
        taking, tried = self._taking(now), set[str]()
        try:
            current = log_file(self._path)
            if current is None or not place.is_in(current):
                return Again(Batch(None), frozenset())
            with opened(current.path) as log:
                for start, key in sorted((int(key.rpartition(" ")[2]), key) for key in keyed(rows, _KEY)):
                    log.seek(start)
                    known = key == self._key(place, start) and start < place.offset
                    if known and len(line := log.readline(LINE_AT_MOST + 1)) <= LINE_AT_MOST:
                        self._take_lines(line, replace(place, offset=start), now, taking)
                        tried.add(key)
        except UnfitFile as error:
            raise self._unfit(error) from None
        batch = Batch(None, tuple(taking.happenings), callers=taking.callers, set_aside=tuple(taking.set_aside))
        return Again(batch, frozenset(tried))

    def present(self, tickets: Collection[str]) -> set[str]:
        return set(tickets)

    def check(self, now: Micros) -> list[Finding]:
        try:
            return self._findings(now)
        except UnfitFile as error:
            return [Finding(False, "reachable", str(self._unfit(error)))]
        except SourceError as error:
            return [Finding(False, "reachable", str(error))]

    def close(self) -> None:
        """Nothing stays open between polls."""

    # ------------------------------------------------------------ which file

    def _go_on(self, current: LogFile | None, place: FilePlace, now: Micros, chunk: int) -> Batch:
        if current is not None and place.is_in(current):
            if not place.is_known_in(current):  # restored, and gone on beyond where it was
                return Batch(cursor=place.set_back(current, now).cursor(), more=True)
            return self._read(current, replace(place, head=place.head or current.head), now, chunk)
        # `current` was looked at before: what is written to it now was written after the end of the old one
        files = rotated(self._path)
        old = continued_as(place.inode, place.head, place.offset, files)
        if old is not None:
            return self._finish(old, next_after(old, files, current), place, now, chunk)
        if current is None:
            raise self._missing()
        if not current.head:  # just emptied: nothing to read, nothing to know it by
            return Batch(cursor=place.cursor())
        if current.head == place.head:  # cut shorter: what is left was read, what is appended is new
            return Batch(cursor=place.set_back(current, now).cursor(), more=True)
        return self._begin_anew(current, place, now, chunk)

    def _finish(self, old: LogFile, after: LogFile | None, place: FilePlace, now: Micros, chunk: int) -> Batch:
        """The rest of a file that was rotated away, then on to the next one."""
        place = replace(place, inode=old.inode, head=place.head or old.head)
        batch = self._read(old, place, now, chunk, last=after is not None)
        if batch.more or after is None:
            return batch
        return replace(batch, cursor=FilePlace.of(batch.cursor or {}).at_start(after).cursor(), more=True)

    def _begin_anew(self, current: LogFile, place: FilePlace, now: Micros, chunk: int) -> Batch:
        batch = self._read(current, place.at_start(current), now, chunk)
        if not place.offset:
            return batch
        reason = "the log was replaced, and what was read before is not beside it: lines may be missing between them"
        key = f"file {self._path.name} after byte {place.offset}"
        return replace(batch, set_aside=(SetAside(key, reason, ""), *batch.set_aside), read=batch.read + 1)

    def _start(self, file: LogFile, now: Micros) -> FilePlace:
        """Where the first read begins: found by halving the file."""
        since = now - self._options.first_days * DAY
        below, above = -1, file.size
        with opened(file.path) as log:
            while above - below > 1:
                middle = (below + above) // 2
                at = next_instant(log, middle)
                below, above = (middle, above) if at is not None and at < since else (below, middle)
            first = after_line(log, below) if below >= 0 else 0
        return FilePlace(0, file.inode, file.head, first, first=first, until=file.size)

    # ------------------------------------------------------------ lines

    def _read(self, file: LogFile, place: FilePlace, now: Micros, chunk: int, *, last: bool = False) -> Batch:
        """Whole lines from the place on; `last` means that nothing will ever be added to a half line."""
        with opened(file.path) as log:
            if os.fstat(log.fileno()).st_ino != file.inode:  # rotated since it was looked at: look again
                return Batch(cursor=place.cursor(), more=True)
            log.seek(place.offset)
            block = log.read(chunk)
            if place.within:
                return self._past_the_line(log, block, place)
        full = len(block) == chunk
        taking = self._taking(now)
        whole = len(block) if (last and not full) else block.rfind(b"\n") + 1
        if not whole and full:
            taking.aside(self._key(place, place.offset), f"a line of more than {chunk} bytes", "")
            place, whole = replace(place, within=1), len(block)
        else:
            self._take_lines(block[:whole], place, now, taking)
        after = replace(place.past(block[:whole]), log=place.log.after(taking.happenings))
        progress = after.progress() if full else None
        if not full:
            after = replace(after, first=None, until=None)
        return Batch(
            cursor=after.cursor(),
            happenings=tuple(taking.happenings),
            callers=taking.callers,
            set_aside=tuple(taking.set_aside),
            read=len(taking.happenings) + len(taking.set_aside),
            more=full,
            progress=progress,
            notice=after.log.notice("file", now, self._zone),
            recheck=place.log.looked_again(),
        )

    @staticmethod
    def _past_the_line(log: BinaryIO, piece: bytes, place: FilePlace) -> Batch:
        """To the end of a line that was set aside as too long, a bounded way at a time. Nothing of it is kept."""
        offset, left = place.offset, _SKIPPED_AT_ONCE
        while piece and b"\n" not in piece and left > 0:
            offset, left = offset + len(piece), left - len(piece)
            piece = log.read(len(piece))
        end = piece.find(b"\n") + 1
        after = replace(place, offset=offset + (end or len(piece)), within=0 if end else 1, tail="")
        return Batch(cursor=after.cursor(), more=bool(piece))

    def _taking(self, now: Micros) -> Taking:
        return Taking(self.name, self.site, now, self._hashed, self._options.callback_keys)

    def _take_lines(self, block: bytes, place: FilePlace, now: Micros, taking: Taking) -> None:
        times = LocalTimes(_UTC, now)
        *lines, half = block.split(b"\n")
        offset = place.offset
        for raw in lines:
            start, offset = offset, offset + len(raw) + 1
            key = self._key(place, start)
            if len(raw) > LINE_AT_MOST:
                taking.aside(key, f"a line of more than {LINE_AT_MOST:,} bytes", "")
                continue
            line = text(decoded(raw.strip(b"\0\r")))
            if not line.strip():
                continue
            fields = line.split("|")
            if len(fields) < _FIELDS_AT_LEAST:
                reason = f"{len(fields)} fields; time|callid|queue|agent|EVENT|data would be right"
                taking.aside(key, reason, masked_text(line))
                continue
            when, callid, queue, agent, verb, *data = fields
            seq = place.generation * GENERATION + start
            taking.row(key, seq, times.instant(when), when, callid, queue, agent, verb.strip(), five(data))
        if half:
            told = masked_text(text(decoded(half[:LINE_AT_MOST])))
            taking.aside(self._key(place, offset), "the file ends within this line", told)

    @staticmethod
    def _key(place: FilePlace, start: int) -> str:
        return f"byte {start}" if not place.generation else f"file {place.generation + 1}, byte {start}"

    # ------------------------------------------------------------ words

    def _findings(self, now: Micros) -> list[Finding]:
        file = log_file(self._path)
        if file is None:
            raise self._missing()
        findings = [
            Finding(True, "reachable", str(self._path)),
            Finding(True, "account is read-only", "opened to read"),
        ]
        if not file.head:
            return [*findings, Finding(True, "lines as expected", "no line yet to judge by")]
        with opened(file.path) as log:
            first = log.readline(4096)
            newest = next_instant(log, max(0, file.size - 4096))
        as_expected = first.count(b"|") >= _FIELDS_AT_LEAST - 1 and newest is not None
        findings.append(Finding(as_expected, "lines as expected", "" if as_expected else "is this a queue_log?"))
        ahead = newest is not None and newest > now + 5 * MINUTE
        findings.append(
            Finding(not ahead, "clock agrees with the file's", "its lines are from the future" if ahead else "")
        )
        return findings

    def _missing(self) -> SourceError:
        return SourceError(self.name, f"there is no file {self._path}")

    def _unfit(self, error: UnfitFile) -> SourceError:
        return SourceError(self.name, f"{self._path} {error}", permanent=not error.passing)


def open_source(
    name: str, site: str, zone: ZoneInfo, options: Options, hashed: CallerHash | None = None
) -> QueueLogFile:
    return QueueLogFile(name, site, zone, options, hashed)


KIND = SourceKind("asterisk_queue_log_file", "calls", Options, open_source, tells_callers=True)
