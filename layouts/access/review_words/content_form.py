"""What somebody types to write in the review, made into an entry's content; and an entry's content as its fields have it."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

from layouts.page.days import NoSuchDays, day
from layouts.page.review_words import metric_words
from layouts.web.forms import Form
from wallboard.access.access import Access
from wallboard.access.refused import Refused
from wallboard.languages import _, speaking
from wallboard.metrics import METRICS
from wallboard.model import Scope
from wallboard.model.review_words import (
    CONTENTS,
    Action,
    Content,
    EntryKind,
    Expected,
    FigureKey,
    FreshLimits,
    Owner,
    Ownership,
    Standard,
    Words,
)

LONGEST_TEXT, LONGEST_LINE = 4_000, 200
FIELDS = {
    Words: ("text",),
    Action: ("text", "owner", "account", "due", "figure", "change", "by", "improvement", "since"),
    Standard: ("team", "target", "owner", "account", "reviewed"),
    Ownership: ("owner", "account", "since"),
    FreshLimits: ("since", "decided_by", "why"),
}
_NUMBER = re.compile(r"[+−-]?\d{1,9}([.,]\d{1,6})?")


@dataclass(frozen=True, slots=True)
class ContentForm:
    """The fields of entries about one figure. `today` is the site's."""

    access: Access
    about: FigureKey
    today: date

    # ---- as typed

    def read(self, kind: EntryKind, form: Form, before: Content | None = None) -> Content:
        """What was typed; of what has no field here, that which was there `before`. Raises Refused, which says at which
        field what would be right."""
        match kind:
            case EntryKind.NOTE | EntryKind.EXPLANATION | EntryKind.DECISION:
                return Words(_text(form, "text", LONGEST_TEXT))
            case EntryKind.ACTION:
                return self._action(form, before if isinstance(before, Action) else None)
            case EntryKind.STANDARD:
                team, target = _text(form, "team", LONGEST_LINE), _text(form, "target", LONGEST_TEXT)
                return Standard(team, target, self._owner(form, before), self._day_before(form, "reviewed"))
            case EntryKind.OWNER:
                return Ownership(self._owner(form, before), _day(form, "since"))
            case EntryKind.LIMITS:
                decided_by, why = _text(form, "decided_by", LONGEST_LINE), _text(form, "why", LONGEST_TEXT)
                return FreshLimits(_day(form, "since"), decided_by, why)

    def _action(self, form: Form, before: Action | None) -> Action:
        text, owner, due = _text(form, "text", LONGEST_TEXT), self._owner(form, before), _day(form, "due")
        if due < self.today and (before is None or before.due != due):
            raise Refused("due", _("That day is over. Say by when it is to be done."))
        expected, improvement = self._expected(form), form.text("improvement") == "yes"
        if improvement and expected is None:
            raise Refused("figure", _("Say which figure shows whether it helped: an improvement is judged by it."))
        now = (before or Action(text, owner, due))._replace(text=text, owner=owner, due=due, expected=expected)
        since = _day(form, "since") if improvement else None
        return now._replace(improvement=improvement, since=since, verdict=now.verdict if improvement else None)

    def _expected(self, form: Form) -> Expected | None:
        metric, _sep, variant = form.text("figure").partition("|")
        if not metric:
            return None
        ours = (metric, variant) == (self.about.metric, self.about.variant)
        if not ours and (metric not in METRICS or variant):
            raise Refused("figure", _("There is no such figure. Choose one of the list."))
        figure = self.about if ours else FigureKey(metric, _fitting(self.about.scope, metric))
        return Expected(figure, _change(form, metric), _day(form, "by"))

    def _owner(self, form: Form, before: Content | None) -> Owner:
        """Somebody by name, or by their account, whose name it then is where none was typed. An account that was disabled
        since may stay."""
        account, typed = form.text("account"), form.text("owner")
        person = self.access.people.named(account) if account and self.access.sign_in else None
        was = before.owner.account if isinstance(before, Action | Standard | Ownership) else ""
        if account and (person is None or (person.disabled and person.id != was)):
            raise Refused(
                "account", _("Nobody signs in with this name. Leave it empty for somebody without an account.")
            )
        shown = typed or (person.shown if person else "")
        if not shown or len(shown) > LONGEST_LINE:
            raise Refused("owner", _("Say who it is, such as Ada Lopez."))
        return Owner(shown, person.id if person else "")

    def _day_before(self, form: Form, name: str) -> date:
        found = _day(form, name)
        if found > self.today:
            raise Refused(name, _("That day is still to come."))
        return found

    # ---- as the fields have it

    def empty(self, kind: EntryKind) -> dict[str, str]:
        """At first."""
        today = self.today.isoformat()
        figure = figure_value(self.about)
        return {name: {"since": today, "reviewed": today, "figure": figure}.get(name, "") for name in _fields(kind)}

    def filled(self, content: Content) -> dict[str, str]:
        """As an entry stands."""
        match content:
            case Words(text):
                return {"text": text}
            case Action():
                return (
                    {"text": content.text, "due": content.due.isoformat()}
                    | self._of_owner(content.owner)
                    | {
                        "improvement": "yes" if content.improvement else "",
                        "since": (content.since or self.today).isoformat(),
                        **_of_expected(content.expected),
                    }
                )
            case Standard(team, target, owner, reviewed):
                return {"team": team, "target": target, "reviewed": reviewed.isoformat()} | self._of_owner(owner)
            case Ownership(owner, since):
                return {"since": since.isoformat()} | self._of_owner(owner)
            case FreshLimits(since, decided_by, why):
                return {"since": since.isoformat(), "decided_by": decided_by, "why": why}

    def _of_owner(self, owner: Owner) -> dict[str, str]:
        person = self.access.people.get(owner.account) if owner.account and self.access.sign_in else None
        return {"owner": owner.name, "account": person.name if person else ""}

    def figures(self) -> list[tuple[str, str]]:
        """What the list of figures offers: that which the entry is about first, then all of ours by what they are called."""
        first = (
            []
            if self.about.whole
            else [(figure_value(self.about), metric_words(self.about.metric, self.about.variant))]
        )
        known = sorted(((f"{metric}|", metric_words(metric)) for metric in METRICS), key=lambda one: one[1].casefold())
        return [*first, *(one for one in known if one not in first)]


def figure_value(figure: FigureKey) -> str:
    """As the list of figures sends it; "" of no single figure."""
    return "" if figure.whole else f"{figure.metric}|{figure.variant}"


def as_typed(kind: EntryKind, form: Form) -> dict[str, str]:
    """All that was typed, whatever it is."""
    return {name: form.text(name) for name in _fields(kind)}


def reason(form: Form, *, needed: bool) -> str:
    """Why something was closed. Raises Refused."""
    why = form.text("why")
    if needed and not why:
        raise Refused("why", _("Say why it is dropped: whoever asks next year reads it here."))
    return _bounded("why", why, LONGEST_TEXT)


def _fields(kind: EntryKind) -> tuple[str, ...]:
    return FIELDS[CONTENTS[kind]]


def _of_expected(expected: Expected | None) -> dict[str, str]:
    if expected is None:
        return {"figure": "", "change": "", "by": ""}
    change = expected.change * (100 if _is_share(expected.figure.metric) else 1)
    typed = speaking().number(f"{change:.6f}".rstrip("0").rstrip("."))
    return {"figure": figure_value(expected.figure), "change": typed, "by": expected.by.isoformat()}


def _text(form: Form, name: str, longest: int) -> str:
    said = form.text(name)
    if not said:
        raise Refused(name, _("This needs words."))
    return _bounded(name, said, longest)


def _bounded(name: str, said: str, longest: int) -> str:
    if len(said) > longest:
        raise Refused(name, _("This has {n} characters; {most} are the most.", n=len(said), most=longest))
    return said


def _day(form: Form, name: str) -> date:
    try:
        found = day(form.text(name))
    except NoSuchDays as error:
        raise Refused(name, str(error)) from None
    if found is None:
        raise Refused(name, _("Choose a day."))
    return found


def _change(form: Form, metric: str) -> float:
    typed = form.text("change").replace(" ", "")
    if not _NUMBER.fullmatch(typed):
        raise Refused("change", _("Say by how much it should move, with − for less, such as −40."))
    change = float(typed.replace("−", "-").replace(",", "."))
    if not change or not math.isfinite(change):
        raise Refused("change", _("Say by how much it should move, with − for less, such as −40."))
    return round(change / 100, 8) if _is_share(metric) else change


def _is_share(metric: str) -> bool:
    return metric in METRICS and METRICS[metric].unit == "ratio"


def _fitting(scope: Scope, metric: str) -> Scope:
    """As far as the metric knows such parts of a site."""
    parts = {name: value for name, value in scope.as_dict().items() if name in METRICS[metric].scopes}
    return Scope(**{**parts, "site": scope.site})
