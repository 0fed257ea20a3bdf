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
from wallboard.settings import Settings
from wallboard.settings.file.exposed import exposed
from wallboard.source import Finding

NOBODY = "people must sign in, and nobody can as administrator: make one with `people add NAME --role administrator`"


def settings_findings(path: Path, settings: Settings) -> Iterator[PlacedFinding]:
    """`path`: where the settings were read."""
    yield str(path), Finding(True, "valid")
    yield from (("boards", Finding(False, finding)) for finding in boards.findings(settings))
    yield from exposed(path, os.environ, settings)


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
