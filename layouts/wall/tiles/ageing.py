"""Open requests, departments by age: the promise is a line, and everything past it is warm."""

from __future__ import annotations

import math
from dataclasses import dataclass

from layouts.wall.format import NOTHING, count, days, percent, spoken, target_percent
from layouts.wall.markup import Component
from layouts.wall.ordering import stable_order
from layouts.wall.parts import frame, framed, more_words, text, word
from layouts.wall.theme import WORDS
from layouts.wall.tile import Context, Place, Props, Tile, View
from layouts.wall.tiles import _age_table, _table
from layouts.wall.tiles._age_table import SPECIAL, columns, joined, roomy
from layouts.wall.tiles._bands import AgeBand, bands, boundary, has_boundary, late_share
from layouts.wall.tiles.oldest_open import oldest
from wallboard.judging.figure import JudgedFigure
from wallboard.judging.requests import age, emergency_tone, kept
from wallboard.judging.targets import promised_days
from wallboard.judging.tone import ALARM, LATE, LOST, NO_DATA, NONE, SILENT, TOO_FEW, WATCH, Tone, worst
from wallboard.languages import N_, _, ngettext

TITLE = N_("Open requests by age")
MOST_ROWS = 20
WIDE_FROM_LABELS = 34


def rows(place: Place) -> int:
    label = place.legibility.label
    return place.slots(head=_table.height(0, 0, place.legibility), row=label * _age_table.ROW, most=MOST_ROWS)


def wide(place: Place) -> bool:
    """Whether there is room for more than the map itself."""
    return _table.least_side(place) / place.legibility.label >= WIDE_FROM_LABELS


def layout(place: Place) -> Component:
    return frame(place, _(TITLE), _("days"), _age_table.table(place, rows(place)), kind="list")


def view(place: Place, ctx: Context) -> View:
    breached = {name: ctx.value("tickets.breached", department=name) or 0 for name in ctx.departments}
    ranks = {name: (late, ctx.value("tickets.open", department=name) or 0) for name, late in breached.items()}
    order = stable_order(ctx.memory, place.key, ranks, dict.fromkeys(ranks, 0), ctx.now)
    special = {name: ctx.value(f"tickets.{name}") or 0 for name in SPECIAL}
    slots = max(1, rows(place) - any(special.values()))
    shown, rest = order[:slots], order[slots:]
    base = ctx.obstacle(ctx.get("tickets.open"), "tickets")
    note = word(ctx, base, "tickets") or _note(place, ctx)
    kept_of = {name: kept(ctx, name) for name in shown}
    said = _("{title}: {n} open, {note}", title=_(TITLE), n=count(ctx.value("tickets.open")), note=note)
    view = framed(place, _(TITLE), note, base, said)
    view[place.id("rows")] = {
        "vars": {"--rows": str(max(len(shown) + any(special.values()), 1))},
        "state": worst(NONE if figure.tone == TOO_FEW else figure.tone for figure in kept_of.values()),
    }
    view[place.id("special")] = {"hide": not any(special.values())}
    for name, value in special.items():
        view |= _special(place, name, value, emergency_tone(ctx) if name == "emergency" else NONE)
    promises = {name: promised_days(ctx, name) for name in shown}
    cells = {name: _cells(place, ctx, name, promises[name]) for name in shown}
    most = max((cell.value or 0 for line in cells.values() for cell in line), default=0) or 1
    for nth in range(rows(place)):
        department = shown[nth] if nth < len(shown) else None
        view |= (
            _blank(place, nth)
            if department is None
            else _line(place, ctx, nth, department, promises[department], cells[department], most, kept_of[department])
        )
    said = more_words(len(rest)) if rest else "" if order else _empty(base)
    view[place.id("more")] = {"text": said, "hide": not said, "state": NONE}
    return view


def _window(ctx: Context) -> str:
    kinds = {part.age_in for name, part in ctx.settings.departments.items() if name in ctx.departments} or {"calendar"}
    if len(kinds) > 1:
        return _("days")
    return _("business days") if "business" in kinds else _("calendar days")


def _note(place: Place, ctx: Context) -> str:
    first, kept = oldest(ctx), ctx.value("tickets.on_time", "7d")
    facts = [_("{share} kept in 7 d", share=percent(kept))] if kept is not None and wide(place) else []
    if first:
        oldest_one = _("oldest {age}", age=days(first[1]))
        facts.append(oldest_one + (f", {ctx.department_label(first[0])}" if wide(place) else ""))
    return " · ".join([*facts, _window(ctx)])


def _empty(base: Tone) -> str:
    return _("no request has been read yet") if base in (NONE, NO_DATA) else _(WORDS[base])


@dataclass(frozen=True, slots=True)
class Cell:
    """One band of one department, or several joined: how many are open, and how many of those are past their promise."""

    band: AgeBand
    value: float | None
    late: float


def _columns(place: Place, ctx: Context, department: str) -> list[tuple[AgeBand, tuple[AgeBand, ...]]]:
    return place.once(f"bands of {department}", lambda: joined(bands(ctx.settings.bands(department)), columns(place)))


def _cells(place: Place, ctx: Context, department: str, promise: float | None) -> list[Cell]:
    cells = []
    for band, parts in _columns(place, ctx, department):
        counts = [(part, ctx.value("tickets.in_band", department=department, band=part.scope)) for part in parts]
        known = [(part, value) for part, value in counts if value is not None]
        late = sum(value * late_share(ctx, department, part, promise, value) for part, value in known)
        cells.append(Cell(band, sum(value for _, value in known) if known else None, late))
    return cells


def _line(
    place: Place,
    ctx: Context,
    nth: int,
    department: str,
    promise: float | None,
    cells: list[Cell],
    most: float,
    share: JudgedFigure,
) -> View:
    written = percent(share.value, share.target)
    if share.tone == TOO_FEW:
        written = _("few") if share.n else NOTHING
    base = ctx.obstacle(ctx.get("tickets.open", department=department), "tickets")
    view: View = {
        place.id(nth): {
            "hide": False,
            "state": base if base in (LOST, SILENT, LATE) else share.tone if share.troubled else NONE,
        },
        place.id(nth, "name"): text(ctx.department_label(department)),
        place.id(nth, "open"): text(count(ctx.value("tickets.open", department=department))),
        place.id(nth, "kept"): {"state": share.tone, "label": _kept_aloud(written, share)},
        place.id(nth, "share"): text(written),
    }
    if roomy(place):
        oldest_one = age(ctx, "tickets.age_max_days", department=department)
        view[place.id(nth, "target")] = text(NOTHING if share.target is None else target_percent(share.target))
        view[place.id(nth, "oldest")] = text(days(oldest_one))
    own = ctx.settings.bands(department) != ctx.settings.bands_days
    for column in range(columns(place)):
        cell = cells[column] if column < len(cells) else None
        view[place.id(nth, "cell", column)] = _blank_cell() if cell is None else _cell(cell, promise, most, own)
    return view


def _kept_aloud(written: str, share: JudgedFigure) -> str:
    if share.tone == TOO_FEW:
        return _("kept: too few to say") if share.n else _("kept: nothing was decided")
    said = _(WORDS[share.tone]) if share.tone in (WATCH, ALARM) else ""
    return ": ".join(filter(None, (_("kept {share}", share=spoken(written)), said)))


def _cell(cell: Cell, promise: float | None, most: float, own: bool) -> Props:
    """How many (also as depth of colour), how much of it past its promise (also as the length of a bar), and where the
    row's promise ends. A row with bands of its `own` names them."""
    at = boundary(cell.band, promise) if promise is not None and has_boundary(cell.band, promise) else None
    depth, late = math.sqrt((cell.value or 0) / most), min(1.0, cell.late / cell.value) if cell.value else 0.0
    figure = count(cell.value)
    shown = figure if cell.value is None or cell.value else "·"
    past = ", " + _("{n} past due", n=count(cell.late)) if round(cell.late) else ""
    aloud = _("no figure") if cell.value is None else figure
    return {
        "text": f"{cell.band.title}: {shown}" if own else shown,
        "state": "in" if at is None else "within" if at > 0 else "edge",
        "label": _("{band} days: {n}", band=cell.band.title, n=aloud) + past,
        "vars": _layers(depth, late) | {"--late": f"{late:.2f}", "--at": f"{at or 0:.2f}"},
    }


def _layers(depth: float, late: float) -> dict[str, str]:
    """The cell's two colours, warm laid over cool, so that together they cover its ground by its depth: never not at
    all, for an empty cell is a cell."""
    covered = 0.14 + 0.86 * depth
    warm = covered * late
    return {"--hot-a": f"{warm:.2f}", "--cool-a": f"{covered * (1 - late) / (1 - warm) if warm < 1 else 0:.2f}"}


def _blank_cell() -> Props:
    return {"text": "", "state": "empty", "vars": {"--hot-a": "0", "--cool-a": "0", "--late": "0", "--at": "0"}}


def _special(place: Place, name: str, value: float, tone: Tone) -> View:
    return {
        place.id(name): {"hide": not value, "state": tone},
        place.id(name, "says"): text(_called(name, value) if value else ""),
    }


def _called(name: str, value: float) -> str:
    if name == "unassigned":
        return ngettext("{n} unassigned", "{n} unassigned", value, n=count(value))
    return ngettext("{n} emergency", "{n} emergencies", value, n=count(value))


def _blank(place: Place, nth: int) -> View:
    view: View = {place.id(nth): {"hide": True, "state": NONE}}
    extra = ("target", "oldest") * roomy(place)
    view |= {place.id(nth, part): text("") for part in ("name", "open", "share", *extra)}
    view[place.id(nth, "kept")] = {"state": NONE}
    view |= {place.id(nth, "cell", column): _blank_cell() for column in range(columns(place))}
    return view


TILE = Tile(
    "ageing",
    TITLE,
    "tickets",
    layout,
    view,
    need=_age_table.NEED,
)
