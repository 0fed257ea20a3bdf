"""The session watch and what comes between its looks: changes while a stream opens, a database that does not answer, nothing at all."""

from __future__ import annotations

import asyncio

import pytest

from layouts.live.stream import OpenStream
from tests.layouts.live.watched_house import WALL, House, told
from wallboard.access import screens
from wallboard.access.store import AccessError
from wallboard.access.visitor import MACHINE
from wallboard.model import DAY, SECOND


def test_a_stream_that_opened_while_its_screen_was_being_revoked_ends_all_the_same(house: House) -> None:
    """The gate let it in, the change was looked at, and only then the stream joined."""
    lobby = house.screen("Lobby")
    screens = house.access.screens

    async def scenario() -> OpenStream:
        let_in = house.access.recognise(screen=lobby)
        await asyncio.to_thread(lambda: screens.revoke(screens.named("Lobby").id, None))
        await house.door.look()
        late = house.hub.join([WALL], let_in)
        await house.door.look()
        return late

    assert told(asyncio.run(scenario())) == "/tv"


def test_a_wish_that_came_while_the_stream_opened_is_followed_and_one_from_before_is_not(house: House) -> None:
    lobby = house.screen("Lobby")
    screens = house.access.screens

    async def scenario() -> list[OpenStream]:
        let_in = house.access.recognise(screen=lobby)
        await asyncio.to_thread(lambda: screens.reload(screens.named("Lobby").id, None))
        await house.door.look()
        late, new = house.hub.join([WALL], let_in), house.stream(screen=lobby)
        await house.door.look()
        return [late, new]

    assert [told(stream) for stream in asyncio.run(scenario())] == ["reload", ""]


def test_a_change_that_could_not_be_looked_at_is_looked_at_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lobby = house.screen("Lobby")
    screens = house.access.screens

    async def scenario() -> OpenStream:
        stream = house.stream(screen=lobby)
        await house.door.look()
        await asyncio.to_thread(lambda: screens.revoke(screens.named("Lobby").id, None))
        with monkeypatch.context() as broken:

            def fails() -> None:
                raise AccessError("access: the database does not answer")

            broken.setattr(screens, "all", fails)
            with pytest.raises(AccessError):
                await house.door.look()
        assert not stream.closed
        await house.door.look()
        return stream

    assert told(asyncio.run(scenario())) == "/tv"


def test_a_database_that_does_not_answer_sends_away_only_whose_time_is_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, lobby = house.person("ada"), house.screen("Lobby")

    async def scenario() -> list[OpenStream]:
        streams = [house.stream(session=ada), house.stream(screen=lobby)]
        await house.door.look()

        def fails() -> bool:
            raise AccessError("access: the database does not answer")

        monkeypatch.setattr(house.access, "changed", fails)
        house.now += 8 * DAY
        watching = asyncio.create_task(house.door.watch())
        for _ in range(500):
            if streams[0].closed:
                break
            await asyncio.sleep(0.01)
        watching.cancel()
        return streams

    assert [told(stream) for stream in asyncio.run(scenario())] == ["/sign-in", ""]


def test_this_machine_is_never_sent_away(house: House) -> None:
    async def scenario() -> OpenStream:
        stream = house.hub.join([WALL], MACHINE)
        house.now += 1000 * DAY
        await house.door.look()
        return stream

    assert not asyncio.run(scenario()).closed


def test_while_nothing_changes_screens_cost_no_question(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lobby = house.screen("Lobby")
    asked: list[str] = []

    def none_of_all() -> list[screens.Screen]:
        asked.append("all")
        return []

    async def scenario() -> None:
        house.stream(screen=lobby)
        await house.door.look()
        monkeypatch.setattr(house.access.screens, "all", none_of_all)
        monkeypatch.setattr(house.access.screens, "saw", lambda on: asked.append("saw"))
        for _ in range(20):
            house.now += SECOND // 2
            await house.door.look()

    asyncio.run(scenario())
    assert asked == []
