"""What is said of a score: never the number alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from layouts.review.names import figure_name, where_name
from layouts.wall.format import NOTHING, count, number
from wallboard.languages import N_, _, ngettext, speaking
from wallboard.model import Scope
from wallboard.review import Review
from wallboard.review.score import CAP, Score, Service, ServiceScore, Unscored
from wallboard.settings import Settings

_SERVICES: Mapping[Service, str] = {
    Service.CALLS: N_("Calls"),
    Service.REQUESTS: N_("Requests"),
    Service.OUTSIDE: N_("Other figures"),
}
_WHY: Mapping[Unscored, str] = {
    Unscored.NO_TARGET: N_("no target"),
    Unscored.NO_DIRECTION: N_("neither more nor less of it is better"),
    Unscored.NOT_WHOLE: N_("no whole period is known"),
    Unscored.NOTHING: N_("there is nothing to tell of"),
    Unscored.TOO_FEW: N_("too few for a share"),
    Unscored.NEGATIVE: N_("below 0, of which there is no ratio"),
}


def score_number(value: float | None) -> str:
    """0.97, and never 1.00 for less than all, nor 0.99 for what was met."""
    if value is None:
        return NOTHING
    written = f"{value:.2f}"
    return number("0.99" if value < 1 <= float(written) else written)


def service_name(its: ServiceScore, review: Review, settings: Settings) -> str:
    if its.service is Service.DEPARTMENT:
        return where_name(Scope(review.site, department=its.department), settings)
    return _(_SERVICES[its.service])


def service_sentence(its: ServiceScore, review: Review, settings: Settings) -> str:
    """Calls: 0.97, from 2 of 3 targets, up to Sun 15 Nov 2026, 3 days ago."""
    name, scored = service_name(its, review, settings), len(its.scored)
    if its.value is None or its.until is None:
        why = sorted({_(_WHY[each.why]) for each in its.scores if each.why is not None})
        return _("{name}: no score ({why}).", name=name, why=speaking().together(why))
    told = {"name": name, "score": score_number(its.value), "of": len(its.scores), "n": scored}
    first = ngettext(
        "{name}: {score}, from {n} target of {of}.", "{name}: {score}, from {n} targets of {of}.", scored, **told
    )
    return f"{first} {_age(its.until, its.stale_days or 0)}"


def score_sentences(its: ServiceScore, review: Review, settings: Settings) -> Iterator[str]:
    """Of each of its figures: Share of promises kept: 0.92, made of 812, up to Sun 15 Nov 2026."""
    for each in its.scores:
        figure = next(figure for figure in review.figures if figure.key == each.key)
        yield _score_sentence(each, figure_name(each.key, figure.title, settings))


def cap_sentence() -> str:
    return _("1 is the target met to the point; no figure counts for more than {cap}.", cap=number(f"{CAP:g}"))


def _score_sentence(its: Score, name: str) -> str:
    if its.value is None or its.until is None:
        return _("{name}: no score ({why}).", name=name, why=_(_WHY[its.why or Unscored.NOTHING]))
    score, day = score_number(its.value), speaking().dated(its.until)
    if its.n is None:
        return _("{name}: {score}, up to {day}.", name=name, score=score, day=day)
    return _("{name}: {score}, made of {n}, up to {day}.", name=name, score=score, n=count(its.n), day=day)


def _age(until: date, days: int) -> str:
    day = speaking().dated(until)
    return ngettext("Up to {day}, {n} day ago.", "Up to {day}, {n} days ago.", days, day=day, n=days)
