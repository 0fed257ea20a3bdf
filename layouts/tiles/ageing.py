"""Open requests, departments by age: the promise is a line, and everything past it is warm."""

from __future__ import annotations

import math

from dash import html
from dash.development.base_component import Component

from layouts.format import NOTHING, count, days, percent
from layouts.ordering import stable_order
from layouts.parts import frame, framed, text, word
from layouts.theme import ALARM, LATE, LOST, NO_DATA, NONE, SILENT, TOO_FEW, WATCH, WORDS, worst
from layouts.tile import Context, Place, Props, Tile, View
from layouts.tiles._bands import Band, bands, boundary, has_boundary, late_share, row_promise
from layouts.tiles.oldest_open import oldest
from layouts.tiles.promises_kept import target_share, tone
from wallboard.model import State

TITLE = "Open requests by age"
MOST_ROWS = 20
WIDE_FROM_LABELS = 34
SPECIAL = ("emergency", "unassigned")


def columns(place: Place) -> int:
    """As many as the longest list of bands that a row may have."""
    settings = place.settings
    return max(len(settings.bands_days), *(len(settings.bands(name)) for name in settings.departments), 0) + 1


def rows(place: Place) -> int:
    label = place.legibility.label
    return place.slots(head=label * 3.4 + 3, row=label * 1.3, most=MOST_ROWS)


def wide(place: Place) -> bool:
    """Whether there is room for more than the map itself."""
    return place.width / place.legibility.label >= WIDE_FROM_LABELS


def layout(place: Place) -> Component:
    names = [band.title for band in bands(place.settings.bands_days)]
    names += [""] * (columns(place) - len(names))
    head = html.Div(
        [html.Span(""), *(html.Span(name) for name in names), html.Span("open"), html.Span("kept")],
        className="row thead",
    )
    body = [_row(place, nth) for nth in range(rows(place))]
    more = html.Div("", id=place.id("more"), className="more")
    table = html.Div(
        [head, _special_row(place), *body, more],
        id=place.id("rows"),
        className="rows age",
        style={"--cols": str(columns(place))},
    )
    return frame(place, TITLE, "days", table, kind="list")


def _special_row(place: Place) -> Component:
    """One line for what belongs to no single row."""
    said = [
        html.Span(
            [html.I(className="mark"), html.Span("", id=place.id(name, "says"))], id=place.id(name), className="label"
        )
        for name in SPECIAL
    ]
    return html.Div(said, id=place.id("special"), className="row special")


def _row(place: Place, nth: int) -> Component:
    cells = [html.Span("", id=place.id(nth, "cell", i), className="cell") for i in range(columns(place))]
    name = html.Span(html.Span("", id=place.id(nth, "name")), className="label")
    ends = [html.B("", id=place.id(nth, "open")), html.Span("", id=place.id(nth, "kept"), className="kept")]
    return html.Div([name, *cells, *ends], id=place.id(nth), className="row")


def view(place: Place, ctx: Context) -> View:
    breached = {name: ctx.value("tickets.breached", department=name) or 0 for name in ctx.departments}
    ranks = {name: (late, ctx.value("tickets.open", department=name) or 0) for name, late in breached.items()}
    order = stable_order(ctx.memory, place.key, ranks, dict.fromkeys(ranks, 0), ctx.now)
    special = {name: ctx.value(f"tickets.{name}") or 0 for name in SPECIAL}
    slots = max(1, rows(place) - any(special.values()))
    shown, rest = order[:slots], order[slots:]
    base = ctx.state(ctx.get("tickets.open"), "tickets")
    note = word(ctx, base, "tickets") or _note(place, ctx)
    moods = [_kept_state(ctx, name) for name in shown]
    state = base if base != NONE else NONE
    view = framed(place, TITLE, note, state, f"{TITLE}: {count(ctx.value('tickets.open'))} open, {note}")
    view[place.id("rows")] = {
        "vars": {"--rows": str(max(len(shown) + any(special.values()), 1))},
        "state": worst(moods),
    }
    view[place.id("special")] = {"hide": not any(special.values())}
    for name, value in special.items():
        view |= _special(place, name, value)
    most = _most(ctx, shown)
    for nth in range(rows(place)):
        department = shown[nth] if nth < len(shown) else None
        view |= _blank(place, nth) if department is None else _line(place, ctx, nth, department, most)
    said = f"+{len(rest)} more" if rest else "" if order else _empty(base)
    view[place.id("more")] = {"text": said, "hide": not said, "state": NONE}
    return view


def _window(ctx: Context) -> str:
    kinds = {part.age_in for name, part in ctx.settings.departments.items() if name in ctx.departments} or {"calendar"}
    return f"{kinds.pop()} days" if len(kinds) == 1 else "days"


def _note(place: Place, ctx: Context) -> str:
    first, kept = oldest(ctx), ctx.value("tickets.on_time", "7d")
    told = [f"{percent(kept)} kept in 7 d"] if kept is not None and wide(place) else []
    if first:
        told.append(f"oldest {days(first[1])}" + (f", {ctx.department_label(first[0])}" if wide(place) else ""))
    return " · ".join([*told, _window(ctx)])


def _empty(base: str) -> str:
    return "no request has been read yet" if base in (NONE, NO_DATA) else WORDS[base]


def _counts(ctx: Context, department: str) -> list[tuple[Band, float | None]]:
    own = bands(ctx.settings.bands(department))
    return [(band, ctx.value("tickets.in_band", department=department, band=band.scope)) for band in own]


def _most(ctx: Context, departments: tuple[str, ...]) -> float:
    return max((value or 0 for name in departments for _, value in _counts(ctx, name)), default=0) or 1


def _kept_state(ctx: Context, department: str) -> str:
    return tone(ctx, ctx.value("tickets.on_time", "7d", department=department), target_share(ctx, department))


def _line(place: Place, ctx: Context, nth: int, department: str, most: float) -> View:
    kept = ctx.get("tickets.on_time", "7d", department=department)
    few = kept is not None and kept.state is State.TOO_FEW
    mood = TOO_FEW if few else _kept_state(ctx, department)
    base = ctx.state(ctx.get("tickets.open", department=department), "tickets")
    view: View = {
        place.id(nth): {
            "hide": False,
            "state": base if base in (LOST, SILENT, LATE) else mood if mood in (WATCH, ALARM) else NONE,
        },
        place.id(nth, "name"): text(ctx.department_label(department)),
        place.id(nth, "open"): text(count(ctx.value("tickets.open", department=department))),
        place.id(nth, "kept"): {
            "text": "few" if few else percent(None if kept is None else kept.value, target_share(ctx, department)),
            "state": mood,
        },
    }
    promise, own = row_promise(ctx, department), ctx.settings.bands(department) != ctx.settings.bands_days
    filled = _counts(ctx, department)
    for column in range(columns(place)):
        entry = filled[column] if column < len(filled) else None
        cell = _blank_cell() if entry is None else _cell(ctx, department, *entry, promise, most)
        view[place.id(nth, "cell", column)] = cell
        if entry is not None and own:
            cell["text"] = f"{entry[0].title}: {cell['text']}"
    return view


def _cell(ctx: Context, department: str, band: Band, value: float | None, promise: float | None, most: float) -> Props:
    """How many (also as depth of colour), how much of it past its promise, and where the row's promise ends."""
    at = boundary(band, promise) if promise is not None and has_boundary(band, promise) else None
    return {
        "text": NOTHING if value is None else count(value) if value else "·",
        "state": "in" if at is None else "within" if at > 0 else "edge",
        "vars": {
            "--a": f"{math.sqrt((value or 0) / most):.2f}",
            "--late": f"{late_share(ctx, department, band, promise, value or 0):.2f}",
            "--at": f"{at or 0:.2f}",
        },
    }


def _blank_cell() -> Props:
    return {"text": "", "state": "empty", "vars": {"--a": "0", "--late": "0", "--at": "0"}}


def _special(place: Place, name: str, value: float) -> View:
    return {
        place.id(name): {"hide": not value, "state": ALARM if name == "emergency" and value else NONE},
        place.id(name, "says"): text(f"{count(value)} {_called(name, value)}" if value else ""),
    }


def _called(name: str, value: float) -> str:
    return "unassigned" if name == "unassigned" else "emergency" if value == 1 else "emergencies"


def _blank(place: Place, nth: int) -> View:
    view: View = {place.id(nth): {"hide": True, "state": NONE}}
    view |= {place.id(nth, part): text("") for part in ("name", "open", "kept")}
    view |= {place.id(nth, "cell", column): _blank_cell() for column in range(columns(place))}
    return view


TILE = Tile(
    "ageing",
    TITLE,
    ("tickets.in_band", "tickets.open", "tickets.on_time", "tickets.breached", "tickets.unassigned"),
    "tickets",
    layout,
    view,
    least_width=80,
    least_height=20,
)
