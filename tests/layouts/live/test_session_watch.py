"""The session watch: whoever may not look any more is sent on at the next look, and nobody else is disturbed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from layouts.live.session_watch import SessionWatch
from layouts.live.stream import Hub, OpenStream, Showing
from tests.empty_databases import lay_access
from wallboard.access import screens
from wallboard.access.access import Access
from wallboard.access.store import AccessError
from wallboard.access.visitor import MACHINE, Visitor
from wallboard.model import DAY, MINUTE, SECOND, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role
from wallboard.settings import Settings, Site
from wallboard.settings.parts.access import AccessSettings

WALL = Showing("wall", EVERYTHING)


class House:
    """People and screens in a database, streams in a hub, and a clock to set."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now: Micros = 1_790_000_000_000_000
        self.ids: dict[str, str] = {}  # of people
        lay_access(folder / "access.db")
        self.access = self.another()
        self.hub = Hub("v1")
        self.door = SessionWatch(self.hub, self.access, self.clock)

    def clock(self) -> Micros:
        return self.now

    def another(self) -> Access:
        """The same database as another process sees it."""
        own = AccessSettings(
            sign_in=True, database=f"sqlite:///{self.folder / 'access.db'}", keys_file=str(self.folder / "keys")
        )
        settings = Settings(access=own, sites={"main": Site(name="City", zone="UTC")})
        return Access(settings, self.clock)

    def screen(self, name: str, by: Visitor | None = None) -> str:
        """A paired screen's secret."""
        waiting = self.access.screens.begin()
        self.access.screens.approve(waiting.code, "wall", "main", name, by)
        return self.access.screens.claim(waiting.secret) or ""

    def person(self, name: str, role: Role = Role.VIEWER, remit: Remit = EVERYTHING) -> str:
        """A signed-in person's secret."""
        person, _ = self.access.people.add(name, name, role, remit, by=None)
        self.ids[name] = person.id
        return self.access.sessions.open(person, address="192.0.2.1").secret

    def stream(self, **credential: str) -> OpenStream:
        self.hub.publish(WALL, {}, self.now)
        return self.hub.join([WALL], self.access.recognise(**credential), "192.0.2.7")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.access.close()


def told(stream: OpenStream) -> str:
    """Where a stream was sent; "" for one that goes on."""
    if not stream.closed:
        return ""
    last = asyncio.run(stream.due())
    name, _, data = last.strip().partition(b"\ndata: ")
    assert name == b"event: turn"
    return str(orjson.loads(data)["to"])


def after(house: House, happens: Callable[[], object], *credentials: dict[str, str], looks: int = 1) -> list[str]:
    """Where streams with these credentials are sent when something happens after they were looked at once."""

    async def scenario() -> list[OpenStream]:
        streams = [house.stream(**credential) for credential in credentials]
        await house.door.look()
        assert not any(stream.closed for stream in streams)
        await asyncio.to_thread(happens)
        for _ in range(looks):
            await house.door.look()
        return streams

    return [told(stream) for stream in asyncio.run(scenario())]


def test_a_revoked_screen_is_sent_to_pair_and_its_neighbour_goes_on(house: House) -> None:
    lobby, hall = house.screen("Lobby"), house.screen("Hall")
    screens = house.access.screens
    assert after(
        house, lambda: screens.revoke(screens.named("Lobby").id, None), {"screen": lobby}, {"screen": hall}
    ) == [
        "/tv",
        "",
    ]


def test_what_another_process_changes_counts_at_the_next_look(house: House) -> None:
    lobby = house.screen("Lobby")
    other = house.another()
    assert after(house, lambda: other.screens.revoke(other.screens.named("Lobby").id, None), {"screen": lobby}) == [
        "/tv"
    ]
    other.close()


def test_a_moved_screen_is_sent_to_its_board_and_a_renamed_one_stays(house: House) -> None:
    lobby, hall = house.screen("Lobby"), house.screen("Hall")
    screens = house.access.screens

    def happens() -> None:
        screens.move(screens.named("Lobby").id, "delivery", "main", None)
        screens.rename(screens.named("Hall").id, "Great hall", None)

    assert after(house, happens, {"screen": lobby}, {"screen": hall}) == ["/", ""]


def test_a_screen_reloads_once_for_each_wish(house: House) -> None:
    lobby, hall = house.screen("Lobby"), house.screen("Hall")
    screens = house.access.screens
    credentials: list[dict[str, str]] = [{"screen": lobby}, {"screen": hall}]
    assert after(house, lambda: screens.reload(screens.named("Lobby").id, None), *credentials) == ["reload", ""]
    assert after(house, lambda: screens.rename(screens.named("Hall").id, "Great hall", None), *credentials) == ["", ""]
    assert after(house, lambda: screens.reload(screens.named("Lobby").id, None), *credentials) == ["reload", ""]


def test_a_screen_whose_remit_became_another_loads_its_page_anew(house: House) -> None:
    water = replace(MACHINE, remit=Remit.of(departments=["Water"]))
    lobby = house.screen("Lobby", by=water)
    screens = house.access.screens
    assert after(house, lambda: screens.move(screens.named("Lobby").id, "wall", "main", None), {"screen": lobby}) == [
        "reload"
    ]


def test_a_screen_that_was_not_seen_for_a_year_is_sent_to_pair(house: House) -> None:
    lobby = house.screen("Lobby")

    def happens() -> None:
        house.now += 366 * DAY

    assert after(house, happens, {"screen": lobby}) == ["/tv"]


def test_a_screen_that_is_on_is_noted_every_minute_and_stays_for_years(house: House) -> None:
    lobby = house.screen("Lobby")

    async def scenario() -> tuple[OpenStream, list[tuple[Micros | None, str]]]:
        stream, seen = house.stream(screen=lobby), []
        for _ in range(4):
            await house.door.look()
            there = house.access.screens.named("Lobby")
            seen.append((there.seen_at, there.address))
            house.now += 200 * DAY
        return stream, seen

    start = house.now
    stream, seen = asyncio.run(scenario())
    assert seen == [(start + n * 200 * DAY, "192.0.2.7") for n in range(4)]
    assert not stream.closed


def test_a_person_who_signed_out_or_was_disabled_is_sent_to_sign_in_and_others_go_on(house: House) -> None:
    ada, ben, eve = (house.person(name) for name in ("ada", "ben", "eve"))

    def happens() -> None:
        session = house.access.sessions.of(house.ids["ada"])[0]
        house.access.sessions.end(session.id, by=None)
        house.access.people.disable(house.ids["ben"], by=None)

    assert after(house, happens, *({"session": secret} for secret in (ada, ben, eve))) == ["/sign-in", "/sign-in", ""]


@pytest.mark.parametrize("away", [601 * MINUTE, 8 * DAY], ids=["idle", "at the end of the session"])
def test_a_person_whose_time_is_up_is_sent_to_sign_in(house: House, away: Micros) -> None:
    ada = house.person("ada")

    def happens() -> None:
        house.now += away

    assert after(house, happens, {"session": ada}) == ["/sign-in"]


def test_a_person_whose_role_or_remit_changed_loads_the_page_anew(house: House) -> None:
    house.person("root", Role.ADMINISTRATOR)
    ada, ben = house.person("ada"), house.person("ben")
    people = house.access.people

    def happens() -> None:
        people.change(house.ids["ada"], Role.VIEWER, Remit.of(departments=["Water"]), by=None)
        people.change(house.ids["ben"], Role.REVIEWER, EVERYTHING, by=None)

    assert after(house, happens, {"session": ada}, {"session": ben}) == ["reload", "reload"]


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
