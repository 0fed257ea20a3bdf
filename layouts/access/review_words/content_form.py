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
from wallboard.model.review_words import (
    CONTENTS,
    Action,
    Content,
    DeepDive,
    EntryKind,
    Expected,
    FigureKey,
    FreshLimits,
    Owner,
    Ownership,
    Standard,
    Words,
)
from wallboard.review.keys import reviewed_key, reviewed_metrics, unit_of
from wallboard.settings import Settings

LONGEST_TEXT, LONGEST_LINE = 4_000, 200
FIELDS = {
    Words: ("text",),
    Action: ("text", "owner", "account", "due", "figure", "change", "by", "improvement", "since"),
    Standard: ("team", "target", "owner", "account", "reviewed"),
    Ownership: ("owner", "account", "since"),
    FreshLimits: ("since", "decided_by", "why"),
    DeepDive: ("owner", "account", "text"),
}
_NUMBER = re.compile(r"[+−-]?\d{1,9}([.,]\d{1,6})?")


@dataclass(frozen=True, slots=True)
class ContentForm:
    """The fields of entries about one figure. `settings` are those within the remit; `today` is the site's."""

    access: Access
    settings: Settings
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
            case EntryKind.DEEP_DIVE:
                return DeepDive(_bounded("text", form.text("text"), LONGEST_TEXT), self._owner(form, before))

    def _action(self, form: Form, before: Action | None) -> Action:
        text, owner, due = _text(form, "text", LONGEST_TEXT), self._owner(form, before), _day(form, "due")
        if due < self.today and (before is None or before.due != due):
            raise Refused("due", _("That day is over. Say by when it is to be done."))
        expected = self._expected(form, before.expected if before else None)
        improvement = form.text("improvement") == "yes"
        if improvement and expected is None:
            raise Refused("figure", _("Say which figure shows whether it helped: an improvement is judged by it."))
        now = (before or Action(text, owner, due))._replace(text=text, owner=owner, due=due, expected=expected)
        since = _day(form, "since") if improvement else None
        return now._replace(improvement=improvement, since=since, verdict=now.verdict if improvement else None)

    def _expected(self, form: Form, before: Expected | None) -> Expected | None:
        chosen = form.text("figure")
        if not chosen:
            return None
        figure = self._figure(chosen, before)
        return Expected(figure, _change(form, is_share=self._is_share(figure.metric)), _day(form, "by"))

    def _figure(self, chosen: str, before: Expected | None) -> FigureKey:
        """What it was before, what the entry is about, or one that is reviewed: of what it is about, as far as it is told
        of such."""
        if before is not None and chosen == _value(before.figure):
            return before.figure
        if not self.about.whole and chosen == _value(self.about):
            return self.about
        metric, _sep, variant = chosen.partition("|")
        if variant or metric not in reviewed_metrics(self.settings, self.about.scope.site):
            raise Refused("figure", _("There is no such figure. Choose one of the list."))
        return reviewed_key(self.settings, metric, self.about.scope)

    def _owner(self, form: Form, before: Content | None) -> Owner:
        """Somebody by name, or by their account, whose name it then is where none was typed. An account that was disabled
        since may stay."""
        account, typed = form.text("account"), form.text("owner")
        person = self.access.people.named(account) if account and self.access.sign_in else None
        was = before.owner.account if isinstance(before, Action | Standard | Ownership | DeepDive) else ""
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
        figure = "" if self.about.whole else _value(self.about)
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
                        **self._of_expected(content.expected),
                    }
                )
            case Standard(team, target, owner, reviewed):
                return {"team": team, "target": target, "reviewed": reviewed.isoformat()} | self._of_owner(owner)
            case Ownership(owner, since):
                return {"since": since.isoformat()} | self._of_owner(owner)
            case FreshLimits(since, decided_by, why):
                return {"since": since.isoformat(), "decided_by": decided_by, "why": why}
            case DeepDive(text, owner):
                return {"text": text} | self._of_owner(owner)

    def _of_owner(self, owner: Owner) -> dict[str, str]:
        person = self.access.people.get(owner.account) if owner.account and self.access.sign_in else None
        return {"owner": owner.name, "account": person.name if person else ""}

    def _of_expected(self, expected: Expected | None) -> dict[str, str]:
        if expected is None:
            return {"figure": "", "change": "", "by": ""}
        change = expected.change * (100 if self._is_share(expected.figure.metric) else 1)
        typed = speaking().number(f"{change:.6f}".rstrip("0").rstrip("."))
        return {"figure": self._chosen(expected.figure), "change": typed, "by": expected.by.isoformat()}

    def figures(self, typed: str) -> list[tuple[str, str]]:
        """What the list of figures offers: that which the entry is about first, then all that are reviewed, by what they are
        called; and that which was chosen, should it be none of them any more."""
        settings, site = self.settings, self.about.scope.site
        first = [] if self.about.whole else [(_value(self.about), metric_words(self.about, settings))]
        reviewed = [
            (f"{metric}|", metric_words(FigureKey(metric, self.about.scope), settings))
            for metric in reviewed_metrics(settings, site)
        ]
        others = sorted((one for one in reviewed if one not in first), key=lambda one: one[1].casefold())
        known = [*first, *others]
        if typed and typed not in dict(known):
            metric, _sep, variant = typed.partition("|")
            known.append((typed, metric_words(FigureKey(metric, self.about.scope, variant), settings)))
        return known

    def _chosen(self, figure: FigureKey) -> str:
        """How the list has a figure: by its metric alone where that leads to it."""
        metric, scope = figure.metric, self.about.scope
        if metric not in reviewed_metrics(self.settings, scope.site):
            return _value(figure)
        return f"{metric}|" if reviewed_key(self.settings, metric, scope) == figure != self.about else _value(figure)

    def _is_share(self, metric: str) -> bool:
        return unit_of(self.settings, metric) == "ratio"


def _value(figure: FigureKey) -> str:
    return f"{figure.metric}|{figure.variant}"


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


def _change(form: Form, *, is_share: bool) -> float:
    typed = form.text("change").replace(" ", "")
    if not _NUMBER.fullmatch(typed):
        raise Refused("change", _("Say by how much it should move, with − for less, such as −40."))
    change = float(typed.replace("−", "-").replace(",", "."))
    if not change or not math.isfinite(change):
        raise Refused("change", _("Say by how much it should move, with − for less, such as −40."))
    return round(change / 100, 8) if is_share else change
