"""What a review looks into besides: what that is called, and by which of its figures it is told."""

from __future__ import annotations

from collections.abc import Iterator

from layouts.review.names import figure_name, where_name
from layouts.review.sentences import figure_sentences
from layouts.wall.alert_words import scope_words
from layouts.wall.names import in_a_sentence
from wallboard.languages import _
from wallboard.model.review_words import DeepDive, FigureKey, ReviewEntry
from wallboard.questions.deep_dive import concerns
from wallboard.review import Review, ReviewedFigure
from wallboard.settings import Settings


def deep_dive_sentence(entry: ReviewEntry, settings: Settings, title: str = "") -> str:
    """Open requests (Streets), prepared by Grace Park: do the new crews help? `title` is that of an outside figure."""
    dive = entry.content
    about = about_name(entry.about, settings, title)
    if not isinstance(dive, DeepDive):
        return about
    owner = in_a_sentence(dive.owner.name)
    if not dive.text:
        return _("{about}, prepared by {owner}", about=about, owner=owner)
    text = in_a_sentence(" ".join(dive.text.split()))
    return _("{about}, prepared by {owner}: {text}", about=about, owner=owner, text=text)


def about_name(about: FigureKey, settings: Settings, title: str = "") -> str:
    """A figure as the review calls it; a department or queue by its name."""
    if not about.whole:
        return figure_name(about, title, settings)
    return where_name(about.scope, settings) or scope_words(about.scope, settings)


def title_in(review: Review, about: FigureKey) -> str:
    """Of an outside figure."""
    return next((each.title for each in review.figures if each.key == about), "")


def its_figures(review: Review, about: FigureKey) -> list[ReviewedFigure]:
    """What is promised first."""
    found = [each for each in review.figures if concerns(about, FigureKey(*each.key))]
    return sorted(found, key=lambda each: each.target is None)


def telling(review: Review, about: FigureKey) -> ReviewedFigure | None:
    """The one whose chart says most of it: its worst signal, else what was promised. None where none has a chart."""
    ours = its_figures(review, about)
    signals = [each for each in review.signals() if each in ours]
    return next((each for each in (*signals, *ours) if each.chart is not None), None)


def deep_dive_sentences(review: Review, about: FigureKey, settings: Settings) -> Iterator[str]:
    """All that is said of the figure; of several, of those that were promised or have changed."""
    for figure in its_figures(review, about):
        if not about.whole or figure.target is not None or figure.signals:
            yield " ".join(figure_sentences(figure, settings))
