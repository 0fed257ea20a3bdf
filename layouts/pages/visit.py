"""One call in one queue: its timeline, the other calls of its caller on that day, and the source's own rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from dash import html
from dash.development.base_component import Component

from layouts.page import Page, PageContext
from layouts.page import parts as of_path
from layouts.page.figures import VISIT, visit_address
from layouts.page.outcomes import REASONS, outcome_words
from layouts.page.read_late import ReadLate
from layouts.page.story import dated, facts, nothing, table, when
from layouts.wall.format import NOTHING, duration
from wallboard.calls.happenings import ABANDONED, TRANSFERRED, Happening, What
from wallboard.clock import local_day
from wallboard.languages import N_, _
from wallboard.model import SECOND, Micros, Outcome, Reason, Visit, VisitKey
from wallboard.questions.day import DayQuestion
from wallboard.questions.errors import NoSuchDay, NoSuchSite
from wallboard.questions.same_caller import SameCallerQuestion
from wallboard.questions.stories import NoSuchStory, VisitStory
from wallboard.settings import Settings

TITLE = N_("One call")


def content(context: PageContext) -> list[Component]:
    parts, reader = context.parts, context.reader
    try:
        story = reader.visit(VisitKey(parts["source"], parts["call"], parts["queue"], parts["nth"]))
    except NoSuchStory:
        return [nothing(_("There is no such call here, or it is no longer kept."))]
    zone = reader.settings.zone(story.visit.site)
    return [
        _about(story.visit, reader.settings, zone),
        table(
            _("What happened, step by step"), (_("At"), _("What"), _("Who")), _timeline(story, reader.settings, zone)
        ),
        *_same_call(story, reader.settings, zone),
        *_same_caller(story, context, zone),
        *_rows(story, zone, reader.names),
    ]


def _about(visit: Visit, settings: Settings, zone: ZoneInfo) -> Component:
    wait = "" if visit.wait_s is None else duration(visit.wait_s)
    told = (
        (_("Queue"), _queue(visit.queue, settings)),
        (_("Entered"), dated(visit.entered, zone)),
        (_("Waited"), wait),
        (_("What became of it"), outcome_words(visit)),
        (_("Agent"), visit.agent or ""),
        (_("Talked"), "" if visit.talk_s is None else duration(visit.talk_s)),
        (_("Source"), visit.key.source),
        (_("Call"), visit.key.callid),
    )
    zoned = html.P(_("Times are those of {zone}.", zone=zone.key), className="as-of")
    return html.Section([facts(told), zoned], className="about")


def _timeline(story: VisitStory, settings: Settings, zone: ZoneInfo) -> Iterator[tuple[str, str, str]]:
    """By the steps that were told; of a call that was told whole, by its instants."""
    for told in story.steps:
        happening = told.happening
        yield when(happening.at, zone), _words(happening, settings), happening.agent or NOTHING
    for visit in () if story.steps else story.call:
        for at, words in _instants(visit, settings):
            yield when(at, zone), words, visit.agent or NOTHING


def _words(told: Happening, settings: Settings) -> str:
    queue = _queue(told.queue, settings)
    match told.what:
        case What.ENTERED:
            return _("entered {queue}", queue=queue)
        case What.RANG:
            return _("rang, and nobody took it")
        case What.ANSWERED:
            return _after(_("answered"), told.wait_s)
        case What.LEFT if told.detail == ABANDONED:
            return _after(_("gave up"), told.wait_s)
        case What.LEFT:
            return _after(_(REASONS[Reason(told.detail)]), told.wait_s)
        case What.ENDED if told.detail == TRANSFERRED:
            return _after(_("transferred"), told.talk_s)
        case What.ENDED:
            return _after(_("conversation over"), told.talk_s)
        case _:
            return _("a row that counts for nothing")


def _instants(visit: Visit, settings: Settings) -> Iterator[tuple[Micros, str]]:
    yield visit.entered, _("entered {queue}", queue=_queue(visit.queue, settings))
    if visit.left is not None:
        yield visit.left, _after(outcome_words(visit), visit.wait_s)
    if visit.ended is not None:
        yield visit.ended, _after(_("transferred") if visit.transferred else _("conversation over"), visit.talk_s)


def _after(words: str, seconds: int | None) -> str:
    return words if seconds is None else _("{what} after {time}", what=words, time=duration(seconds))


def _same_call(story: VisitStory, settings: Settings, zone: ZoneInfo) -> Iterator[Component]:
    others = [visit for visit in story.call if visit.key != story.visit.key and visit.site in settings.sites]
    if others:
        yield _visits(_("The same call in other queues"), others, settings, zone)


def _same_caller(story: VisitStory, context: PageContext, zone: ZoneInfo) -> Iterator[Component]:
    visit, reader = story.visit, context.reader
    day = DayQuestion(visit.site, local_day(visit.entered, zone))
    try:
        others = reader.same_caller(SameCallerQuestion(day, visit.key.source, visit.key.callid))
    except (NoSuchDay, NoSuchSite):
        others = None
    if others is None:
        yield nothing(_("Whether the same caller called again that day is not known."))
    elif not others:
        yield nothing(_("The same caller made no other call that day."))
    else:
        yield _visits(_("Other calls of the same caller that day"), others, reader.settings, zone)


def _visits(title: str, visits: Sequence[Visit], settings: Settings, zone: ZoneInfo) -> Component:
    rows = (
        (
            html.A(when(visit.entered, zone), href=visit_address(visit.key)),
            _queue(visit.queue, settings),
            _waited(visit),
            outcome_words(visit),
        )
        for visit in visits
    )
    return table(title, (_("Entered"), _("Queue"), _("Waited"), _("What became of it")), rows, numbers=[2])


def _waited(visit: Visit) -> str:
    if visit.outcome is Outcome.WAITING:
        return NOTHING
    waited = visit.wait_s if visit.wait_s is not None else ((visit.left or visit.entered) - visit.entered) // SECOND
    return duration(waited)


def _rows(story: VisitStory, zone: ZoneInfo, names: bool) -> Iterator[Component]:
    """As the source told them, without numbers of callers."""
    if not names:
        yield nothing(_("The source’s own rows name agents: they are shown to those who may see agents by name."))
        return
    heads = _("At"), _("Heard"), _("Row")
    told = [(each.happening.at, each.received_at, each.happening.raw) for each in story.steps]
    told += [(each.version.updated, each.received_at, _version(each.version)) for each in story.versions]
    rows = ((when(at, zone), when(heard, zone), html.Code(row)) for at, heard, row in told)
    yield table(_("The source’s own rows, without the caller’s number"), heads, rows)


def _version(version: tuple[object, ...]) -> str:
    return " | ".join("" if value is None else str(value) for value in version)


def _queue(queue: str, settings: Settings) -> str:
    return settings.queue(queue).label or queue


LATE = ReadLate("visit", TITLE, content)
PAGE = Page(
    VISIT,
    TITLE,
    LATE.layout,
    parts={"source": of_path.source, "call": of_path.name, "queue": of_path.name, "nth": of_path.number},
    callbacks=LATE.callbacks,
    style="figure.css",
)
