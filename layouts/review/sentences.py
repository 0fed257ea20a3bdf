"""A review in words: from its figures alone, by rules, in the language that is spoken. See docs/review.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from layouts.review.amounts import gap_words
from layouts.review.headline import headline
from layouts.review.names import figure_name
from layouts.review.period_words import NONE_BEFORE, on_before, on_year_before
from layouts.review.sentence import Sentence
from layouts.review.standing import first_sentence, named_value, standing
from wallboard.languages import _, ngettext, speaking
from wallboard.metrics.combining import ChangeBy
from wallboard.review import FigureState, Review, ReviewedFigure
from wallboard.settings import Settings


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """Everything that is said of a review. `kept` counts what was promised and met; `calls`, `requests` and `outside` are
    each figure that has a target; `signals` the most urgent first; `as_usual` is one line, "" where it would count none; `not_whole` has
    those together of which the same is missing."""

    headline: tuple[Sentence, ...]
    kept: tuple[Sentence, ...]
    calls: tuple[Sentence, ...]
    requests: tuple[Sentence, ...]
    outside: tuple[Sentence, ...]
    signals: tuple[Sentence, ...]
    as_usual: str
    new: tuple[Sentence, ...]
    too_few: tuple[Sentence, ...]
    not_whole: tuple[Sentence, ...]


def review_words(review: Review, settings: Settings) -> ReviewWords:
    promised = [each for each in review.figures if each.target is not None]
    by_subject = {name: _standing(_of(name, promised), settings) for name in ("calls", "tickets", "outside")}
    return ReviewWords(
        headline=headline(review, settings),
        kept=tuple(_kept(promised)),
        calls=by_subject["calls"],
        requests=by_subject["tickets"],
        outside=by_subject["outside"],
        signals=_standing(review.signals(), settings),
        as_usual=as_usual_words(review),
        new=tuple(_new(review, settings)),
        too_few=_first(review, FigureState.TOO_FEW, settings),
        not_whole=tuple(_not_whole(review, settings)),
    )


def figure_sentences(figure: ReviewedFigure, settings: Settings) -> tuple[str, ...]:
    """All that is said of one figure, as it stands beside its charts."""
    return (*standing(figure, _named(figure, settings)), *comparisons(figure))


def comparisons(figure: ReviewedFigure) -> Iterator[str]:
    """+12 % on the week before, −3 % on the same week of the year before. Nothing of what is not whole."""
    kind, box = figure.box.last.period.kind, figure.box
    before, year_before = on_before(kind, box.on_before), on_year_before(kind, box.on_year_before)
    if before and year_before:
        yield _("{before}, {year_before}.", before=before, year_before=year_before)
    elif before or year_before:
        yield f"{before or year_before}."


def as_usual_words(review: Review) -> str:
    n = len(review.as_usual())
    return ngettext("{n} figure within its usual range", "{n} figures within their usual range", n, n=n) if n else ""


def _kept(promised: Iterable[ReviewedFigure]) -> Iterator[Sentence]:
    met = [each.met for each in promised]
    judged = [each for each in met if each is not None]
    if judged:
        n, of = sum(judged), len(judged)
        yield Sentence(ngettext("{n} target of {of} met.", "{n} targets of {of} met.", n, n=n, of=of))
    if len(met) > len(judged):
        n = len(met) - len(judged)
        yield Sentence(ngettext("{n} target cannot be judged.", "{n} targets cannot be judged.", n, n=n))


def _of(subject: str, figures: Iterable[ReviewedFigure]) -> list[ReviewedFigure]:
    return [each for each in figures if each.key.metric.partition(".")[0] == subject]


def _standing(figures: Iterable[ReviewedFigure], settings: Settings) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(" ".join(standing(each, _named(each, settings))), each.key, each.tendency) for each in figures
    )


def _first(review: Review, state: FigureState, settings: Settings) -> tuple[Sentence, ...]:
    figures = (each for each in review.figures if each.state is state)
    return tuple(Sentence(first_sentence(each, _named(each, settings)), each.key) for each in figures)


def _not_whole(review: Review, settings: Settings) -> Iterator[Sentence]:
    """Those of which the same is missing together."""
    groups: dict[str, list[ReviewedFigure]] = {}
    for each in review.figures:
        if each.state is FigureState.NOT_WHOLE:
            groups.setdefault(gap_words(each.box.last), []).append(each)
    for why, figures in groups.items():
        names = speaking().together([figure_name(each.key, each.title, settings) for each in figures])
        n = len(figures)
        text = ngettext(
            "{n} figure is not whole ({why}), and is compared with nothing: {names}.",
            "{n} figures are not whole ({why}), and are compared with nothing: {names}.",
            n,
            n=n,
            why=why,
            names=names,
        )
        yield Sentence(text, figures[0].key if n == 1 else None)


def _new(review: Review, settings: Settings) -> Iterator[Sentence]:
    for each in review.figures:
        change = each.box.on_before
        if change is not None and change.by is ChangeBy.NEW:
            text = NONE_BEFORE[each.box.last.period.kind]
            yield Sentence(_(text, what=_named(each, settings)), each.key)


def _named(figure: ReviewedFigure, settings: Settings) -> str:
    return named_value(figure, figure_name(figure.key, figure.title, settings))
