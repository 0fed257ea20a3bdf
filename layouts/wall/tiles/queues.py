"""Every queue in a row, worst first: who waits, for how long, how fast and how many in time."""

from __future__ import annotations

from layouts.wall.format import NOTHING, count, duration, percent
from layouts.wall.markup import Component
from layouts.wall.ordering import stable_order
from layouts.wall.parts import frame, framed, more_words, text, window_words, word
from layouts.wall.theme import WORDS
from layouts.wall.tile import Context, Place, Tile, View
from layouts.wall.tiles import _queue_table
from layouts.wall.tiles._table import height
from layouts.wall.tiles.waiting_now import longest_props
from wallboard.judging.queues import QueueStanding, queue_standing
from wallboard.judging.tone import CATCHING_UP, LATE, LOST, NO_DATA, NONE, SEVERITY, SILENT, worst
from wallboard.languages import N_, _

TITLE, WINDOW = N_("Queues"), N_("worst first")
MOST_ROWS = 14


def has_spark(place: Place) -> bool:
    """Whether a row has room for its last half hour."""
    return place.once("spark", lambda: _queue_table.has_spark(place))


def rows(place: Place) -> int:
    letters = place.legibility
    return place.slots(head=height(0, 0, letters), row=_queue_table.row_height(letters), most=MOST_ROWS)


def layout(place: Place) -> Component:
    return frame(place, _(TITLE), _(WINDOW), _queue_table.table(place, rows(place)), kind="list")


def ordered(place: Place, ctx: Context) -> list[QueueStanding]:
    lines = {queue: queue_standing(ctx, queue) for queue in ctx.queues}
    severity = {queue: SEVERITY[entry.tone] if entry.seen else -1 for queue, entry in lines.items()}
    ranks = {
        queue: (severity[queue], entry.waiting.value or 0, entry.longest.value or 0) for queue, entry in lines.items()
    }
    return [lines[queue] for queue in stable_order(ctx.memory, place.key, ranks, severity, ctx.now)]


def view(place: Place, ctx: Context) -> View:
    lines, slots = ordered(place, ctx), rows(place)
    shown, rest = lines[:slots], lines[slots:]
    base = ctx.obstacle(None, "calls") if ctx.source("calls") else NO_DATA
    state = base if base in (LOST, SILENT, LATE, CATCHING_UP) or not lines else NONE
    tile_state = worst((state, *(entry.tone for entry in lines if entry.seen))) if state == NONE else state
    note = word(ctx, state, "calls") or _("last {window}, worst first", window=window_words(ctx))
    view = framed(place, _(TITLE), note, tile_state, f"{_(TITLE)}: {len(lines)}, {note}")
    view[place.id("rows")] = {"vars": {"--rows": str(max(len(shown), 1))}}
    for nth in range(slots):
        view |= _row_view(place, ctx, nth, shown[nth] if nth < len(shown) else None)
    if has_spark(place):
        view |= _queue_table.sparks(place, slots, [ctx.series("calls.waiting", entry.queue) for entry in shown])
    hidden = worst(entry.tone for entry in rest if entry.seen)
    said = more_words(len(rest)) if rest else "" if lines else _("no queue has been seen yet")
    view[place.id("more")] = {"text": said, "hide": not said, "state": hidden}
    return view


def _row_view(place: Place, ctx: Context, nth: int, entry: QueueStanding | None) -> View:
    if entry is None:
        blank: View = {place.id(nth): {"hide": True, "state": NONE}}
        return blank | {place.id(nth, part): text("") for part in ("name", "waiting", "longest", "answer", "in-time")}
    said = ": ".join(filter(None, (_name(ctx, entry), _(WORDS[entry.tone]))))
    return {
        place.id(nth): {"hide": False, "state": entry.tone, "label": said},
        place.id(nth, "name"): text(_name(ctx, entry)),
        place.id(nth, "waiting"): {"text": count(entry.waiting.value), "state": entry.waiting.tone},
        place.id(nth, "longest"): (longest_props(ctx, entry.queue) or text(NOTHING)) | {"state": entry.longest.tone},
        place.id(nth, "answer"): {"text": duration(entry.answer.value), "state": entry.answer.tone},
        place.id(nth, "in-time"): {
            "text": percent(entry.level.value, entry.level.target),
            "state": entry.level.tone,
        },
    }


def _name(ctx: Context, entry: QueueStanding) -> str:
    """A queue that only the settings name says so: its name may be misspelt."""
    label = ctx.queue_label(entry.queue)
    return label if entry.seen else _("{queue}: not seen yet", queue=label)


TILE = Tile(
    "queues",
    TITLE,
    "calls",
    layout,
    view,
    need=_queue_table.NEED,
)
