"""Files that others put down, opened with care.

Only regular files are read: opening a pipe would wait for ever, and a device never ends. In a watched folder a
symbolic link may not lead out of it, because whoever may write there is not whoever may read everything.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from pathlib import Path

from wallboard.languages import N_, Message

_OTHERS = (
    (stat.S_ISDIR, N_("is a folder, not a file")),
    (stat.S_ISFIFO, N_("is a pipe, not a file")),
    (stat.S_ISSOCK, N_("is a socket, not a file")),
    (stat.S_ISCHR, N_("is a device, not a file")),
    (stat.S_ISBLK, N_("is a device, not a file")),
)


class UnfitFile(Exception):
    """One file that cannot be read. The `words` continue its name ("is empty"), and repeat nothing that is in it; to be
    said in whoever's language (`wallboard.languages.Message`), they are marked where they are written. `passing`: the system failed, and may not the next time."""

    def __init__(self, words: str, *, passing: bool = False) -> None:
        super().__init__(words)
        self.words = words if isinstance(words, Message) else Message(words)
        self.passing = passing


class GoneFile(UnfitFile):
    """It was there a moment ago; looking again will tell what became of it."""


def stat_of(path: Path, folder: Path | None = None) -> os.stat_result:
    """Of a regular file. `folder`, without links in its own path, is where it must lie. Raises UnfitFile."""
    try:
        if folder is not None and not _inside(path, folder):
            raise UnfitFile(N_("is a symbolic link that leads out of the folder: put the file itself there"))
        status = path.stat()
    except FileNotFoundError:
        if path.is_symlink():
            raise UnfitFile(N_("is a symbolic link to nothing")) from None
        raise GoneFile(N_("is gone")) from None
    except OSError as error:
        raise _unreadable(error) from None
    _refuse_others(status)
    return status


@contextmanager
def opened(path: Path, expected: os.stat_result | None = None) -> Iterator[BufferedReader]:
    """A regular file, opened to be read; with `expected`, only if it is still that one. Raises UnfitFile, also for
    what goes wrong while it is read."""
    try:
        # without waiting: there may be a pipe by now
        handle = os.open(os.path.realpath(path), os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW)
        with ExitStack() as closing:
            closing.callback(os.close, handle)
            status = os.fstat(handle)
            _refuse_others(status)
            content = closing.enter_context(open(handle, "rb", closefd=False))
            if expected is not None and (status.st_dev, status.st_ino) != (expected.st_dev, expected.st_ino):
                raise GoneFile(N_("was replaced while it was looked at"))
            yield content
    except FileNotFoundError:
        raise GoneFile(N_("is gone")) from None
    except OSError as error:
        raise _unreadable(error) from None


def _inside(path: Path, folder: Path) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(folder)


def _refuse_others(status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    raise UnfitFile(next((words for kind, words in _OTHERS if kind(status.st_mode)), N_("is no regular file")))


def _unreadable(error: OSError) -> UnfitFile:
    if isinstance(error, PermissionError):
        return UnfitFile(N_("cannot be read: this account may not"))
    why = error.strerror or type(error).__name__  # in the system's own words
    return UnfitFile(Message(N_("cannot be read: {why}"), why=why), passing=True)
