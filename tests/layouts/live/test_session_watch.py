"""The session watch: whoever may not look any more is sent on at the next look, and nobody else is disturbed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from layouts.live.stream import OpenStream
from tests.layouts.live.watched_house import House, after
from wallboard.access.visitor import MACHINE
from wallboard.model import DAY, MINUTE, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role


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
