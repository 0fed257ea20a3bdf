"""The week in some sentences: how callers were answered, what was promised and kept, what got worse, what is not whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from layouts.review.amounts import gap_words
from layouts.review.movement import growth
from layouts.review.names import figure_name, where_name
from layouts.review.sentence import Sentence
from layouts.review.standing import first_sentence, named_value, signal_sentences
from layouts.review.values import is_unknown, size_words, unit_of, value_words
from layouts.wall.alert_words import scope_words
from wallboard.languages import N_, _, ngettext
from wallboard.metrics.xmr import Tendency
from wallboard.review import FigureState, Review, ReviewedFigure
from wallboard.settings import Settings

MOST_SIGNALS = 3
_OPEN = "tickets.open"
# In the order in which a city promises them to callers; one of them is told, with a target before without.
_OF_CALLS: Mapping[str, str] = {
    "calls.asa_s": N_("Answered in {value} on average"),
    "calls.service_level": N_("{value} of calls answered in time"),
    "calls.abandon_rate": N_("{value} of callers gave up"),
}
_OF_REQUESTS: Mapping[str, str] = {"tickets.on_time": N_("{value} of promises kept")}


def headline(review: Review, settings: Settings) -> tuple[Sentence, ...]:
    """What a city should know of the period, from its figures alone; one sentence says so where there are none."""
    promises = [each for texts in (_OF_CALLS, _OF_REQUESTS) if (each := _promised(review, texts)) is not None]
    told = [_promise(figure, text, settings) for figure, text in promises]
    told += _signals(review, settings, [figure for figure, _text in promises])
    told += _not_whole(review)
    return tuple(told) or (Sentence(_("There are no figures of this period.")),)


def _promised(review: Review, texts: Mapping[str, str]) -> tuple[ReviewedFigure, str] | None:
    figures = [(figure, text) for metric, text in texts.items() if (figure := review.figure(metric)) is not None]
    with_target = (each for each in figures if each[0].target is not None)
    return next(with_target, next(iter(figures), None))


def _promise(figure: ReviewedFigure, text: str, settings: Settings) -> Sentence:
    untold = figure.value is None or figure.state is FigureState.TOO_FEW or is_unknown(figure)
    name = figure_name(figure.key, figure.title, settings)
    what = named_value(figure, name) if untold else _(text, value=value_words(figure))
    return _with_signal(figure, first_sentence(figure, what))


def _signals(review: Review, settings: Settings, told: list[ReviewedFigure]) -> Iterator[Sentence]:
    """The most urgent ones that are not told yet, and how many there are beside them."""
    signals = review.signals()
    others = [each for each in signals if each not in told]
    yield from (_signal(figure, settings) for figure in others[:MOST_SIGNALS])
    rest = len(others) - MOST_SIGNALS
    if rest > 0:
        yield Sentence(ngettext("{n} more figure has changed.", "{n} more figures have changed.", rest, n=rest))
    usual = len(review.as_usual())
    if not signals and usual:
        yield Sentence(
            ngettext(
                "Nothing has changed: {n} figure is within its usual range.",
                "Nothing has changed: {n} figures are within their usual range.",
                usual,
                n=usual,
            )
        )


def _signal(figure: ReviewedFigure, settings: Settings) -> Sentence:
    backlog = _backlog(figure, settings)
    if backlog:
        return Sentence(backlog, figure.key, figure.tendency)
    name = figure_name(figure.key, figure.title, settings)
    return _with_signal(figure, first_sentence(figure, named_value(figure, name)))


def _backlog(figure: ReviewedFigure, settings: Settings) -> str:
    """Streets: the backlog has grown for 8 weeks, by 112. "" where it did not grow in each of them."""
    chart, signal = figure.chart, figure.signal
    if figure.key.metric != _OPEN or chart is None or signal is None or figure.tendency is not Tendency.WORSE:
        return ""
    grown = growth(chart, signal)
    if grown is None:
        return ""
    return ngettext(
        "{where}: the backlog has grown for {n} week, by {size}.",
        "{where}: the backlog has grown for {n} weeks, by {size}.",
        grown.weeks,
        n=grown.weeks,
        where=where_name(figure.key.scope, settings) or scope_words(figure.key.scope, settings),
        size=size_words(unit_of(figure), grown.size),
    )


def _with_signal(figure: ReviewedFigure, first: str) -> Sentence:
    verdict = next(signal_sentences(figure), "")
    return Sentence(f"{first} {verdict}" if verdict else first, figure.key, figure.tendency)


def _not_whole(review: Review) -> Iterator[Sentence]:
    """How many, and why where that is the same of all of them."""
    why = [gap_words(each.box.last) for each in review.figures if each.state is FigureState.NOT_WHOLE]
    n = len(why)
    if n and len(set(why)) == 1:
        yield Sentence(
            ngettext(
                "{n} figure is not whole ({why}), and is compared with nothing.",
                "{n} figures are not whole ({why}), and are compared with nothing.",
                n,
                n=n,
                why=why[0],
            )
        )
    elif n:
        yield Sentence(
            ngettext(
                "{n} figure is not whole, and is compared with nothing.",
                "{n} figures are not whole, and are compared with nothing.",
                n,
                n=n,
            )
        )
