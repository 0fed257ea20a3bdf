"""How sources are, and of when what they told is, in words, for pages that are read once. What a lost source told last is never
shown without it."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from layouts.page.story import when
from layouts.wall.format import ago, near_time
from layouts.wall.parts import reading_history
from wallboard.engine.reader import Reader
from wallboard.languages import _
from wallboard.model import SECOND, Health, Micros, State
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


def as_of_words(instant: Micros, zone: ZoneInfo, now: Micros, stands: bool) -> str:
    """Of when the figures are; how long ago that is where they stand still."""
    told = _("As of {time}, {zone}.", time=when(instant, zone), zone=zone.key)
    return " ".join([told, _("That was {ago}.", ago=ago((now - instant) / SECOND))]) if stands else told


def nothing_words(reader: Reader, site: str, otherwise: str) -> str:
    """Why no request of a site is shown, and what to do; `otherwise` where its sources have told of some."""
    if not any((health.site, health.carries) == (site, "tickets") for health in reader.health()):
        return _(
            "No source tells the requests of this site. Whoever looks after the wall can name one in its settings."
        )
    if nothing_read(reader, site, "tickets"):
        return _("No request of this site has been read yet. Look again when its source has answered.")
    return otherwise


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
