"""Boards, and rotations through several of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallboard.settings.parts.section import Section, Seen, SeenAs
from wallboard.settings.parts.values import LanguageTag

BUILT_IN_BOARDS = ("wall", "far", "departments")  # of a file that declares none
Theme = Literal["dark", "light", "contrast"]


class Board(Section):
    """One board: which tiles, where. Rows of tiles; "name:2" is two of the grid's columns wide."""

    title: Seen[str] = Field(default="", description="what its header says; the site's name when empty")
    site: Seen[str] = Field(default="", description="site that it shows; may be left out where there is one site")
    columns: Seen[int] = Field(
        default=4, ge=1, le=12, description="columns of the grid; the widths in each row add up to them"
    )
    rows: Seen[tuple[tuple[str, ...], ...]] = Field(
        description='tiles by row, such as [["speed_of_answer", "waiting_now"], ["queues:2", "ageing:2"]]'
    )
    heights: Seen[tuple[float, ...]] = Field(
        default=(), description="relative heights of the rows; equal when left out"
    )
    queues: Seen[tuple[str, ...]] = Field(
        default=(), description="queues shown, and whose calls are counted; all of the site's when empty"
    )
    departments: Annotated[tuple[str, ...], SeenAs.THEIR_NAMES] = Field(
        default=(), description="departments shown; all of the site's when empty"
    )
    agent_names: Seen[bool] = Field(default=False, description="whether agents are shown by name on this board")
    viewing_distance_m: Seen[float] = Field(
        default=5,
        gt=0,
        description="metres from which it is read: text is that large, and tiles for which there is then no room are left out and said to be",
    )
    screen_diagonal_in: Seen[float] = Field(default=55, gt=0, description="inches across the screen it hangs on")
    language: Seen[LanguageTag | None] = Field(
        default=None, description="the board's own language; the site's when left out"
    )
    theme: Seen[Theme] = Field(
        default="dark",
        description='its colours: "dark", which is calm all night; "light" for bright rooms; "contrast" for eyes that need more of it',
    )
    sound: Seen[bool] = Field(
        default=False, description="whether it sounds once for each new alarm, where its browser allows sound"
    )


class Rotation(Section):
    """Boards of one site that take turns on one screen. It has an address as a board has, and may not be called like one."""

    title: Seen[str] = Field(default="", description="what the browser's tab says; the site's name when empty")
    site: Seen[str] = Field(default="", description="site of its boards; may be left out where there is one site")
    boards: Seen[tuple[tuple[str, Annotated[float, Field(ge=5, le=3600)]], ...]] = Field(
        description='its boards in turn, each with the seconds for which it is seen, such as [["wall", 30], ["far", 20]]'
    )
    alarm_holds_s: Seen[float] = Field(
        default=300,
        ge=0,
        le=86_400,
        description="seconds for which a new alarm of one of its boards stops the round there; 0: it never does",
    )
