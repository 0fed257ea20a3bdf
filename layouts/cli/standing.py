"""What `check` says of the settings as a whole: the boards, what others could read, and who may come in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from layouts.cli.findings import PlacedFinding
from layouts.wall import boards
from layouts.web.reach import NotSafe, listens_on
from layouts.web.tls import BadCertificate, tls
from wallboard.access.access import Access
from wallboard.access.store import AccessError
from wallboard.database.check import database_findings
from wallboard.outside_text import plain
from wallboard.settings import Settings
from wallboard.settings.file.exposed import exposed
from wallboard.source import Finding

NOBODY = "people must sign in, and nobody can as administrator: make one with `people add NAME --role administrator`"

_RIGHT_HOURS = ', and what is promised in business time is never due; write weekdays too, such as mon = "08:00-17:00"'


def settings_findings(path: Path, settings: Settings) -> Iterator[PlacedFinding]:
    """`path`: where the settings were read."""
    yield str(path), Finding(True, "valid")
    yield from (("boards", Finding(False, finding)) for finding in boards.findings(settings))
    yield from (
        ("hours", Finding(False, f"{place} open on no day{_RIGHT_HOURS}")) for place in _closed_for_ever(settings)
    )
    yield from exposed(path, os.environ, settings)


def _closed_for_ever(settings: Settings) -> Iterator[str]:
    """Calendars in which no promise in business time is ever due: holidays without hours, say."""
    for table in ("sites", "departments", "service_types"):
        for name, part in getattr(settings, table).items():
            if part.hours and not any(hours.opens_ever for hours in part.hours):
                yield f'{table}."{plain(name)}".hours'


def access_findings(settings: Settings) -> Iterator[PlacedFinding]:
    """Whether what lets people in is there: somebody to administer it, and a front that is safe to open."""
    whole = list(database_findings(settings.access.database, "access", AccessError)) if settings.access.sign_in else []
    yield from (("access", finding) for finding in whole if not finding.ok)
    if not all(finding.ok for finding in whole):
        return
    try:
        with closing(Access(settings)) as access:
            listens_on(settings.server, access.somebody_can_administer)
            tls(settings.server)
            if access.sign_in:
                ready = access.somebody_can_administer()
                yield (
                    "access",
                    Finding(ready, "people must sign in, and somebody can as administrator" if ready else NOBODY),
                )
    except (NotSafe, BadCertificate) as error:
        yield "server", Finding(False, str(error))
    except AccessError as error:
        yield "access", Finding(False, str(error))
