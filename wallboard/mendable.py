"""What people at the command line can mend: an error whose text says what is so and what to do is told in one line."""

from __future__ import annotations

import errno

# Of the machine, not of our programs: a file that is not there or not ours, a disk that is full, a port that is taken.
_OF_THE_MACHINE = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOSPC}
    | {errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EIO, errno.ENAMETOOLONG}
    | {errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ETIMEDOUT}
)


class Mendable(Exception):
    """Of errors whose text says what is so and what would be right: it needs no traceback."""


def can_be_mended(error: BaseException) -> bool:
    """Whether its text alone is what a person needs. All else is a fault of ours, and needs its traceback."""
    return isinstance(error, Mendable) or (isinstance(error, OSError) and error.errno in _OF_THE_MACHINE)
