"""What a figure is: what it says, of what, when, by which definition, against which target, and from where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page.figure_words import WINDOWS, places
from layouts.page.figures import figure_address
from layouts.page.story import dated, still
from layouts.pages.figure.amount import SHARES, written
from layouts.pages.figure.asked import Asked
from layouts.wall.format import count, duration, target_percent
from layouts.wall.theme import WORDS
from wallboard.judging.tone import OF_STATE
from wallboard.languages import _, ngettext
from wallboard.model import Micros, Scope
from wallboard.questions.behind import Behind, CallMember, DayMember, target_of
from wallboard.questions.usual import SURGE
from wallboard.questions.usual import VARIANT as USUAL
from wallboard.settings import Settings


def about(asked: Asked, behind: Behind, settings: Settings, stands: Sequence[str] = ()) -> list[Component]:
    """`stands` says why the figure is not of now, where it is not."""
    reading, key = behind.reading, behind.question.key
    tone = OF_STATE[reading.state]
    value = html.B(written(reading.value, behind.metric, key.variant), id="figure-value")
    word = html.Span(_(WORDS[tone])) if reading.value is None else html.Span(made_of(behind))
    of = html.Span(said_of(key.scope, key.window, key.variant, settings))
    head = html.P([of, value, word], className="figure stands" if stands else "figure")
    facts = [part for term, told in _facts(behind, settings) for part in (html.Dt(term), told)]
    return [
        html.Section(
            [head, *map(still, stands), html.Dl(facts, className="facts"), _instants(asked, behind, settings)],
            className="about",
        )
    ]


def said_of(scope: Scope, window: str, variant: str, settings: Settings) -> str:
    """Centre North, Roads: in the last 30 minutes"""
    parts = [settings.sites[scope.site].name, *places(scope, settings)]
    usual = [_("usual")] if variant == USUAL else [_("surge")] if variant == SURGE else []
    return ", ".join([*parts, *usual, _(WINDOWS[window])])


def made_of(behind: Behind) -> str:
    """How the list makes the figure, in words."""
    n, metric = len(behind.members), behind.metric
    if behind.members and isinstance(behind.members[0], DayMember):
        return ngettext("from {n} day", "from {n} days", n, n=count(n))
    if metric.name in SHARES:
        good = sum(1 for member in behind.members if member.adds.value)
        return _("{part} of {n}", part=count(good), n=count(n))
    if metric.unit in ("s", "days"):
        return ngettext("from {n} row", "from {n} rows", n, n=count(n))
    return ""


def _facts(behind: Behind, settings: Settings) -> Iterator[tuple[str, Component]]:
    """Definitions are those of docs/metrics.md. Names of variants are those of the settings and of the API."""
    metric, variant = behind.metric, behind.question.key.variant
    yield _("Definition"), html.Dd(_with_code(metric.defined(_)))
    if variant:
        yield _("Variant"), html.Dd(html.Code(variant))
    if within := _within(behind):
        yield _("In time"), html.Dd(within)
    target = target_of(behind.question, settings)
    if target is not None:
        told = target_percent(target) if metric.unit == "ratio" else duration(target)
        yield _("Target"), html.Dd(told)
    yield _("Source"), html.Dd(_(metric.source))


def _with_code(text: str) -> list[str | Component]:
    """A text of the docs: what stands between backticks is a name."""
    return [html.Code(part) if nth % 2 else part for nth, part in enumerate(text.split("`"))]


def _within(behind: Behind) -> str:
    """What counts as in time, where that is the same of all calls."""
    if behind.metric.name != "calls.service_level":
        return ""
    limits = {member.threshold.within_s for member in behind.members if isinstance(member, CallMember)}
    return _("answered within {time}", time=duration(limits.pop())) if len(limits) == 1 else ""


def _instants(asked: Asked, behind: Behind, settings: Settings) -> Component:
    """As of when it is, and the address by which a colleague sees the same."""
    question, zone = behind.question, settings.zone(behind.question.scope.site)
    said = as_of_words(question.at, question.known, zone)
    links = [html.A(_("Link to this instant"), href=figure_address(question.key, question.at, question.known))]
    if asked.at is not None:
        links.append(html.A(_("The same figure now"), href=figure_address(question.key)))
    return html.P([html.Span(said), *links], className="as-of")


def as_of_words(at: Micros, known: Micros | None, zone: ZoneInfo) -> str:
    """As of when something is told, and by what was known."""
    as_of = _("As of {time}, in the time of {zone}.", time=dated(at, zone), zone=zone.key)
    if known is None:
        by = _("By what is known now.")
    elif known == at:
        by = _("By what had come in by then.")
    else:
        by = _("By what had come in by {time}.", time=dated(known, zone))
    return f"{as_of} {by}"
