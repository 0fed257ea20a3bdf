"""The document of a review: which blocks there are, in the order in which a meeting goes through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from layouts.pack.day_tables import day_tables
from layouts.pack.document import Block, Cell, Document, Heading, Sentences, Table, Told
from layouts.pack.figure_part import figure_part, under_review_name
from layouts.pack.people_words import actions_table, notes_apart, sayings
from layouts.pack.period_rows import chart_rows, period_rows
from layouts.pack.told import NOT_WHOLE, form_of, told_change, told_period, told_target
from layouts.pack.where_it_hurts import where_it_hurts
from layouts.review.amounts import period_name
from layouts.review.deep_dive_words import deep_dive_sentence, title_in
from layouts.review.names import figure_name
from layouts.review.score_words import cap_sentence, service_sentence
from layouts.review.sentence import Sentence
from layouts.review.sentences import review_words
from layouts.review.signal_words import TENDENCIES
from wallboard.clock import local, local_day
from wallboard.languages import _, speaking
from wallboard.model import Scope
from wallboard.model.review_words import EntryKind, ReviewEntry
from wallboard.periods import Period
from wallboard.review import FigureState, Review, ReviewedFigure
from wallboard.review.score import service_scores
from wallboard.settings import Settings


@dataclass(frozen=True, slots=True)
class Beside:
    """What a pack holds beside the figures: what people wrote; which `edition` it is, such as "Edition 2", and how it
    `differs` from the one before."""

    entries: Sequence[ReviewEntry] = ()
    edition: str = ""
    differs: Sequence[str] = ()


NOTHING_BESIDE = Beside()


def compose(
    review: Review,
    settings: Settings,
    beside: Beside = NOTHING_BESIDE,
    *,
    exceptions_only: bool = False,
    with_rows: bool = False,
) -> Document:
    """In the language that is spoken. `exceptions_only`: charts of the site as a whole, and of what is more than noise or
    missed its target; all others are in the table alone. `with_rows`: the days behind the figures, for a workbook."""
    known = settings.sites.get(review.site)
    site = known.name if known else review.site
    at = local(review.as_of, settings.zone(review.site))
    return Document(
        title=_("Review: {period}", period=period_name(review.under_review)),
        subtitle=f"{site} · {_from_to(review)}",
        language=speaking().tag,
        at=at,
        blocks=list(_blocks(review, settings, beside, exceptions_only)),
        foot=_foot(site, at, beside.edition),
        rows=[
            period_rows(review, settings),
            chart_rows(review, settings),
            *(day_tables(review, settings) if with_rows else ()),
        ],
    )


def _from_to(review: Review) -> str:
    language, period = speaking(), review.under_review
    return f"{language.dated(period.first)} – {language.dated(period.last)}"


def _foot(site: str, at: datetime, edition: str) -> str:
    language = speaking()
    known = _("as known on {date}, {time}", date=language.dated(at), time=language.time(at))
    return " · ".join(filter(None, (site, edition, known)))


def _blocks(review: Review, settings: Settings, beside: Beside, exceptions_only: bool) -> Iterator[Block]:
    words = review_words(review, settings)
    yield Sentences(_texts(words.headline))
    yield from _section(_("What differs from the edition before"), beside.differs)
    actions = [entry for entry in beside.entries if entry.kind is EntryKind.ACTION and not entry.withdrawn]
    if actions:
        yield Heading(_("Actions"), 2)
        yield actions_table(actions)
    yield from _section(_("Targets"), _texts(words.kept))
    yield from _section(_("Targets of calls"), _texts(words.calls))
    yield from _section(_("Targets of departments"), _texts(words.requests))
    yield from _section(_("Other targets"), _texts(words.outside))
    yield from _section(_("Scores"), _scores(review, settings))
    yield from _section(_("Signals"), [*_texts(words.signals), *filter(None, [words.as_usual])])
    yield from where_it_hurts(review, settings)
    drawn = list(_drawn(review, exceptions_only))
    period, keys = review.under_review, {figure.key for figure in drawn}
    yield from _section(_("Decisions"), list(sayings(beside.entries, period, EntryKind.DECISION)))
    dives = [each for each in beside.entries if each.kind is EntryKind.DEEP_DIVE and not each.withdrawn]
    told = [deep_dive_sentence(each, settings, title_in(review, each.about)) for each in dives[-1:]]
    yield from _section(_("Next week's deep dive"), told)
    yield from _section(_("Notes"), list(notes_apart(beside.entries, period, keys, settings)))
    if review.figures:
        yield Heading(_("All figures"), 2)
        yield _overview(review, settings)
    if any(not figure.box.last.whole for figure in review.figures):
        yield Sentences([_("{mark} Not all of its days are whole.", mark=NOT_WHOLE)], aside=True)
    yield from _parts(drawn, period, settings, beside.entries)


def _texts(sentences: Sequence[Sentence]) -> list[str]:
    return [each.text for each in sentences]


def _scores(review: Review, settings: Settings) -> list[str]:
    """Of each service, as of the day on which the review was made."""
    if not settings.review.scores:
        return []
    today = local_day(review.as_of, settings.zone(review.site))
    services = service_scores(review, today)
    told = [service_sentence(each, review, settings) for each in services]
    return [*told, cap_sentence()] if told else []


def _section(title: str, texts: Sequence[str]) -> Iterator[Block]:
    if texts:
        yield Heading(title, 2)
        yield Sentences(texts)


def _overview(review: Review, settings: Settings) -> Table:
    heads = [
        _("figure"),
        under_review_name(review.under_review),
        _("on the one before"),
        _("on the year before"),
        _("target"),
        _("how it stands"),
    ]
    rows: list[Sequence[Cell]] = [
        [
            figure_name(each.key, each.title, settings),
            told_period(each, each.box.last),
            told_change(each.box.on_before),
            told_change(each.box.on_year_before),
            told_target(each) or Told("", None, form_of(each)),
            _standing(each),
        ]
        for each in review.figures
    ]
    return Table(_("All figures"), heads, rows)


def _standing(figure: ReviewedFigure) -> str:
    """In a word or two."""
    if figure.state is FigureState.NOT_WHOLE:
        return _("not whole")
    if figure.state is FigureState.TOO_FEW:
        return _("too few")
    if figure.tendency is not None:
        return _(TENDENCIES[figure.tendency])
    return _("as usual") if figure.is_as_usual else ""


def _drawn(review: Review, exceptions_only: bool) -> Iterator[ReviewedFigure]:
    """Those that have a part with charts."""
    for figure in review.figures:
        whole = figure.key.scope == Scope(review.site)
        if whole or not exceptions_only or figure.signals or figure.met is False:
            yield figure


def _parts(
    drawn: Sequence[ReviewedFigure], period: Period, settings: Settings, entries: Sequence[ReviewEntry]
) -> Iterator[Block]:
    groups: dict[str, list[ReviewedFigure]] = {}
    for figure in drawn:
        groups.setdefault(_group(figure), []).append(figure)
    for title, figures in groups.items():
        yield Heading(title)
        for figure in figures:
            about = [entry for entry in entries if entry.about == figure.key]
            said = sayings(about, period, EntryKind.EXPLANATION, EntryKind.NOTE)
            yield figure_part(figure, settings, list(said))


def _group(figure: ReviewedFigure) -> str:
    subject = figure.key.metric.partition(".")[0]
    return {"calls": _("Calls"), "tickets": _("Requests")}.get(subject, _("Other figures"))
