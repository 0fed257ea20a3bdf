"""Words never contradict figures: whatever the weeks, in every language.

Each sentence is taken back to the text of the code that it was said with, by its language's own catalogue, and each number
in it to the figure's own: so nothing here asks the code under test what it meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.review.sentence import Sentence
from layouts.review.sentences import ReviewWords, figure_sentences, review_words
from tests.examples import examples
from tests.layouts.review.made_weeks import rare, weekly
from tests.reviews import SETTINGS, WEEK_ENDING, Weekly, a_figure, a_review
from wallboard.languages import Language, language, offered, speak
from wallboard.languages.catalogue import CATALOGUES
from wallboard.metrics.xmr import Assurance, Better, RuleSet, Tendency
from wallboard.periods import PeriodKind
from wallboard.review import FigureState, ReviewedFigure, Season

EVERY_LANGUAGE = pytest.mark.parametrize("tag", [*offered(), "fr-CA", "es-MX"])
MANY = examples(40)
SOME = examples(12)
ROOM = "layouts/review/"

# What each text claims. Of those that are not here, nothing is claimed but their numbers.
SAYS_MET = {
    "{what}: as usual, target {target} met.",
    "{what}: as usual, target {target} is always met as things are.",
    "{what}: as usual, target {target} met, but by chance as things are: the process needs changing.",
    "{what}, target {target}: met.",
}
SAYS_MISSED = {
    "{what}: as usual, target {target} missed.",
    "{what}: as usual, target {target} is out of reach as things are.",
    "{what}: as usual, target {target} missed, by chance as things are: the process needs changing.",
    "{what}, target {target}: missed.",
}
SAYS_USUAL = {text for text in SAYS_MET | SAYS_MISSED if "as usual" in text} | {"{what}: as usual."}
SAYS_ASSURED = {
    "{what}: as usual, target {target} is always met as things are.": Assurance.ALWAYS,
    "{what}: as usual, target {target} is out of reach as things are.": Assurance.NEVER,
    "{what}: as usual, target {target} met, but by chance as things are: the process needs changing.": Assurance.BY_CHANCE,
    "{what}: as usual, target {target} missed, by chance as things are: the process needs changing.": Assurance.BY_CHANCE,
    "Before this change target {target} was always met.": Assurance.ALWAYS,
    "Before this change target {target} was out of reach.": Assurance.NEVER,
    "Before this change target {target} was met by chance.": Assurance.BY_CHANCE,
}
SAYS_STATE = {
    "{what}: nothing is known ({why}).": FigureState.NOT_WHOLE,
    "{what}, as far as is known ({why}). It is compared with nothing.": FigureState.NOT_WHOLE,
    "{what}: too few for a share, {n} where it takes {least}.": FigureState.TOO_FEW,
    "{what}: there is nothing to tell of.": FigureState.NOTHING,
}
VERDICT = "{verdict}: {movement}."
VERDICTS = {"Better": Tendency.BETTER, "Worse": Tendency.WORSE, "Changed": Tendency.NEUTRAL}
COMPARED = ("on the week before", "on the same week of the year before")


class Said(NamedTuple):
    """A sentence, the text of the code that it is, and what stands in its places."""

    sentence: str
    text: str
    values: dict[str, str]


# ---- from sentences back to texts


@cache
def texts_of(tag: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Every text of the room, with what it looks like in a language; those of most words first."""
    from babel import Locale
    from babel.messages.pofile import read_po

    catalogue = CATALOGUES / ("fr.po" if tag == "en" else f"{tag.partition('-')[0]}.po")
    with catalogue.open("rb") as file:
        messages = read_po(file, locale=Locale.parse(catalogue.stem))
    found = []
    for message in messages:
        if not message.id or not any(place.startswith(ROOM) for place, _line in message.locations):
            continue
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        said = message.string or ""
        strings = ids if tag == "en" else [said] if isinstance(said, str) else list(said)
        found += [(ids[0], each) for each in strings]
    found.sort(key=lambda pair: -len(re.sub(r"\{\w+\}", "", pair[1])))
    places = {"verdict": "|".join(string for id, string in found if id in VERDICTS)}
    return tuple((id, _pattern(string, places | CHANGES)) for id, string in found)


CHANGES = dict.fromkeys(("change", "before", "year_before"), r"[+−]?\d.*")


def _pattern(text: str, places: Mapping[str, str]) -> re.Pattern[str]:
    parts = (part[1:-1] if part.startswith("{") else part for part in re.split(r"(\{\w+\})", text))
    looks = (f"(?P<{part}>{places.get(part, '.+')})" if nth % 2 else re.escape(part) for nth, part in enumerate(parts))
    return re.compile("".join(looks))


def said(sentence: str, tag: str) -> Said:
    for text, pattern in texts_of(tag):
        alone = sentence.removesuffix(".") if text.startswith("{change}") else sentence  # a clause, or a sentence
        found = pattern.fullmatch(alone) if text.endswith(".") or alone != sentence else None
        if found:
            return Said(sentence, text, found.groupdict())
    raise AssertionError(f"not a sentence of the catalogue: {sentence}")


def in_language(word: str, tag: str) -> str:
    return next(pattern.pattern.replace("\\", "") for text, pattern in texts_of(tag) if text == word)


# ---- from numbers back to figures

_NUMBER = re.compile(r"\d+(?::\d\d)+(?:[.,]\d+)?|\d(?:[\d.,\u202f\u00a0]*\d)?")


class Read(NamedTuple):
    value: Decimal
    step: Decimal  # what the last digit is worth


def numbers(text: str, spoken: Language) -> Iterator[Read]:
    decimal, group = tuple(spoken.separators)
    for token in _NUMBER.findall(text):
        plain = token.replace(group, "").replace("\u202f", "").replace("\u00a0", "").replace(decimal, ".")
        parts = plain.split(":")
        whole = sum(int(part) * 60 ** (len(parts) - 1 - nth) for nth, part in enumerate(parts[:-1]))
        yield Read(whole + Decimal(parts[-1]), Decimal(1).scaleb(-len(parts[-1].partition(".")[2])))


def known_numbers(figure: ReviewedFigure) -> list[float]:
    """Every number that may be told of it, in the scale in which it is read."""
    times = 100 if figure.unit == "ratio" or figure.scale.value == "share" else 1
    chart = figure.chart
    told = [figure.value, figure.target, *(signal.size for signal in figure.signals)]
    counts: list[float] = [5, *figure.box.last.gaps.values(), figure.n or 0]
    if chart is not None:
        values = [value for value in chart.chart.values if value is not None]
        told += [line.centre for line in chart.chart.lines if line is not None][-1:]
        told += [values[-1] - value for value in values]  # how far it has gone since
        counts += [float(n) for n in range(1, len(values) + 1)]
    changes = [change.size for change in (figure.box.on_before, figure.box.on_year_before) if change is not None]
    scaled = [value * times for value in told if value is not None]
    hours = [value * 24 for value in told if value is not None]
    return [abs(value) for value in (*scaled, *hours, *counts, *(change or 0 for change in changes))]


def check_numbers(sentence: str, figure: ReviewedFigure, spoken: Language) -> None:
    for day in [WEEK_ENDING, *(figure.chart.points if figure.chart else ())]:
        sentence = sentence.replace(spoken.dated(day), "")
    known = known_numbers(figure)
    for read in numbers(sentence, spoken):
        # halves round up, ages and what is nearly all round down: less than one of the last digit
        near = [each for each in known if abs(Decimal(repr(float(each))) - read.value) < read.step]
        assert near, f"{read.value} is no number of the figure: {sentence}"


# ---- the property


def check(figure: ReviewedFigure, tag: str) -> None:
    spoken = language(tag)
    with speak(spoken):
        sentences = figure_sentences(figure, SETTINGS)
    for each in sentences:
        assert "{" not in each
        assert "}" not in each
        check_numbers(each, figure, spoken)
    first, *others = [said(each, tag) for each in sentences]
    check_first(first, figure, spoken)
    verdicts = [each.values["verdict"] for each in others if each.text == VERDICT]
    broken = figure.state is FigureState.NOT_WHOLE
    tendency = None if broken else figure.tendency
    assert verdicts == ([] if tendency is None else [in_language(_word(tendency), tag)])
    check_others(others, figure, spoken)


def _word(tendency: Tendency) -> str:
    return next(word for word, each in VERDICTS.items() if each is tendency)


def check_first(first: Said, figure: ReviewedFigure, spoken: Language) -> None:
    text = first.text
    assert (text in SAYS_MET) <= (figure.met is True), first.sentence
    assert (text in SAYS_MISSED) <= (figure.met is False), first.sentence
    assert (figure.met is not None) == (text in SAYS_MET | SAYS_MISSED), first.sentence
    usual = figure.state is FigureState.FINE and not figure.signals and has_limits(figure)
    assert (text in SAYS_USUAL) == usual, first.sentence
    if text in SAYS_ASSURED:
        assert SAYS_ASSURED[text] is figure.assurance
    assert SAYS_STATE.get(text, FigureState.FINE) is figure.state, first.sentence
    if figure.met is not None:
        check_reading(first, figure, spoken)


def has_limits(figure: ReviewedFigure) -> bool:
    if figure.chart is None or figure.chart.chart.values[-1] is None:
        return False
    return figure.chart.chart.lines[-1] is not None


def check_reading(first: Said, figure: ReviewedFigure, spoken: Language) -> None:
    """Whoever reads only the two numbers comes to the same judgement."""
    *_others, value = numbers(first.values["what"], spoken)
    target = next(numbers(first.values["target"], spoken))
    enough = value.value >= target.value if figure.better is Better.MORE else value.value <= target.value
    assert enough == figure.met, first.sentence


def check_others(others: list[Said], figure: ReviewedFigure, spoken: Language) -> None:
    for each in others:
        if each.text.startswith("Before this change"):
            assert figure.signals
            assert SAYS_ASSURED[each.text] is figure.assurance
        if "trial limits" in each.text:
            assert figure.chart is not None
            assert sum(value is not None for value in figure.chart.chart.values) < 12
        if "season in it" in each.text:
            assert figure.chart is not None
            assert figure.chart.season is Season.IN_IT
    compared = [each for each in others if any(word in each.text for word in COMPARED) or "{before}" in each.text]
    box = figure.box
    told = [change for change in (box.on_before, box.on_year_before) if change is not None and change.size is not None]
    assert bool(compared) == bool(told)
    if figure.state is FigureState.NOT_WHOLE:
        assert not compared


@EVERY_LANGUAGE
@MANY
@given(made=weekly(), rules=st.sampled_from(RuleSet))
def test_what_is_said_of_a_figure_is_true_of_it(tag: str, made: Weekly, rules: RuleSet) -> None:
    check(a_figure(made, rules=rules), tag)


@EVERY_LANGUAGE
@SOME
@given(made=rare(), rules=st.sampled_from(RuleSet))
def test_so_it_is_of_what_is_rare(tag: str, made: Weekly, rules: RuleSet) -> None:
    figure = a_figure(made, rules=rules)
    check(figure, tag)
    if figure.chart is not None and figure.chart.rare and figure.signals:
        sooner = figure.signals[0].direction < 0
        assert figure.tendency is (Tendency.WORSE if sooner else Tendency.BETTER)


@EVERY_LANGUAGE
@SOME
@given(
    made=st.lists(weekly(), max_size=5), kind=st.sampled_from([PeriodKind.WEEK, PeriodKind.MONTH, PeriodKind.QUARTER])
)
def test_so_it_is_of_a_whole_review(tag: str, made: list[Weekly], kind: PeriodKind) -> None:
    review, spoken = a_review(*made, kind=kind), language(tag)
    with speak(spoken):
        words = review_words(review, SETTINGS)
    assert words.headline
    for each in every_sentence(words):
        assert "{" not in each.text
        assert "}" not in each.text
        of = [figure for figure in review.figures if figure.key == each.figure]
        verdicts = {
            tendency for word, tendency in VERDICTS.items() if f"{in_language(word, tag)}{colon(tag)}" in each.text
        }
        assert verdicts <= {figure.tendency for figure in of}
        if each.tendency is not None:
            assert each.tendency in {figure.tendency for figure in of}
    assert len(words.signals) == len(review.signals())
    assert bool(words.as_usual) == bool(review.as_usual())
    not_whole = [figure for figure in review.figures if figure.state is FigureState.NOT_WHOLE]
    assert len(words.not_whole) == len({str(figure.box.last.gaps) for figure in not_whole})
    assert [
        each for each in words.headline if each.figure is None and str(len(not_whole)) in each.text
    ] or not not_whole
    assert all(figure.box.on_before is None for figure in not_whole)


def every_sentence(words: ReviewWords) -> list[Sentence]:
    groups = (words.headline, words.kept, words.calls, words.requests, words.outside)
    return [each for group in (*groups, words.signals, words.new, words.too_few, words.not_whole) for each in group]


def colon(tag: str) -> str:
    return "\u00a0:" if tag.startswith("fr") else ":"
