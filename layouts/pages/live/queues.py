"""The queues of the live page: a row each, with the one that needs help first on top."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from layouts.page.figures import figure_address, visit_address
from layouts.page.live_grid import GridColumn, filled_in, wide_enough
from layouts.pages.live.sites import SiteFloor
from layouts.wall.attention import sentence
from layouts.wall.format import count, duration, percent
from layouts.wall.ordering import stable_order
from layouts.wall.theme import WORDS, verdict_words
from layouts.wall.tile import Context
from wallboard.judging.figure import JudgedFigure
from wallboard.judging.floor import QueueFloor, queue_floors
from wallboard.judging.tone import ALARM, ERROR, NONE, OK, SEVERITY, WATCH, Tone
from wallboard.judging.verdict import Verdict
from wallboard.languages import _
from wallboard.model import ReadingKey, Scope
from wallboard.model.floor import CallerNow

ID = "queues"
Cell = tuple[float | None, str, str]  # what it is sorted by, what is read, its tone


class Judged(NamedTuple):
    """A queue with where it is."""

    site: SiteFloor
    queue: QueueFloor

    @property
    def key(self) -> str:
        return key(self.site.at, self.queue.standing.queue)

    @property
    def label(self) -> str:
        return self.site.at.queue_label(self.queue.standing.queue)


def key(at: Context, queue: str) -> str:
    """By which a queue is known on the page, and in its address."""
    return f"{at.site}/{queue}"


def columns(several_sites: bool) -> list[GridColumn]:
    states = [_(word) for tone, word in WORDS.items() if tone != ERROR and word]
    verdicts = [f"100 %, {verdict_words(each)}" for each in Verdict]
    level = partial(_figure, "calls.service_level", variant=filled_in("variant"))
    return [
        GridColumn("help", "№", _("Which needs help first: what can still be steered before what is lost"), "rank", 62),
        GridColumn("queue", _("Queue"), _("What the settings call it"), "text", 160),
        *([GridColumn("site", _("Site"), _("The centre it belongs to"), "text", 130)] if several_sites else []),
        GridColumn("state", _("State"), _("How it stands now, or why nobody can tell"), "standing", wide_enough(120, states)),
        GridColumn("waiting", _("Waiting"), _("Callers in the queue now, against the usual of this hour"), "judged", 84, opens=_figure("calls.waiting")),
        GridColumn("longest", _("Longest"), _("How long the first of them has waited"), "since", 88, opens=":first"),
        GridColumn("free", _("Free"), _("Agents who could take a call"), "number", 66, opens=_figure("agents.available")),
        GridColumn("busy", _("Busy"), _("Agents on a call or in wrap-up"), "number", 66),
        GridColumn("paused", _("Paused"), _("Agents on a break"), "number", 76, opens=_figure("agents.paused")),
        GridColumn("level15", _("15 min"), _("Share answered in time of the calls that ended in the last 15 minutes"), "judged", 80, opens=level("15m")),
        GridColumn("level30", _("30 min"), _("Share answered in time of the calls that ended in the last 30 minutes"), "judged", 80, opens=level("30m")),
        GridColumn("today", _("Today"), _("Share answered in time today, and whether the day's promise can still be kept"), "judged", wide_enough(150, verdicts), opens=level("today")),
        GridColumn("answer", _("Answer"), _("Average speed of answer in the last minutes"), "judged", 82, opens=_figure("calls.asa_s", filled_in("window"))),
        GridColumn("gaveup", _("Gave up"), _("Callers who hung up while waiting, today"), "number", 82, opens=_figure("calls.abandoned", "today")),
        GridColumn("rate", _("Rate"), _("Share of callers who gave up in the last minutes"), "judged", 74, opens=_figure("calls.abandon_rate", filled_in("window"))),
        GridColumn("offered", _("Offered"), _("Callers today"), "number", 84, opens=_figure("calls.offered", "today")),
        GridColumn("usual", _("Usual"), _("Callers by this time on the same weekday in the weeks before"), "number", 78, opens=_figure("calls.offered", "today", variant="usual")),
        GridColumn("owed", _("Call-backs"), _("Callers who asked to be called back and were not answered since, where callers are recognised"), "number", 96, opens=_figure("calls.callbacks_owed")),
        GridColumn("owed_since", _("Owed for"), _("How long the first of them has been owed a call"), "since", 92),
        GridColumn("why", _("Why"), _("Why it needs somebody now"), "text", 300),
        GridColumn("course", _("Half hour"), _("Callers waiting in the last half hour"), "spark", 120),
    ]  # fmt: skip


def _figure(metric: str, window: str = "now", variant: str = "") -> str:
    """What is behind a figure of a row's queue."""
    return figure_address(ReadingKey(metric, Scope(filled_in("site_key"), filled_in("name")), window, variant))


def judged(floors: Iterable[SiteFloor]) -> list[Judged]:
    """Every queue, the one that needs help first in front. An order stands for a while, unless something got worse."""
    every = [Judged(floor, queue) for floor in floors for queue in queue_floors(floor.at)]
    if not every:
        return []
    memory, now = every[0].site.at.memory, every[0].site.at.now
    ranks = {each.key: each.queue.rank for each in every}
    order = stable_order(memory, "live", ranks, {name: rank[0] * 10 + rank[1] for name, rank in ranks.items()}, now)
    of = {each.key: each for each in every}
    return [of[name] for name in order]


def rows(every: Sequence[Judged]) -> dict[str, dict[str, object]]:
    first = {key(each.site.at, one.queue): one for each in every for one in each.site.callers if one.position == 1}
    return {each.key: dict(_row(each, place, first.get(each.key))) for place, each in enumerate(every, 1)}


def _row(each: Judged, place: int, first: CallerNow | None) -> Iterator[tuple[str, object]]:
    at, queue, standing = each.site.at, each.queue, each.queue.standing
    yield "help", place
    yield "queue", each.label if standing.seen else _("{queue}: not seen yet", queue=each.label)
    yield "site", at.settings.sites[at.site].name
    yield "state", (SEVERITY[standing.tone], _(WORDS[standing.tone]), standing.tone)
    yield "why", "" if queue.matter is None else sentence(at, queue.matter)
    yield "waiting", cell(standing.waiting, count(standing.waiting.value))
    yield "longest", None if queue.waiting_since is None else queue.waiting_since // 1000
    yield "late", standing.longest.tone
    yield "first", None if first is None else visit_address(first.key)
    yield from (("site_key", at.site), ("name", standing.queue), ("window", at.settings.alarm.window))
    yield "variant", at.settings.queue(standing.queue).service_level
    yield from (("free", queue.free), ("busy", queue.busy), ("paused", queue.paused))
    for name, level in zip(("level15", "level30"), queue.levels, strict=True):
        yield name, cell(level, percent(level.value, level.target))
    yield "today", _today(queue)
    yield "lost", queue.day.verdict is Verdict.LOST
    yield "answer", cell(standing.answer, duration(standing.answer.value))
    yield "gaveup", queue.gave_up
    yield "rate", cell(queue.rate, percent(queue.rate.value))
    yield from (("owed", queue.owed), ("owed_since", None if queue.owed_since is None else queue.owed_since // 1000))
    yield from (("offered", queue.offered), ("usual", None if queue.usual is None else round(queue.usual)))
    yield "course", list(at.series("calls.waiting", standing.queue))


def cell(figure: JudgedFigure, written: str) -> Cell:
    return figure.value, written, figure.tone if figure.tone in (OK, WATCH, ALARM) else NONE


def _today(queue: QueueFloor) -> Cell:
    """The day's figure has no colour: it is the sum of what was, and nobody steers that."""
    day = queue.day
    written = percent(day.figure.value, day.figure.target)
    said = written if day.verdict is None else f"{written}, {verdict_words(day.verdict)}"
    return day.figure.value, said, Tone.NONE
