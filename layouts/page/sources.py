"""How sources are, in words, for pages that are read once. What a lost source told last is never shown without it."""

from __future__ import annotations

from collections.abc import Collection

from layouts.wall.format import near_time
from layouts.wall.parts import reading_history
from wallboard.engine.reader import Reader
from wallboard.languages import _
from wallboard.model import Health, Micros, State
from wallboard.settings import Settings


def source_words(
    reader: Reader, now: Micros, sites: Collection[str] | None = None, carries: str | None = None
) -> list[str]:
    """A sentence for each source that tells nothing of now: of these sites, or of all that are the reader's, and of calls,
    tickets or both. None where all is well."""
    told = [
        _words(health, reader.settings, now)
        for health in reader.health()
        if (sites is None or health.site in sites) and carries in (None, health.carries)
    ]
    return [words for words in told if words]


def nothing_read(reader: Reader, site: str, carries: str) -> bool:
    """Whether no source of the site has told anything of them yet."""
    its = [health for health in reader.health() if (health.site, health.carries) == (site, carries)]
    return all(health.as_of is None or health.catching_up is not None for health in its)


def _words(health: Health, settings: Settings, now: Micros) -> str:
    source, zone = health.source, settings.zone(health.site)
    if health.state is State.LOST:
        return _(
            "{source} lost since {time}: figures stand still", source=source, time=near_time(health.since, now, zone)
        )
    if health.catching_up is not None:
        return _("{what}: {details}", what=source, details=reading_history(health.catching_up))
    if health.state is State.SILENT:
        time = near_time(health.since, now, zone)
        return _("{source} answers but has told nothing new since {time}", source=source, time=time)
    if health.as_of is None:
        return _("{source}: nothing has been read of it yet", source=source)
    if health.state is State.LATE:
        return _("{source} late: figures are of {time}", source=source, time=near_time(health.as_of, now, zone))
    return ""
