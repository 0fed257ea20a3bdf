"""Every tile in every state, drawn by the tiles themselves from made-up snapshots: to choose tiles by, and to test by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from layouts.wall.boards import alone
from layouts.wall.format import duration, spoken
from layouts.wall.gallery._city import SITE, made_up_settings
from layouts.wall.gallery._scenes import LIVE, Scene, scenes
from layouts.wall.markup import Component, html
from layouts.wall.tile import Context, Memory, Place, Props, Tile, View
from layouts.wall.tiles import TILES
from layouts.wall.written import written
from wallboard.calendar import calendar
from wallboard.languages import _, language, speak
from wallboard.model import SECOND, Micros
from wallboard.settings import Board, Settings

# A board of four columns that is read from three metres: a figure takes one of them, a list two.
BOARD = Board(rows=(), viewing_distance_m=3)
FIGURE, LIST = (1, 32.0), (2, 46.0)  # columns and height in units


@dataclass(frozen=True)
class Sample:
    """One tile in one state, and what it shows there."""

    tile: Tile
    scene: Scene
    place: Place
    view: View

    def layout(self) -> Component:
        """The tile's own; its ids are those of `view`."""
        return self.tile.layout(self.place)

    def frame(self) -> Component:
        """A wall of this tile alone that stands within a page, as a text: Dash would take minutes over them all."""
        letters, tile = self.place.legibility, written(self.layout(), classes="place")
        past: dict[str, Any] = {"data-state": "past"} if self.scene.past else {}
        return html.Div(
            [*([html.Span(_("PAST"), className="past")] if past else []), tile],
            className="wall sample",
            style={
                "--wide": f"{self.place.width:.2f}",
                "--high": f"{self.place.height:.2f}",
                "--label-units": f"{letters.label:g}",
                "--digit-units": f"{letters.digits:g}",
            },
            **past,
        )


@lru_cache(maxsize=16)  # languages; nothing in them ever changes
def samples(tag: str) -> tuple[Sample, ...]:
    """Of every tile those states that it has: one in which it shows what it shows when all is well is none of its own."""
    settings = made_up_settings()
    with speak(language(tag)):
        return tuple(sample for tile in TILES.values() for sample in _of(tile, settings))


def _of(tile: Tile, settings: Settings) -> Iterator[Sample]:
    span, height = LIST if tile.needs.listed else FIGURE
    place = alone(tile, BOARD, settings, span, height)
    well = _view(tile, place, scenes()[LIVE], settings)
    for name, scene in scenes().items():
        if name == LIVE or scene.past or _view(tile, place, scene, settings) != well:
            own = replace(place, key=f"{name}-{place.key}")
            yield Sample(tile, scene, own, _view(tile, own, scene, settings))


def _view(tile: Tile, place: Place, scene: Scene, settings: Settings) -> View:
    hours = calendar(settings.sites[SITE].hours, settings.zone(SITE))
    at = Context(settings, SITE, scene.snapshot, hours, memory=Memory(), board=place.board)
    return {id: _still(props, scene.snapshot.as_of) for id, props in tile.view(place, at).items()}


def _still(props: Props, now: Micros) -> Props:
    """A time that goes on counting, as it is at this instant."""
    since = props.get("since")
    if since is None:
        return props
    said = duration(now / SECOND - since / 1000)
    told = {"label": props["label"].replace("{elapsed}", spoken(said))} if "label" in props else {}
    return {name: value for name, value in props.items() if name != "since"} | {"text": said} | told
