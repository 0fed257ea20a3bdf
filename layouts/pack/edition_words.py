"""Editions in words: which one it is, and how it differs from the one before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layouts.pack.told import form_of, told
from layouts.review.amounts import period_name
from layouts.review.names import figure_name
from wallboard.languages import _, ngettext
from wallboard.review.differing import Aspect, Difference
from wallboard.settings import Settings

MOST_TOLD = 40


def edition_name(number: int) -> str:
    return _("Edition {n}", n=number)


def differing_words(found: Sequence[Difference], settings: Settings) -> list[str]:
    """A sentence for each, and how many there are besides."""
    said = [_sentence(each, settings) for each in found[:MOST_TOLD]]
    return [*said, *_more(len(found) - MOST_TOLD)]


def _more(n: int) -> Iterator[str]:
    if n > 0:
        yield ngettext("{n} more figure differs.", "{n} more figures differ.", n, n=n)


def _sentence(difference: Difference, settings: Settings) -> str:
    figure = difference.figure
    name, form = figure_name(figure.key, figure.title, settings), form_of(figure)
    before, after = told(difference.before, form).text, told(difference.after, form).text
    match difference.aspect:
        case Aspect.TARGET:
            return _("{name}: the target is {after}, and was {before}.", name=name, after=after, before=before)
        case Aspect.SIGNALS:
            return _("{name}: its limits, or what stands out of them.", name=name)
        case Aspect.ADDED:
            return _("{name}: new, {after}.", name=name, after=after)
        case Aspect.GONE:
            return _("{name}: no longer there.", name=name)
    period = "" if difference.period is None else period_name(difference.period)
    if before == after:
        return _("{name}, {period}: {after}, made of other rows.", name=name, period=period, after=after)
    return _("{name}, {period}: {after}, and was {before}.", name=name, period=period, after=after, before=before)
