"""The review of a period as a page, or one thought per screen; and why there is none."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from layouts.page import PageContext
from layouts.page.words import unknown_words
from layouts.pages.review.asked import PATH, Asked, NoSuchReview, asked
from layouts.pages.review.blocks import Block, asked_of, written_alone
from layouts.pages.review.head import head
from layouts.pages.review.minutes import minutes
from layouts.pages.review.present import screens
from layouts.pages.review.shown import Shown
from wallboard.clock import local_day
from wallboard.languages import _
from wallboard.model.roles import Right
from wallboard.periods import PeriodKind
from wallboard.questions.review import ReviewQuestion
from wallboard.questions.review_words import WeekQuestion


def content(context: PageContext) -> list[Component]:
    """Of the address: `context.search`."""
    try:
        ask = asked(context.search, context.settings, context.now())
    except NoSuchReview as error:
        return [nothing(str(error), html.A(_("Go to the last week"), href=PATH))]
    shown = read(ask, context)
    if not shown.review.figures:
        return [head(shown), _no_figures(shown, context), *(_section(*each) for each in written_alone(shown))]
    if ask.present:
        return [screens(shown)]
    return minutes(shown) if ask.minutes else page(shown)


def read(ask: Asked, context: PageContext) -> Shown:
    """May wait for a database."""
    reader = context.reader
    review = reader.reviewed(ReviewQuestion(ask.site, ask.day, ask.kind))
    words = reader.review.week(WeekQuestion(ask.site, ask.day))
    people = words if ask.kind is PeriodKind.WEEK else None
    notes = {} if people else reader.review.notes(ask.site, review.under_review)
    today = local_day(context.now(), reader.settings.zone(ask.site))
    may_write = context.visitor.may(Right.REVIEW)
    still_reading = any(each.site == ask.site and each.catching_up is not None for each in reader.health())
    sees_calls = reader.told_remit.whole_sites
    may_export = context.visitor.may(Right.EXPORT)
    beside = sees_calls, still_reading, may_export, words.stale_standards
    return Shown(ask, review, reader.settings, today, people, notes, may_write, *beside)


def page(shown: Shown) -> list[Component]:
    parts = asked_of(shown)
    jumps = html.Nav([html.A(_(block.title), href=f"#{block.name}") for block, _parts in parts], className="jumps")
    return [head(shown), jumps, *(_section(block, inner) for block, inner in parts)]


def _section(block: Block, parts: list[Component]) -> Component:
    return html.Section([html.H2(_(block.title)), *parts], id=block.name, className="block")


def _no_figures(shown: Shown, context: PageContext) -> Component:
    """To somebody who is given what does not exist: why they see nothing."""
    if said := unknown_words(context.reader.unknown()):
        return nothing(said)
    if shown.still_reading:
        return nothing(_("History is still being read. Load this page again in a few minutes."))
    return nothing(
        _(
            "There are no figures of this time yet. Each day is counted when it is over: the first review has figures "
            "after the first day with calls or requests."
        )
    )


def nothing(words: str, then: Component | None = None) -> Component:
    return html.Section([html.P(words), *([] if then is None else [then])], className="nothing", role="status")
