"""The hub: every screen of a board gets the same bytes, and none waits for another."""

from __future__ import annotations

import asyncio
import itertools
import threading
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from layouts.live.frames import KEPT_FRAMES
from layouts.live.stream import Hub
from tests.layouts.live.hubs import SECOND, decoded, due, everybody, everybodys
from wallboard.access.visitor import MACHINE


def test_a_joining_screen_gets_the_whole_view_and_then_differences() -> None:
    async def scenario() -> list[dict[str, Any]]:
        hub = Hub("v1", epoch="e")
        hub.publish(everybody("wall"), {"a": {"text": "1"}, "b": {"text": "x"}}, SECOND)
        screen = hub.join(everybodys("wall"), MACHINE)
        first = await due(screen)
        hub.publish(everybody("wall"), {"a": {"text": "2"}, "b": {"text": "x"}}, 2 * SECOND)
        return decoded(first) + decoded(await due(screen))

    whole, difference = asyncio.run(scenario())
    assert whole["f"] == {"a": {"text": "1"}, "b": {"text": "x"}}
    assert (difference["s"], difference["t"], difference["d"]) == (2, 2000, {"a": {"text": "2"}})


def test_everyone_gets_the_very_same_bytes() -> None:
    async def scenario() -> list[bytes]:
        hub = Hub("v1")
        screens = [hub.join(everybodys("wall"), MACHINE) for _ in range(5)]
        hub.publish(everybody("wall"), {"a": {"text": "1"}}, SECOND)
        return [await due(screen) for screen in screens]

    bodies = asyncio.run(scenario())
    assert all(body is bodies[0] for body in bodies)


def test_a_screen_that_fell_behind_is_brought_up_with_one_whole_view() -> None:
    async def scenario() -> list[dict[str, Any]]:
        hub = Hub("v1")
        hub.publish(everybody("wall"), {"a": {"text": "0"}}, SECOND)
        slow = hub.join(everybodys("wall"), MACHINE)
        await due(slow)
        for n in range(KEPT_FRAMES + 3):
            hub.publish(everybody("wall"), {"a": {"text": str(n)}}, n * SECOND)
        return decoded(await due(slow))

    (frame,) = asyncio.run(scenario())
    assert frame["f"] == {"a": {"text": str(KEPT_FRAMES + 2)}}


def test_one_connection_carries_several_boards() -> None:
    async def scenario() -> list[dict[str, Any]]:
        hub = Hub("v1")
        screen = hub.join(everybodys("one", "two", "one"), MACHINE)
        hub.publish(everybody("one"), {"a": {"text": "1"}}, SECOND)
        hub.publish(everybody("two"), {"a": {"text": "2"}}, SECOND)
        return decoded(await due(screen))

    assert [(frame["b"], frame["f"]["a"]["text"]) for frame in asyncio.run(scenario())] == [("one", "1"), ("two", "2")]


def test_a_new_version_comes_with_a_whole_view() -> None:
    async def scenario() -> list[dict[str, Any]]:
        hub = Hub("v1")
        hub.publish(everybody("wall"), {"a": {"text": "1"}}, SECOND)
        screen = hub.join(everybodys("wall"), MACHINE)
        await due(screen)
        hub.renew("v2")
        hub.publish(everybody("wall"), {"b": {"text": "1"}}, SECOND)
        return decoded(await due(screen))

    (frame,) = asyncio.run(scenario())
    assert (frame["v"], frame["f"], frame["s"]) == ("v2", {"b": {"text": "1"}}, 2)


def test_each_start_of_the_server_has_its_own_epoch() -> None:
    assert Hub("v1").epoch != Hub("v1").epoch


def test_ticks_published_from_many_threads_all_arrive_in_order() -> None:
    async def scenario() -> tuple[list[dict[str, Any]], int]:
        hub = Hub("v1")
        screen = hub.join(everybodys("wall"), MACHINE)

        def publish() -> None:
            for n in range(50):
                hub.publish(everybody("wall"), {"a": {"text": str(n)}}, n * SECOND)

        threads = [threading.Thread(target=publish) for _ in range(4)]
        for thread in threads:
            thread.start()
        got: list[dict[str, Any]] = []
        while not got or got[-1]["s"] < 200:
            got += decoded(await due(screen))
        for thread in threads:
            thread.join()
        return got, hub.stats().ticks

    got, ticks = asyncio.run(scenario())
    assert ticks == 200
    for before, after in itertools.pairwise(got):
        assert after["s"] == before["s"] + 1 or ("f" in after and after["s"] > before["s"])


def test_publishing_before_anyone_looks_and_after_the_loop_has_gone_is_harmless() -> None:
    hub = Hub("v1")
    hub.publish(everybody("wall"), {}, SECOND)

    async def look() -> bytes:
        screen = hub.join(everybodys("wall"), MACHINE)
        body = await due(screen)
        hub.leave(screen)
        return body

    assert decoded(asyncio.run(look()))[0]["s"] == 1
    hub.publish(everybody("wall"), {}, 2 * SECOND)
    assert decoded(asyncio.run(look()))[0]["s"] == 2


def test_boards_published_before_the_first_screen_wake_it_afterwards() -> None:
    async def scenario() -> list[dict[str, Any]]:
        hub = Hub("v1")
        for board in ("one", "two"):
            hub.publish(everybody(board), {}, SECOND)
        screen = hub.join(everybodys("one"), MACHINE)
        await due(screen)
        waiting = asyncio.create_task(due(screen))
        await asyncio.sleep(0)
        hub.publish(everybody("one"), {}, 2 * SECOND)
        return decoded(await waiting)

    assert asyncio.run(scenario())[0]["s"] == 2


@dataclass(frozen=True, eq=False)
class Woken:
    """A screen that notes that it was woken."""

    board: str
    by: list[str]

    def wake(self) -> None:
        self.by.append(self.board)


def test_a_board_that_is_published_while_a_wake_is_on_its_way_is_woken_by_it() -> None:
    hub = Hub("v1")
    woken: list[str] = []
    hub._loop = SimpleNamespace(call_soon_threadsafe=lambda called: None)  # type: ignore[assignment]
    wake = threading.Thread(target=hub._wake, daemon=True)

    class Touched(set[Any]):
        """The wake comes just when another board is about to be put among those that it is for."""

        def add(self, channel: Any) -> None:
            if len(self) == 1:
                wake.start()
                wake.join(0.3)  # without a lock it ends before that
            super().add(channel)

    hub._touched = Touched()
    for board in ("first", "second"):
        hub._channel(everybody(board)).streams.add(Woken(board, woken))  # type: ignore[arg-type]
        hub.publish(everybody(board), {}, SECOND)
    wake.join(10)
    assert sorted(woken) == ["first", "second"]


def test_closing_ends_open_streams_and_those_that_come_after() -> None:
    async def scenario() -> list[bytes]:
        hub = Hub("v1")
        screen = hub.join(everybodys("wall"), MACHINE)
        waiting = asyncio.create_task(due(screen))
        await asyncio.sleep(0)
        hub.close()
        return [await waiting, await due(hub.join(everybodys("wall"), MACHINE))]

    assert asyncio.run(scenario()) == [b"", b""]


def test_a_board_that_is_forgotten_ends_its_streams() -> None:
    async def scenario() -> bytes:
        hub = Hub("v1")
        screen = hub.join(everybodys("wall"), MACHINE)
        hub.forget("wall")
        return await due(screen)

    assert asyncio.run(scenario()) == b""


def test_a_board_that_nobody_publishes_is_waited_for_and_spoils_no_other() -> None:
    """All tabs of a browser share one stream; one of them may show a board that the settings have no more."""

    async def scenario() -> list[dict[str, Any]]:
        hub = Hub("v1")
        hub.publish(everybody("wall"), {"a": {"text": "1"}}, SECOND)
        screen = hub.join(everybodys("wall", "gone"), MACHINE)
        first = await due(screen)
        hub.publish(everybody("gone"), {"b": {"text": "back"}}, 2 * SECOND)
        return decoded(first) + decoded(await due(screen))

    assert [(frame["b"], frame.get("f")) for frame in asyncio.run(scenario())] == [
        ("wall", {"a": {"text": "1"}}),
        ("gone", {"b": {"text": "back"}}),
    ]


def test_the_view_of_a_board_that_is_forgotten_is_handed_to_nobody() -> None:
    async def scenario() -> list[dict[str, Any]]:
        hub = Hub("v1")
        for board in ("wall", "gone"):
            hub.publish(everybody(board), {"a": {"text": board}}, SECOND)
        hub.forget("gone")
        return decoded(await due(hub.join(everybodys("wall", "gone"), MACHINE)))

    assert [frame["b"] for frame in asyncio.run(scenario())] == ["wall"]


def test_boards_that_nobody_publishes_are_not_kept_when_their_screens_have_left() -> None:
    async def scenario() -> set[str]:
        hub = Hub("v1")
        hub.publish(everybody("wall"), {"a": {"text": "1"}}, SECOND)
        for n in range(100):
            hub.leave(hub.join(everybodys("wall", f"made-up-{n}"), MACHINE))
        return set(hub.stats().streams)

    assert asyncio.run(scenario()) == {"wall"}
