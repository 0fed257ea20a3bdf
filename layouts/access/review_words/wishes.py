"""What can be done with an entry of the review, each as what it says then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from layouts.access.page_request import PageRequest
from layouts.access.review_words.content_form import ContentForm, reason
from wallboard.engine.reader import Reader
from wallboard.model import Micros
from wallboard.model.review_words import Action, ActionState, Content, ReviewEntry, Standard, Verdict


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of an entry."""

    request: PageRequest
    reader: Reader
    entry: ReviewEntry
    form: ContentForm
    now: Micros

    def text(self, name: str) -> str:
        return self.request.form.text(name)


@dataclass(frozen=True, slots=True)
class Do:
    """`content` is what it says then; None where that cannot be done."""

    content: Callable[[Wish], Content | None]
    event: str
    done: str
    withdraws: bool = False


def _edit(wish: Wish) -> Content:
    return wish.form.read(wish.entry.kind, wish.request.form, wish.entry.content)


def _close(wish: Wish) -> Content | None:
    action, state = wish.entry.content, wish.text("state")
    if not isinstance(action, Action) or state not in (ActionState.DONE, ActionState.DROPPED):
        return None
    why = reason(wish.request.form, needed=state == ActionState.DROPPED)
    return action._replace(state=ActionState(state), why=why, closed_at=wish.now)


def _reopen(wish: Wish) -> Content | None:
    action = wish.entry.content
    return action._replace(state=ActionState.OPEN, closed_at=None) if isinstance(action, Action) else None


def _judge(wish: Wish) -> Content | None:
    action, verdict = wish.entry.content, wish.text("verdict")
    if not isinstance(action, Action) or not action.improvement or verdict not in set(Verdict):
        return None
    return action._replace(verdict=Verdict(verdict))


def _review(wish: Wish) -> Content | None:
    standard = wish.entry.content
    return standard._replace(reviewed=wish.form.today) if isinstance(standard, Standard) else None


WISHES: Mapping[str, Do] = {
    "edit": Do(_edit, "review_edited", "edited"),
    "withdraw": Do(lambda wish: wish.entry.content, "review_withdrawn", "withdrawn", withdraws=True),
    "close": Do(_close, "action_closed", "closed"),
    "reopen": Do(_reopen, "action_reopened", "reopened"),
    "judge": Do(_judge, "improvement_judged", "judged"),
    "review": Do(_review, "standard_reviewed", "reviewed"),
}
