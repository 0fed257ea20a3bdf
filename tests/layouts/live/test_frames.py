"""Differences and whole views: whatever a screen has missed, it ends with the newest view."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layouts.live.frames import KEPT_FRAMES, Tick, changes

PROPS = st.dictionaries(
    st.sampled_from(["text", "state", "hide", "since"]), st.one_of(st.text(max_size=3), st.booleans()), max_size=4
)
VIEWS = st.dictionaries(st.sampled_from(list("abcd")), PROPS, max_size=4)


def apply(view: dict[str, dict[str, Any]], frame: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What the page's script does with a frame."""
    if "f" in frame:
        return dict(frame["f"])
    merged = dict(view)
    for component, props in frame["d"].items():
        now = {**merged.get(component, {}), **props}
        merged[component] = {name: value for name, value in now.items() if value is not None}
    return merged


def frames(body: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(part.removeprefix(b"data: ")) for part in body.split(b"\n\n") if part]


def without_empty(view: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {component: props for component, props in view.items() if props}


def ticks_of(views: list[dict[str, dict[str, Any]]]) -> list[Tick]:
    ticks: list[Tick] = []
    for seq, view in enumerate(views, 1):
        ticks.append(Tick("wall", "epoch", seq, "v1", seq * 1_000_000, view, ticks[-1] if ticks else None, seq * 1_500))
    return ticks


def test_nothing_changed_is_still_a_frame_and_an_empty_one() -> None:
    first, second = ticks_of([{"a": {"text": "1"}}] * 2)
    assert frames(first.frame)[0]["f"] == {"a": {"text": "1"}}
    assert frames(second.frame) == [{"b": "wall", "e": "epoch", "s": 2, "v": "v1", "t": 2000, "m": 3, "d": {}}]


def test_a_property_or_component_that_is_gone_becomes_null() -> None:
    old = {"a": {"text": "1", "state": "late"}, "b": {"text": "x"}}
    assert changes(old, {"a": {"text": "1"}}) == {"a": {"state": None}, "b": {"text": None}}


def test_only_what_differs_is_sent() -> None:
    old = {"a": {"text": "1", "state": "ok"}, "b": {"text": "same"}}
    assert changes(old, {"a": {"text": "2", "state": "ok"}, "b": {"text": "same"}}) == {"a": {"text": "2"}}


def test_a_number_that_is_none_is_null_on_the_wire() -> None:
    (tick,) = ticks_of([{"a": {"spark": {"points": [float("nan"), None, 1.0], "target": None}}}])
    assert frames(tick.frame)[0]["f"]["a"]["spark"] == {"points": [None, None, 1.0], "target": None}


def test_markup_and_line_breaks_stay_inside_one_event() -> None:
    (tick,) = ticks_of([{"a": {"text": "one\n\ndata: two\r\n<b>"}}])
    assert tick.frame.count(b"\n") == 2
    assert frames(tick.frame)[0]["f"]["a"]["text"] == "one\n\ndata: two\r\n<b>"


def test_a_screen_that_is_up_to_date_gets_nothing_twice() -> None:
    assert ticks_of([{}, {}])[1].after(2) == b""


def test_a_screen_from_another_life_of_the_server_gets_the_whole_view() -> None:
    newest = ticks_of([{"a": {"text": "1"}}, {"a": {"text": "2"}}])[1]
    assert frames(newest.after(999))[0]["f"] == {"a": {"text": "2"}}


def test_the_whole_view_is_serialised_once_however_many_ask() -> None:
    newest = ticks_of([{"a": {"text": "1"}}] * 3)[2]
    assert newest.after(None) is newest.after(None)


def test_a_screen_too_far_behind_gets_one_whole_view_instead_of_many_differences() -> None:
    newest = ticks_of([{"a": {"text": str(n)}} for n in range(KEPT_FRAMES + 5)])[-1]
    assert [("f" in frame) for frame in frames(newest.after(2))] == [True]
    assert len(frames(newest.after(newest.seq - KEPT_FRAMES))) == KEPT_FRAMES
    assert [("f" in frame) for frame in frames(newest.after(newest.seq - KEPT_FRAMES - 1))] == [True]
    assert [("f" in frame) for frame in frames(newest.after(None))] == [True]


@pytest.mark.slow
@given(st.lists(VIEWS, min_size=1, max_size=15), st.data())
def test_whatever_was_missed_the_screen_ends_with_the_newest_view(
    views: list[dict[str, dict[str, Any]]], data: st.DataObject
) -> None:
    ticks = ticks_of(views)
    held: dict[str, dict[str, Any]] = {}
    seen: int | None = None
    looked_at = data.draw(st.lists(st.sampled_from(ticks), max_size=15).map(lambda t: sorted(t, key=lambda x: x.seq)))
    for tick in [*looked_at, ticks[-1]]:
        for frame in frames(tick.after(seen)):
            held = apply(held, frame)
        seen = tick.seq
    assert without_empty(held) == without_empty(views[-1])
