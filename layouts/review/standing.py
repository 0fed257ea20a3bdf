"""How a figure stands: against its target, against what is usual, and whether both can be said at all. Each a whole sentence.

Change is said of a signal only. Whoever meets a target by chance is told so in place of praise or blame; and limits that a
signal has left speak of what was before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layouts.review.amounts import gap_words
from layouts.review.movement import movement
from layouts.review.signal_words import RULES, assured_before_words, season_words
from layouts.review.values import is_unknown, target_words, value_words, with_unit
from layouts.wall.format import count
from wallboard.languages import N_, _, ngettext, speaking
from wallboard.metrics.xmr import Assurance, Maturity, Tendency
from wallboard.metrics.xmr.shares import TOO_FEW
from wallboard.periods import PeriodKind
from wallboard.review import FigureState, ReviewedFigure, Season

VERDICTS: Mapping[Tendency, str] = {
    Tendency.BETTER: N_("Better"),
    Tendency.WORSE: N_("Worse"),
    Tendency.NEUTRAL: N_("Changed"),
}
_MET: Mapping[Assurance | None, str] = {
    None: N_("{what}: as usual, target {target} met."),
    Assurance.ALWAYS: N_("{what}: as usual, target {target} is always met as things are."),
    Assurance.BY_CHANCE: N_(
        "{what}: as usual, target {target} met, but by chance as things are: the process needs changing."
    ),
}
_MISSED: Mapping[Assurance | None, str] = {
    None: N_("{what}: as usual, target {target} missed."),
    Assurance.NEVER: N_("{what}: as usual, target {target} is out of reach as things are."),
    Assurance.BY_CHANCE: N_(
        "{what}: as usual, target {target} missed, by chance as things are: the process needs changing."
    ),
}


def standing(figure: ReviewedFigure, what: str) -> Iterator[str]:
    """All that is to be said of one figure. `what` says its value: 78 % of promises kept"""
    yield first_sentence(figure, what)
    yield from signal_sentences(figure)
    if figure.state is FigureState.FINE and figure.target is not None:
        yield from _assured_before(figure)


def first_sentence(figure: ReviewedFigure, what: str) -> str:
    """78 % of promises kept: as usual, target 85 % is out of reach as things are."""
    why = gap_words(figure.box.last)
    if figure.state is FigureState.NOT_WHOLE and is_unknown(figure):
        return _("{what}: nothing is known ({why}).", what=what, why=why)
    if figure.state is FigureState.NOT_WHOLE:
        return _("{what}, as far as is known ({why}). It is compared with nothing.", what=what, why=why)
    if figure.state is FigureState.TOO_FEW:
        n = count(figure.n)
        return _("{what}: too few for a share, {n} where it takes {least}.", what=what, n=n, least=TOO_FEW)
    if figure.state is FigureState.NOTHING or figure.value is None:
        return _("{what}: there is nothing to tell of.", what=what)
    return _against_target(figure, what)


def signal_sentences(figure: ReviewedFigure) -> Iterator[str]:
    """Worse: on average 112 above its centre of 300 over 8 weeks, since the week to Sun 27 Sep 2026."""
    chart, signal, tendency = figure.chart, figure.signal, figure.tendency
    if chart is None or signal is None or tendency is None or _is_broken(figure):
        return
    told = {"verdict": _(VERDICTS[tendency]), "movement": movement(figure, chart, signal)}
    if figure.box.last.period.kind is PeriodKind.WEEK:
        yield _("{verdict}: {movement}.", **told)
    else:
        yield _by_weeks(figure, told)
    rules = list(dict.fromkeys(each.rule for each in figure.signals))
    said = speaking().together([_(RULES[rule]) for rule in rules])
    yield ngettext("By the rule: {rules}.", "By the rules: {rules}.", len(rules), rules=said)
    yield from limit_sentences(figure)


def _by_weeks(figure: ReviewedFigure, told: Mapping[str, str]) -> str:
    """In a month or quarter. Its own value may lie on the other side of the centre of weeks, as what is open on a Wednesday does:
    so the last week's stands beside it."""
    last = figure.weeks[-1].now.value if figure.weeks and figure.chart and not figure.chart.rare else None
    if last is None:
        return _("{verdict}, counted by weeks: {movement}.", **told)
    value = with_unit(figure, value_words(figure, last))
    return _("{verdict}, counted by weeks: {movement}; in the last of them it was {value}.", **told, value=value)


def limit_sentences(figure: ReviewedFigure) -> Iterator[str]:
    """What takes something away from what limits say."""
    chart = figure.chart
    if chart is None:
        return
    if chart.chart.maturity is Maturity.TRIAL:
        n = sum(value is not None for value in chart.chart.values[chart.chart.phases[-1].first :])
        yield ngettext(
            "Its limits are trial limits, drawn from {n} point: each new one still moves them.",
            "Its limits are trial limits, drawn from {n} points: each new one still moves them.",
            n,
            n=n,
        )
    if chart.season is Season.IN_IT:
        yield season_words(chart.season)


def _is_broken(figure: ReviewedFigure) -> bool:
    """A week that is not whole can be part of nothing that weeks tell together."""
    return figure.state is FigureState.NOT_WHOLE and figure.box.last.period.kind is PeriodKind.WEEK


def _against_target(figure: ReviewedFigure, what: str) -> str:
    usual = figure.is_as_usual
    if figure.target is None or figure.met is None:
        return _("{what}: as usual.", what=what) if usual else _("{what}.", what=what)
    target = with_unit(figure, target_words(figure))
    if usual:
        texts = _MET if figure.met else _MISSED
        # of a month limits say nothing: they are of weeks
        known = figure.assurance if figure.box.last.period.kind is PeriodKind.WEEK else None
        return _(texts.get(known) or texts[None], what=what, target=target)
    if figure.met:
        return _("{what}, target {target}: met.", what=what, target=target)
    return _("{what}, target {target}: missed.", what=what, target=target)


def _assured_before(figure: ReviewedFigure) -> Iterator[str]:
    if figure.assured_before:
        yield assured_before_words(figure)
    elif not figure.signals and not figure.is_as_usual:
        yield _("Too few weeks are known to say whether that is usual.")


def named_value(figure: ReviewedFigure, name: str) -> str:
    """Share of promises kept (Streets), 78 %; without a value that can be told, the name alone."""
    if figure.value is None or figure.state is FigureState.TOO_FEW or is_unknown(figure):
        return name
    return _("{name}, {value}", name=name, value=with_unit(figure, value_words(figure)))
