"""The review as plain text: what is sent round before a meeting, and its minutes. Whoever sends it says in which language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from layouts.review.amounts import period_name
from layouts.review.deep_dive_words import deep_dive_sentence, deep_dive_sentences, title_in
from layouts.review.names import figure_name
from layouts.review.sentence import Sentence
from layouts.review.sentences import review_words
from layouts.wall.alert_words import scope_words
from layouts.wall.names import in_a_sentence
from wallboard.languages import _, ngettext, speaking
from wallboard.model import Scope
from wallboard.model.review_words import Action, ActionState, FigureKey, ReviewEntry, Words
from wallboard.questions.review_words import WeekWords, action_of
from wallboard.review import Review
from wallboard.settings import Settings


class PlainText(NamedTuple):
    """Of a mail, or anything else that knows no markup."""

    title: str
    text: str


def pre_read(review: Review, settings: Settings, people: WeekWords | None = None, link: str = "") -> PlainText:
    """What everybody should have read before the meeting: the headline, what is to be done, the signals and who owes an
    explanation of which. `people`: what they wrote of the week."""
    said = review_words(review, settings)
    parts = [
        lines_of("", _texts(said.headline)),
        lines_of(_("Actions"), () if people is None else _actions(people.actions, people.today)),
        lines_of(_("Signals"), (_signal(each, review, settings, people) for each in said.signals)),
        lines_of(_("Deep dive"), () if people is None else _deep_dive(review, settings, people, figures=True)),
        lines_of(_("Promises"), _texts((*said.kept, *said.calls, *said.requests, *said.outside))),
        lines_of("", filter(None, [said.as_usual])),
        lines_of(_("Not whole"), _texts(said.not_whole)),
        link,
    ]
    return PlainText(title_of(review, settings, _("To be reviewed")), together(parts))


def minutes_text(review: Review, settings: Settings, people: WeekWords, link: str = "") -> PlainText:
    """What was decided and agreed, what became of the actions, and what was said of which figure."""
    said = review_words(review, settings)
    parts = [
        lines_of("", _texts(said.headline)),
        lines_of(_("Decisions"), _words(people.decisions)),
        lines_of(_("Agreed"), _actions(people.agreed, people.today)),
        lines_of(_("What became of the actions"), _actions(people.actions, people.today)),
        lines_of(_("Deep dive"), _deep_dive(review, settings, people)),
        lines_of(_("Next week's deep dive"), _next_deep_dive(review, settings, people)),
        lines_of(_("Explained"), _of_figures(people.explanations, review, settings)),
        lines_of(_("Noted"), _of_figures(people.notes, review, settings)),
        link,
    ]
    return PlainText(title_of(review, settings, _("Minutes")), together(parts))


def _deep_dive(review: Review, settings: Settings, people: WeekWords, *, figures: bool = False) -> Iterator[str]:
    """What was chosen the week before; with what its figures say."""
    dive = people.deep_dive
    if dive is not None:
        yield deep_dive_sentence(dive.entry, settings, title_in(review, dive.about))
        if figures:
            yield from deep_dive_sentences(review, dive.about, settings)


def _next_deep_dive(review: Review, settings: Settings, people: WeekWords) -> Iterator[str]:
    entry = people.next_deep_dive
    if entry is not None:
        yield deep_dive_sentence(entry, settings, title_in(review, entry.about))


def title_of(review: Review, settings: Settings, what: str) -> str:
    """311 Centre: Minutes, week to Sun 15 Nov 2026"""
    site = scope_words(Scope(review.site), settings)
    return _("{site}: {what}, {period}", site=site, what=what, period=period_name(review.under_review))


def together(parts: Iterable[str]) -> str:
    """What is said, one paragraph after the other."""
    return "\n\n".join(filter(None, parts)) + "\n"


def lines_of(head: str, items: Iterable[str]) -> str:
    """A list with its head; "" without anything in it. The head of none is none."""
    lines = [f"- {each}" if head else each for each in items]
    return "\n".join([head, *lines] if head else lines) if lines else ""


def _texts(sentences: Sequence[Sentence]) -> Iterator[str]:
    return (each.text for each in sentences)


def _signal(sentence: Sentence, review: Review, settings: Settings, people: WeekWords | None) -> str:
    key = sentence.figure
    if people is None or key is None:
        return sentence.text
    if key in people.explanations:
        return " ".join([sentence.text, *_words(people.explanations[key])])
    owner = people.owner_of(key).name
    if not owner:
        return sentence.text
    return f"{sentence.text} {_('Not explained yet by {owner}.', owner=in_a_sentence(owner))}"


def _words(entries: Sequence[ReviewEntry]) -> Iterator[str]:
    """Each with who wrote it."""
    for entry in entries:
        if isinstance(entry.content, Words):
            text, name = _one_line(entry.content.text), in_a_sentence(entry.version.by.name)
            yield _("{text} ({name})", text=text, name=name)


def _of_figures(
    by_figure: Mapping[FigureKey, Sequence[ReviewEntry]], review: Review, settings: Settings
) -> Iterator[str]:
    for key, entries in by_figure.items():
        for text in _words(entries):
            yield f"{_about(key, review, settings)}: {text}" if not key.whole else text


def _about(key: FigureKey, review: Review, settings: Settings) -> str:
    figure = next((each for each in review.figures if each.key == key), None)
    return figure_name(key, "" if figure is None else figure.title, settings)


def _actions(entries: Sequence[ReviewEntry], today: date) -> Iterator[str]:
    return (_action(action_of(entry), today) for entry in entries)


def _action(action: Action, today: date) -> str:
    owner = in_a_sentence(action.owner.name) or _("nobody yet")
    told = {"text": _one_line(action.text), "owner": owner, "day": speaking().dated(action.due)}
    if action.state is ActionState.DONE:
        return _("{text} ({owner}, due {day}): done", **told)
    if action.state is ActionState.DROPPED:
        return _("{text} ({owner}, due {day}): dropped, {why}", why=_one_line(action.why), **told)
    late = (today - action.due).days
    if late > 0:
        return ngettext(
            "{text} ({owner}, due {day}): {n} day overdue",
            "{text} ({owner}, due {day}): {n} days overdue",
            late,
            n=late,
            **told,
        )
    return _("{text} ({owner}, due {day})", **told)


def _one_line(text: str) -> str:
    return in_a_sentence(" ".join(text.split()))
