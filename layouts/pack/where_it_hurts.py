"""Where it hurts: the half hours in which most callers waited too long, all of them side by side, and departments by what is
past due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from layouts.pack.document import Block, Cell, Heading, Heat, NumberForm, Sentences, Shade, Table, Told
from layouts.pack.told import counted, share_told, told_change, told_period, written
from layouts.review.hot_hours import HeatMap, Step, half_hour_name, heat_map, weekday_name
from layouts.review.sore_departments import BREACHED, DUE_SOON, OLDEST, OPEN, Sore, sore_departments
from layouts.wall.format import NOTHING, percent
from layouts.wall.names import department_label
from wallboard.languages import _
from wallboard.review import HalfHour, Review
from wallboard.settings import Settings

_SHADES = {Step.BELOW: Shade.BELOW, Step.FAR_BELOW: Shade.FAR_BELOW}


def where_it_hurts(review: Review, settings: Settings) -> Iterator[Block]:
    """Nothing where neither half hours nor departments are told."""
    blocks = [*_hot_hours(review), *_departments(review, settings)]
    if blocks:
        yield Heading(_("Where it hurts"), 2)
        yield from blocks


def _hot_hours(review: Review) -> Iterator[Block]:
    heat = heat_map(review)
    if heat is None:
        return
    hot = review.hot()
    if hot:
        name = _("Half hours in which most callers were not answered in time")
        heads = [_("Half hour"), _("Not answered in time"), _("Answered in time"), _("Calls")]
        yield Heading(name, 3)
        yield Table(name, heads, [_half_hour(heat, each) for each in hot])
    else:
        yield Sentences([_("In no half hour the target of {target} was missed.", target=percent(heat.target))])
    name = _("Calls answered in time, in per cent, by half hour")
    yield Heading(name, 3)
    yield _map(heat, name)
    yield Sentences(
        [_("Shaded: below the target of {target}; dark: far below.", target=percent(heat.target))], aside=True
    )


def _half_hour(heat: HeatMap, hot: HalfHour) -> Sequence[Cell]:
    return [half_hour_name(hot), counted(hot.missed), share_told(hot.level, heat.target), counted(hot.offered)]


def _map(heat: HeatMap, name: str) -> Heat:
    rows: list[Sequence[Cell]] = []
    shades: list[Sequence[Shade | None]] = []
    for weekday in heat.weekdays:
        told = [heat.told.get((weekday, begins)) for begins in heat.begins]
        rows.append([weekday_name(weekday), *(_level(heat, each) for each in told)])
        shades.append([None, *(None if each is None else _shade(heat, each) for each in told)])
    return Heat(name, ["", *heat.begins], rows, shades)


def _level(heat: HeatMap, told: HalfHour | None) -> Cell:
    """In per cent: there is no room for its sign."""
    if told is None or told.level is None:
        return Told("", None, NumberForm.AMOUNT)
    return written(heat.digits(told), 100 * told.level, NumberForm.AMOUNT)


def _shade(heat: HeatMap, told: HalfHour) -> Shade | None:
    step = heat.step(told)
    return None if step is None else _SHADES.get(step)


def _departments(review: Review, settings: Settings) -> Iterator[Block]:
    sore = sore_departments(review)
    if sore is None:
        return
    if not sore:
        yield Sentences([_("No department has a request past due.")])
        return
    name = _("Departments with requests past due")
    heads = [_("Department"), _("Past due"), _("on the one before"), _("Due soon"), _("Open"), _("Oldest")]
    yield Heading(name, 3)
    yield Table(name, heads, [_department(each, settings) for each in sore])


def _department(sore: Sore, settings: Settings) -> Sequence[Cell]:
    return [
        department_label(settings, sore.department),
        _figure(sore, BREACHED),
        told_change(sore.breached.box.on_before),
        *(_figure(sore, metric) for metric in (DUE_SOON, OPEN, OLDEST)),
    ]


def _figure(sore: Sore, metric: str) -> Told:
    figure = sore.figures.get(metric)
    return Told(NOTHING) if figure is None else told_period(figure, figure.box.last)
