"""What somebody types to put a message on walls, made into one for each site: its text, its boards, its end."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from layouts.wall.boards import hung
from layouts.web.forms import Form
from wallboard.access.refused import Refused
from wallboard.clock import NoInstant, instant, local
from wallboard.languages import _
from wallboard.model import DAY, HOUR, MINUTE, Micros
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Settings

LONGEST = 120  # signs: a few turns of a board that is read from far away
LASTS, MOST = 2 * HOUR, 7 * DAY
SITE, BOARD = "site:", "board:"  # before the name that a box of `where` stands for
_LOCAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")  # as a browser sends it


@dataclass(frozen=True, slots=True)
class Walls:
    """What somebody may write on: boards by name, with what people call them, and their sites."""

    settings: Settings
    boards: Mapping[str, str]

    @property
    def sites(self) -> list[str]:
        """In the settings' order."""
        there = {self.site_of(board) for board in self.boards}
        return [site for site in self.settings.sites if site in there]

    @property
    def whole(self) -> list[str]:
        """Those of whose boards none is somebody else's: on all of them one may write at once."""
        others = {
            each.site for name, each in hung(self.settings).items() if not each.boards and name not in self.boards
        }
        return [site for site in self.sites if site not in others]

    def site_of(self, board: str) -> str:
        return hung(self.settings)[board].site


def messages(form: Form, walls: Walls, by: str, now: Micros) -> list[WallMessage]:
    """Raises Refused, which says at which field what would be right."""
    said, chosen = _text(form.text("text")), dict(_chosen(form.all("where"), walls))
    return [
        WallMessage(site, tuple(own), said, by, now, _end(form.text("until"), walls.settings.zone(site), now))
        for site, own in chosen.items()
    ]


def default_end(now: Micros, zone: ZoneInfo) -> str:
    """As the field has it at first."""
    return written(now + LASTS - (now + LASTS) % (5 * MINUTE), zone)


def written(at: Micros, zone: ZoneInfo) -> str:
    """A local time, as a browser's field takes it."""
    return local(at, zone).strftime("%Y-%m-%dT%H:%M")


def _text(typed: str) -> str:
    said = " ".join(typed.split())
    if not said:
        raise Refused("text", _("A message needs words, such as “Team meeting at 14:00”."))
    if len(said) > LONGEST:
        raise Refused("text", _("The message has {n} characters; {most} are the most.", n=len(said), most=LONGEST))
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in said):
        raise Refused("text", _("The message holds characters that cannot be seen. Leave them out."))
    return said


def _chosen(where: Collection[str], walls: Walls) -> Iterator[tuple[str, list[str]]]:
    """Each site with its boards, none for all of them."""
    named = {choice.removeprefix(BOARD) for choice in where if choice.startswith(BOARD)}
    whole = {choice.removeprefix(SITE) for choice in where if choice.startswith(SITE)}
    if not named <= walls.boards.keys() or not whole <= set(walls.whole) or len(named) + len(whole) < len(set(where)):
        raise Refused("where", _("There is no such board. Choose some of the list."))
    if not where:
        raise Refused("where", _("Choose the boards on which it is to stand."))
    for site in walls.sites:
        own = [board for board in walls.boards if board in named and walls.site_of(board) == site]
        if site in whole or own:
            yield site, [] if site in whole else own


def _end(typed: str, zone: ZoneInfo, now: Micros) -> Micros:
    """By the site's own time."""
    try:
        until = instant(typed, zone) if _LOCAL.fullmatch(typed) else None
    except NoInstant:
        until = None
    if until is None:
        example = default_end(now, zone)
        raise Refused("until", _("Say when it ends, by day and time, such as {example}.", example=example))
    if until <= now:
        raise Refused("until", _("It would be over already. Choose an end that is still to come."))
    if until > now + MOST:
        raise Refused("until", _("A message stands for {n} days at most. Choose an earlier end.", n=MOST // DAY))
    return until
