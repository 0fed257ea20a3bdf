"""What people wrote of the week: actions that return until they are done, decisions, explanations, and where to write more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dash import html
from dash.development.base_component import Component

from layouts.page.review_words import (
    STATES,
    entry_address,
    expected_words,
    figure_words,
    new_action_address,
    words_address,
)
from layouts.pages.review.shown import Shown
from layouts.review.improvement_words import improvement_words
from wallboard.languages import _, speaking
from wallboard.model import Scope
from wallboard.model.review_words import Action, FigureKey, ReviewEntry, Standard, Words
from wallboard.questions.review_words import WeekWords, action_of
from wallboard.review import ReviewedFigure
from wallboard.review.improvement import judged


def action_rows(shown: Shown, entries: Sequence[ReviewEntry]) -> list[Component]:
    """Each with its state, who does it and until when, and where it came from."""
    return [_action(shown, entry, action_of(entry)) for entry in entries]


def judging(shown: Shown) -> list[Component]:
    """Improvements whose day has come, beside the actions that are told of anyway."""
    if shown.people is None:
        return []
    told = {entry.id for entry in shown.people.actions}
    return action_rows(shown, [entry for entry in shown.people.to_judge if entry.id not in told])


def standard_rows(shown: Shown) -> list[Component]:
    """What teams promised of themselves, and nobody reviewed for long."""
    return [_standard(shown, each, each.content) for each in shown.standards if isinstance(each.content, Standard)]


def _standard(shown: Shown, entry: ReviewEntry, standard: Standard) -> Component:
    reviewed = _("last review on {day}", day=speaking().dated(standard.reviewed))
    facts = [standard.owner.name or _("nobody yet"), reviewed, about_words(shown, entry.about)]
    title = html.A(standard.team, href=entry_address(entry), dir="auto")
    said = html.Span(first_line(standard.target), className="said", dir="auto")
    return html.Li([title, said, html.Span(" · ".join(facts), dir="auto")])


def _action(shown: Shown, entry: ReviewEntry, action: Action) -> Component:
    owner = action.owner.name or _("nobody yet")
    facts = [_("{owner}, due {day}", owner=owner, day=speaking().dated(action.due))]
    if entry.week is not None:
        facts.append(_("from the week to {day}", day=speaking().dated(entry.week)))
    if not entry.about.whole:
        facts.append(about_words(shown, entry.about))
    if action.improvement and action.expected is not None:
        facts.append(_("expected of {figure}", figure=expected_words(action.expected, shown.settings)))
    state, words = action_state(action, shown.people.today if shown.people else shown.today)
    title = html.A(first_line(action.text), href=entry_address(entry), dir="auto")
    beside = [html.Span(action.why, className="why", dir="auto")] if action.why else []
    if chart := judgement_words(shown, action):
        beside.append(html.Span(chart, className="why"))
    head = html.Span(words, className=f"mark {state}")
    return html.Li([head, title, html.Span(" · ".join(facts), dir="auto"), *beside])


def judgement_words(shown: Shown, action: Action) -> str:
    """What the chart says of an improvement; "" of what is none."""
    if not action.improvement or action.since is None or action.expected is None:
        return ""
    figure = next((each for each in shown.review.figures if each.key == action.expected.figure), None)
    judgement = None if figure is None else judged(figure, action.since)
    return "" if figure is None or judgement is None else improvement_words(figure, judgement)


def about_words(shown: Shown, about: FigureKey) -> str:
    """As the page calls it; of one that is no longer reviewed, by its metric."""
    ours = next((each for each in shown.review.figures if each.key == about), None)
    return figure_words(about, shown.settings) if ours is None else shown.name(ours)


def action_state(action: Action, today: date) -> tuple[str, str]:
    """How it looks, and its words."""
    if action.is_overdue(today):
        return "overdue", _("overdue")
    return action.state.value, _(STATES[action.state])


def word_rows(entries: Sequence[ReviewEntry]) -> list[Component]:
    """Decisions, notes: what was written, and by whom."""
    return [_words(entry, entry.content) for entry in entries if isinstance(entry.content, Words)]


def _words(entry: ReviewEntry, words: Words) -> Component:
    by = html.A(entry.version.by.name, href=entry_address(entry), dir="auto")
    return html.Li([html.Span(words.text, className="said", dir="auto"), by])


def explanations(shown: Shown, figure: ReviewedFigure) -> list[Component]:
    """What whoever owns the process says of a signal; that it is still to come, and from whom."""
    if shown.people is None:
        return []
    told = shown.people.explanations.get(own_key(figure), ())
    if told:
        return [html.Ul(word_rows(told), className="explained")]
    return [html.P(_unexplained(shown.people, figure), className="unexplained")]


def _unexplained(told: WeekWords, figure: ReviewedFigure) -> str:
    """Processes are those of departments and of the site: a ward has none that somebody could own."""
    if figure.key.scope.ward:
        return _("Not explained yet.")
    owner = told.owner_of(own_key(figure)).name
    return (
        _("Not explained yet by {owner}.", owner=owner) if owner else _("Not explained yet; nobody owns this process.")
    )


def explained(shown: Shown, figure: ReviewedFigure) -> bool:
    return shown.people is not None and bool(shown.people.explanations.get(own_key(figure)))


def notes(shown: Shown, figure: ReviewedFigure) -> list[ReviewEntry]:
    return list(all_notes(shown).get(own_key(figure), ()))


def all_notes(shown: Shown) -> Mapping[FigureKey, Sequence[ReviewEntry]]:
    return shown.notes if shown.people is None else shown.people.notes


def write_links(shown: Shown, figure: ReviewedFigure) -> list[Component]:
    """Where a note or an explanation of the figure's week is written, and a new action about it; of longer periods a note."""
    if shown.people is None:
        return [html.A(_("Notes"), href=_notes_address(shown, own_key(figure)))]
    key, week = own_key(figure), shown.people.question.week
    links: list[Component] = [html.A(_("Notes and explanations"), href=words_address(key, week))]
    if shown.may_write:
        links.append(html.A(_("New action"), href=new_action_address(key, week)))
    return links


def period_links(shown: Shown) -> list[Component]:
    """Where notes of a month or quarter as a whole are written."""
    return [html.A(_("Notes of this period"), href=_notes_address(shown, FigureKey("", Scope(shown.review.site))))]


def _notes_address(shown: Shown, about: FigureKey) -> str:
    period = shown.review.under_review
    return words_address(about, period.last, period.kind)


def week_links(shown: Shown) -> list[Component]:
    """The same of the week as a whole."""
    if shown.people is None:
        return []
    whole, week = FigureKey("", Scope(shown.review.site)), shown.people.question.week
    links: list[Component] = [html.A(_("Notes and decisions of this week"), href=words_address(whole, week))]
    if shown.may_write:
        links.append(html.A(_("New action"), href=new_action_address(whole, week)))
    return links


def own_key(figure: ReviewedFigure) -> FigureKey:
    """As those who write have it."""
    return FigureKey(*figure.key)


def first_line(text: str) -> str:
    return text.partition("\n")[0]
