"""The files of one source, watched: each is read when it is new or changed, and what cannot be read is set aside by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO, TypeVar

from data_sources._csv.file_options import CsvFiles
from data_sources._csv.folder import CsvFile, Listing, files_at
from data_sources._csv.header import Header, read_header
from data_sources._csv.progress import Progress
from data_sources._csv.rows import RowReader
from data_sources._text.files import GoneFile, UnfitFile
from wallboard.model import Micros
from wallboard.outside_text import plain
from wallboard.source import Finding, SourceError

T = TypeVar("T")
_FILES_TOLD = 10


class WatchedFiles:
    """Where reading stands is in a `Progress`. `columns` are those without which a file is no table of ours."""

    def __init__(self, name: str, options: CsvFiles, columns: tuple[str, ...]) -> None:
        self._name, self._options, self._columns = name, options, columns
        self._tried_again = False  # what was set aside before this source was opened, perhaps with other settings

    def listing(self) -> Listing:
        """Raises SourceError."""
        return files_at(self._name, self._options.path, self._options.pattern)

    def header(self, content: BinaryIO) -> Header:
        """Raises UnfitFile."""
        content.seek(0)
        return read_header(content, self._options.delimiter, self._options.encoding, self._columns)

    def rows(self, content: BinaryIO, width: int, offset: int, line: int) -> RowReader:
        return RowReader(content, self._options.delimiter, self._options.encoding, width, offset, line)

    def next_told(self, progress: Progress, now: Micros, read: Callable[[BinaryIO, CsvFile, Progress], T]) -> T | None:
        """What is read of the file in the middle of reading, else of the oldest that is ready; None where none is. What
        cannot be read is set aside on the way; of a file that settings name that is the source's own error. Raises
        SourceError."""
        listing = self.listing()
        progress.forget_missing(listing.files)
        told = next(self._told(listing, progress, now, read), None)
        self._tried_again = True
        return told

    def _told(
        self, listing: Listing, progress: Progress, now: Micros, read: Callable[[BinaryIO, CsvFile, Progress], T]
    ) -> Iterator[T]:
        for file in sorted(listing.files, key=lambda file: not progress.continues(file)):
            try:
                if self._due(file, progress, now, listing.alone):
                    with file.opened() as content:
                        told = read(content, file, progress)
                    yield told
            except GoneFile:
                continue  # the next poll will see what became of it
            except UnfitFile as error:
                if listing.alone:
                    raise SourceError(self._name, f"{file.path} {error}") from None
                progress.put_aside(file, error.words, now)

    def _due(self, file: CsvFile, progress: Progress, now: Micros, alone: bool) -> bool:
        if progress.continues(file):
            return True
        if self._tried_again and progress.is_aside(file, now):
            return False
        if file.unfit:
            raise UnfitFile(file.unfit)
        return progress.ready(file, now, self._options.settle_s, alone)

    # ------------------------------------------------------------ where rows are found

    def in_keys(self, file: CsvFile) -> str:
        """How keys name a file: not at all where there is only one."""
        return "" if file.path == self._options.path else plain(file.name)

    def place(self, file: CsvFile, line: int) -> str:
        """The key of a row."""
        return f"{self.in_keys(file)} line {line}".strip()

    def own_key(self, file: CsvFile) -> str:
        """The key of a file that is set aside as a whole."""
        return f"file {plain(file.name)}"

    # ------------------------------------------------------------ looked at

    def check(self) -> list[Finding]:
        """Never raises."""
        try:
            files = self.listing().files
        except SourceError as error:
            return [Finding(False, "reachable", str(error))]
        why = {file: file.unfit or self._unfit(file) for file in files}
        unfit = [f"{plain(file.name)} {reason}" for file, reason in why.items() if reason]
        if len(unfit) > _FILES_TOLD:
            unfit[_FILES_TOLD:] = [f"and {len(unfit) - _FILES_TOLD:,} more"]
        fit, columns = [file for file, reason in why.items() if not reason], ", ".join(self._columns)
        return [
            Finding(True, "reachable", f"{self._options.path}: {len(files)} file(s)"),
            *(Finding(False, "files as expected", told) for told in unfit),
            *(Finding(True, "columns as expected", f"{plain(file.name)}: {columns}") for file in fit[-1:]),
        ]

    def _unfit(self, file: CsvFile) -> str:
        """Why it is no table of ours; "" where it is one."""
        try:
            with file.opened() as content:
                self.header(content)
        except UnfitFile as error:
            return error.words
        return ""
