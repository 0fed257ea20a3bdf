"""Every queue in a row, worst first: who waits, for how long, how fast and how many in time."""

from __future__ import annotations

from dataclasses import dataclass

from dash.development.base_component import Component

from layouts import judge
from layouts.format import NOTHING, count, duration, percent
from layouts.ordering import stable_order
from layouts.parts import frame, framed, judged, text, word
from layouts.theme import ALARM, CATCHING_UP, LATE, LOST, NO_DATA, NONE, OK, SEVERITY, SILENT, WATCH, WORDS, worst
from layouts.tile import Context, Place, Props, Tile, View
from layouts.tiles import _queue_table
from layouts.tiles._table import height
from layouts.tiles.waiting_now import longest_props
from wallboard.model import Reading

TITLE, WINDOW = "Queues", "worst first"
MOST_ROWS = 14


def has_spark(place: Place) -> bool:
    """Whether a row has room for its last half hour."""
    return place.once("spark", lambda: _queue_table.has_spark(place))


def rows(place: Place) -> int:
    letters = place.legibility
    return place.slots(head=height(0, 0, letters), row=_queue_table.row_height(letters), most=MOST_ROWS)


def layout(place: Place) -> Component:
    return frame(place, TITLE, WINDOW, _queue_table.table(place, rows(place)), kind="list")


@dataclass(frozen=True, slots=True)
class QueueLine:
    """What one row says of one queue."""

    queue: str
    waiting: float | None
    longest: float | None
    answer: float | None
    level: float | None
    target: float | None  # of that share
    recent: float | None  # the share in time of the last 30 min
    busy: str  # the states of its figures: waiting,
    long: str  # longest,
    in_time: str  # and the share in time
    state: str

    @property
    def falling(self) -> bool:
        """Below target, and worse in the last half hour than over the day."""
        below = self.in_time in (WATCH, ALARM)
        return below and self.level is not None and self.recent is not None and self.recent < self.level


def line(ctx: Context, queue: str) -> QueueLine:
    """The row's state goes by what is going on now; each figure wears its own, so that the reason can be seen."""
    reading = ctx.get("calls.waiting", queue=queue)
    waiting, longest = _value(reading), ctx.value("calls.longest_wait_s", queue=queue)
    variant, target, alarm = ctx.settings.queue(queue).service_level, ctx.target(queue), ctx.settings.alarm
    level = ctx.value("calls.service_level", "today", variant, queue=queue)
    recent = ctx.value("calls.service_level", "30m", variant, queue=queue)
    busy = judge.depth(waiting, ctx.value("calls.waiting", variant="usual", queue=queue), alarm)
    long = day = missed = NONE
    if target is not None:
        long = judge.longest(longest, target, alarm)
    if target is not None and ctx.open:
        day = judge.share(level, target, alarm)
        # A share missed in the last half hour alone is watched: it takes callers who wait now to make it an alarm.
        missed = WATCH if judge.share(recent, target, alarm) in (WATCH, ALARM) else NONE
    mood = worst([busy, long, missed])
    state = judged(ctx, ctx.state(reading, "calls"), OK if mood == NONE else mood, closed_too=not waiting)
    answer = ctx.value("calls.asa_s", "today", queue=queue)
    in_time, promised = worst([missed, day]), None if target is None else target.share
    return QueueLine(queue, waiting, longest, answer, level, promised, recent, busy, long, in_time, state)


def _value(reading: Reading | None) -> float | None:
    return None if reading is None else reading.value


def ordered(place: Place, ctx: Context) -> list[QueueLine]:
    lines = {queue: line(ctx, queue) for queue in ctx.queues}
    severity = {queue: SEVERITY[entry.state] for queue, entry in lines.items()}
    ranks = {queue: (severity[queue], entry.waiting or 0, entry.longest or 0) for queue, entry in lines.items()}
    return [lines[queue] for queue in stable_order(ctx.memory, place.key, ranks, severity, ctx.now)]


def view(place: Place, ctx: Context) -> View:
    lines, slots = ordered(place, ctx), rows(place)
    shown, rest = lines[:slots], lines[slots:]
    base = ctx.state(None, "calls") if ctx.source("calls") else NO_DATA
    state = base if base in (LOST, SILENT, LATE, CATCHING_UP) or not lines else NONE
    tile_state = worst([state, *(entry.state for entry in lines)]) if state == NONE else state
    note = word(ctx, state, "calls") or WINDOW
    view = framed(place, TITLE, note, tile_state, f"{TITLE}: {len(lines)}, {note}")
    view[place.id("rows")] = {"vars": {"--rows": str(max(len(shown), 1))}}
    for nth in range(slots):
        view |= _row_view(place, ctx, nth, shown[nth] if nth < len(shown) else None)
    if has_spark(place):
        view |= _queue_table.sparks(place, slots, [ctx.series("calls.waiting", entry.queue) for entry in shown])
    hidden = worst([entry.state for entry in rest])
    said = f"+{len(rest)} more" if rest else "" if lines else "no queue has been seen yet"
    view[place.id("more")] = {"text": said, "hide": not said, "state": hidden}
    return view


def _row_view(place: Place, ctx: Context, nth: int, entry: QueueLine | None) -> View:
    if entry is None:
        blank: View = {place.id(nth): {"hide": True, "state": NONE}}
        return blank | {place.id(nth, part): text("") for part in ("name", "waiting", "longest", "answer", "in-time")}
    said = ": ".join(filter(None, (ctx.queue_label(entry.queue), WORDS[entry.state])))
    return {
        place.id(nth): {"hide": False, "state": entry.state, "label": said},
        place.id(nth, "name"): text(ctx.queue_label(entry.queue)),
        place.id(nth, "waiting"): {"text": count(entry.waiting), "state": entry.busy},
        place.id(nth, "longest"): (longest_props(ctx, entry.queue) or text(NOTHING)) | {"state": entry.long},
        place.id(nth, "answer"): text(duration(entry.answer)),
        place.id(nth, "in-time"): _in_time(entry),
    }


def _in_time(entry: QueueLine) -> Props:
    """Today's share; an arrow says that the last half hour pulls it down."""
    level = percent(entry.level, entry.target)
    if not entry.falling:
        return {"text": level, "state": entry.in_time}
    return {"text": f"↓\u202f{level}", "state": entry.in_time}


TILE = Tile(
    "queues",
    TITLE,
    ("calls.waiting", "calls.longest_wait_s", "calls.asa_s", "calls.service_level"),
    "calls",
    layout,
    view,
    need=_queue_table.NEED,
)
