"""The hub: every screen of a board gets the same bytes, and none waits for another."""

from __future__ import annotations

import asyncio
import itertools
import threading
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import orjson

from layouts.live.frames import KEPT_FRAMES
from layouts.live.stream import Hub, OpenStream, Showing
from layouts.live.stream_http import stream
from wallboard.access.visitor import MACHINE, Visitor, VisitorKind
from wallboard.model.remit import EVERYTHING, Remit

SECOND = 1_000_000


def everybody(board: str) -> Showing:
    return Showing(board, EVERYTHING)


def everybodys(*boards: str) -> list[Showing]:
    return [everybody(board) for board in boards]


def decoded(body: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(part.removeprefix(b"data: ")) for part in body.split(b"\n\n") if part]


async def due(screen: OpenStream) -> bytes:
    return await asyncio.wait_for(screen.due(), 5)


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


class Wire:
    """An ASGI server's two ends; `jammed` holds back every send, as a connection that takes no bytes does."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.left = asyncio.Event()
        self.jammed = asyncio.Event()
        self.jammed.set()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        await self.jammed.wait()
        self.sent.append(dict(message))

    @property
    def frames(self) -> list[dict[str, Any]]:
        return decoded(b"".join(m.get("body", b"") for m in self.sent[2:]))


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


async def until(condition: Any) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.002)
    raise AssertionError("it never came")


def test_a_screen_that_takes_no_bytes_delays_no_other_and_holds_no_backlog() -> None:
    async def scenario() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        hub = Hub("v1")
        slow, fast = Wire(), Wire()
        streams = [
            asyncio.create_task(stream(hub, everybodys("wall"), MACHINE, [], w.receive, w.send)) for w in (slow, fast)
        ]
        hub.publish(everybody("wall"), {"a": {"text": "0"}}, SECOND)
        await until(lambda: len(slow.frames) == len(fast.frames) == 1)
        slow.jammed.clear()
        for n in range(1, 101):
            hub.publish(everybody("wall"), {"a": {"text": str(n)}}, n * SECOND)
            await until(lambda n=n: len(fast.frames) == n + 1)
        slow.jammed.set()
        await until(lambda: slow.frames[-1]["s"] == 101)
        slow.left.set()
        fast.left.set()
        await asyncio.wait_for(asyncio.gather(*streams), 5)
        return slow.frames, fast.frames

    slow, fast = asyncio.run(scenario())
    assert len(fast) == 101
    assert len(slow) <= 3
    assert slow[-1]["f"] == {"a": {"text": "100"}}


def test_a_screen_that_leaves_is_counted_no_more() -> None:
    async def scenario() -> tuple[int, int, int]:
        hub = Hub("v1")
        wire = Wire()
        streaming = asyncio.create_task(stream(hub, everybodys("wall"), MACHINE, [], wire.receive, wire.send))
        hub.publish(everybody("wall"), {}, SECOND)
        await until(lambda: len(wire.frames) == 1)
        before = hub.stats().streams["wall"]
        wire.left.set()
        await asyncio.wait_for(streaming, 5)
        stats = hub.stats()
        assert stats.sent_bytes > 0
        return before, stats.streams["wall"], stats.sent_frames

    assert asyncio.run(scenario()) == (1, 0, 1)


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
