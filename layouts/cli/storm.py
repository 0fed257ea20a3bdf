"""A storm over the demo city, told on the terminal as it goes: what goes wrong, and where it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from wallboard.clock import local
from wallboard.settings import Settings
from wallboard.simulate import demo_folder
from wallboard.simulate.storm import Kind, Trouble, a_storm

COMING = "A storm breaks out in a minute, and is over in twenty. Watch the boards and /live."
_OVER = "It is quiet again."
_TOLD: Mapping[Kind, tuple[str, str]] = {
    Kind.FORGETS: (
        "an agent goes on an errand, for which two minutes are allowed, and forgets to come back",
        "the agent is back",
    ),
    Kind.SURGE: ("five times as many call about {queue}", "as many as usual call about {queue}"),
    Kind.SICK: ("half of those who answer {queue} go home sick", "they are back"),
    Kind.TRUNK: ("the trunk is lost: nobody who calls gets through", "the trunk is back"),
    Kind.AWAY: (
        "the phone system's table cannot be read: its figures stand still, and say so",
        "the table is back, with all that was written meanwhile",
    ),
    Kind.DESERTED: ("nobody is logged in to {queue} any more, and people call", "they are logged in to {queue} again"),
}


def telling(settings: Settings, say: Callable[[str], None]) -> Callable[[Trouble, bool], None]:
    """Says a line whenever a trouble begins or is over."""
    last = max(a_storm(0), key=lambda trouble: trouble.until).kind

    def tell(trouble: Trouble, begins: bool) -> None:
        at = local(trouble.at if begins else trouble.until, demo_folder.CITY)
        words = _TOLD[trouble.kind][not begins].format(queue=settings.queue(trouble.queue).label)
        say(f"{at:%H:%M}  {words}")
        if trouble.kind is last and not begins:
            say(_OVER)

    return tell
