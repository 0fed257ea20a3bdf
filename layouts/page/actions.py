"""Which actions are asked for: by page, file and API alike."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from wallboard.clock import local_day
from wallboard.engine.reader import Reader
from wallboard.model import Micros
from wallboard.model.review_words import ActionState, EntryKind, ReviewEntry
from wallboard.questions.review_words import action_of, by_urgency, to_judge

STATES = ("open", "overdue", "to_judge", "done", "dropped", "withdrawn", "all")


class ActionsFilter(NamedTuple):
    """`state` is one of STATES; no owner or site is all of them."""

    state: str = "open"
    owner: str = ""
    site: str = ""


def actions_asked(reader: Reader, asked: ActionsFilter, now: Micros) -> list[ReviewEntry]:
    """Those overdue first, then by when they are due, then those that are closed, the last first; site by site."""
    found: list[ReviewEntry] = []
    for site in reader.settings.sites:
        if asked.site in ("", site):
            today = local_day(now, reader.settings.zone(site))
            withdrawn = asked.state == "withdrawn"
            actions = reader.review.read((EntryKind.ACTION,), site, withdrawn=withdrawn)
            theirs = [each for each in actions if asked.owner in ("", action_of(each).owner.name)]
            found += _of_state(theirs, asked.state, today)
    return found


def _of_state(actions: list[ReviewEntry], state: str, today: date) -> list[ReviewEntry]:
    match state:
        case "to_judge":
            return to_judge(actions, today)
        case "overdue":
            actions = [each for each in actions if action_of(each).is_overdue(today)]
        case "withdrawn":
            actions = [each for each in actions if each.withdrawn]
        case "open" | "done" | "dropped":
            actions = [each for each in actions if action_of(each).state is ActionState(state)]
    return by_urgency(actions, today)


def owners_of(reader: Reader) -> list[str]:
    """Everybody who has or had an action, by name."""
    owners = {action_of(each).owner.name for each in reader.review.read((EntryKind.ACTION,))}
    return sorted(owners, key=str.casefold)
