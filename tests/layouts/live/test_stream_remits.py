"""The hub among remits: nobody gets the view of another, and who is turned away hears where to go."""

from __future__ import annotations

import asyncio
from typing import Any

from layouts.live.stream import Hub, Showing
from tests.layouts.live.hubs import SECOND, decoded, due, everybody, everybodys
from wallboard.access.visitor import MACHINE, Visitor, VisitorKind
from wallboard.model.remit import EVERYTHING, Remit

WARD_4 = Showing("wall", Remit.of(wards=["4"]))
COUNCILLOR = Visitor(VisitorKind.PERSON, "c", "Councillor", remit=WARD_4.remit, credential="session:c")
SCREEN = Visitor(VisitorKind.SCREEN, "s", "Lobby", board="wall", credential="screen:s")


def test_those_of_another_remit_never_get_the_view_of_this_one() -> None:
    async def scenario() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        hub = Hub("v1")
        of_all, of_ward = hub.join(everybodys("wall"), MACHINE), hub.join([WARD_4], COUNCILLOR)
        hub.publish(everybody("wall"), {"a": {"text": "all"}}, SECOND)
        hub.publish(WARD_4, {"a": {"text": "ward"}}, SECOND, kept=False)
        return decoded(await due(of_all)), decoded(await due(of_ward))

    (everything,), (ward,) = asyncio.run(scenario())
    assert (everything["b"], everything["f"]) == ("wall", {"a": {"text": "all"}})
    assert (ward["b"], ward["f"]) == ("wall", {"a": {"text": "ward"}})
    assert "4" not in ward["f"]["a"]


def test_equal_remits_get_the_very_same_bytes() -> None:
    async def scenario() -> list[bytes]:
        hub = Hub("v1")
        screens = [hub.join([Showing("wall", Remit.of(wards=["4"]))], COUNCILLOR) for _ in range(3)]
        hub.publish(WARD_4, {"a": {"text": "ward"}}, SECOND, kept=False)
        return [await due(screen) for screen in screens]

    bodies = asyncio.run(scenario())
    assert all(body is bodies[0] for body in bodies)


def test_a_narrowed_view_goes_with_the_last_who_looks_and_no_old_one_is_handed_out() -> None:
    async def scenario() -> tuple[list[Showing], list[Showing], list[dict[str, Any]]]:
        hub = Hub("v1")
        hub.publish(WARD_4, {"a": {"text": "nobody looks"}}, SECOND, kept=False)
        first = hub.join([WARD_4], COUNCILLOR)
        hub.publish(WARD_4, {"a": {"text": "old"}}, 2 * SECOND, kept=False)
        await due(first)
        looked_at = hub.showings()
        hub.leave(first)
        hub.publish(WARD_4, {"a": {"text": "late"}}, 3 * SECOND, kept=False)
        later = hub.join([WARD_4], COUNCILLOR)
        waiting = asyncio.create_task(due(later))
        await asyncio.sleep(0)
        assert not waiting.done()
        hub.publish(WARD_4, {"a": {"text": "new"}}, 90 * SECOND, kept=False)
        got = decoded(await waiting)
        hub.leave(later)
        return looked_at, hub.showings(), got

    looked_at, after, (frame,) = asyncio.run(scenario())
    assert (looked_at, after) == ([WARD_4], [])
    assert frame["f"] == {"a": {"text": "new"}}


def test_who_is_turned_away_hears_where_to_go_and_not_one_more_frame() -> None:
    async def scenario() -> tuple[bytes, bytes, int, bytes]:
        hub = Hub("v1")
        screen, machine = hub.join(everybodys("wall"), SCREEN), hub.join(everybodys("wall"), MACHINE)
        waiting = asyncio.create_task(due(screen))
        await asyncio.sleep(0)
        turned = hub.turn(lambda visitor: visitor.credential == "screen:s", "/tv")
        hub.publish(everybody("wall"), {"a": {"text": "1"}}, SECOND)
        return await waiting, await due(screen), turned, await due(machine)

    last, after, turned, of_others = asyncio.run(scenario())
    assert (last, after, turned) == (b'event: turn\ndata: {"to":"/tv"}\n\n', b"", 1)
    assert decoded(of_others)[0]["f"] == {"a": {"text": "1"}}


def test_frames_that_were_pending_are_withheld_from_who_is_turned_away() -> None:
    async def scenario() -> bytes:
        hub = Hub("v1")
        screen = hub.join(everybodys("wall"), SCREEN)
        hub.publish(everybody("wall"), {"a": {"text": "secret"}}, SECOND)
        hub.turn(lambda visitor: True, "reload")
        return await due(screen)

    assert asyncio.run(scenario()) == b'event: turn\ndata: {"to":"reload"}\n\n'


def test_a_forgotten_board_is_forgotten_for_every_remit() -> None:
    async def scenario() -> list[bytes]:
        hub = Hub("v1")
        screens = [hub.join(everybodys("wall"), MACHINE), hub.join([WARD_4], COUNCILLOR)]
        hub.forget("wall")
        return [await due(screen) for screen in screens]

    assert asyncio.run(scenario()) == [b"", b""]


def test_screens_are_counted_by_board_whatever_their_remit() -> None:
    async def scenario() -> dict[str, int]:
        hub = Hub("v1")
        hub.join(everybodys("wall"), MACHINE)
        hub.join([WARD_4], COUNCILLOR)
        return dict(hub.stats().streams)

    assert asyncio.run(scenario()) == {"wall": 2}


def test_pages_are_not_counted_as_boards() -> None:
    async def scenario() -> dict[str, int]:
        hub = Hub("v1")
        hub.join([everybody("wall"), Showing("/department/Water", EVERYTHING, "en")], MACHINE)
        return dict(hub.stats().streams)

    assert asyncio.run(scenario()) == {"wall": 1}, "a page's address names a department, and there is one for each"
