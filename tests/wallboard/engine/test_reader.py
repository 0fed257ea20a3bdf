"""A reader tells what is in its remit and names nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.wallboard.engine.parts import NOON, Wall
from tests.wallboard.engine.two_sites import (
    PARKS,
    calls_of,
    city,
    day_of,
    polled,
    readers_of,
    request,
    requests,
    requests_of,
    value,
)
from wallboard.engine.reader import Readers
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model import MINUTE
from wallboard.model.remit import EVERYTHING, NOTHING, Remit
from wallboard.questions.errors import NoSuchSite

pytestmark = pytest.mark.whole


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    """One to go on with."""
    with closing(polled(tmp_path)) as made:
        yield made


def test_narrowed_to_a_department_its_types_of_request_are_counted_by_themselves(readers: Readers) -> None:
    """And never more than the reader has."""
    whole, parks = readers.within(EVERYTHING), readers.within(EVERYTHING).narrowed(Remit.of(departments=["Parks"]))
    assert value(whole, "tickets.open", service_type="leak") == 4
    assert value(parks, "tickets.open", service_type="leak") == value(parks, "tickets.open") == 2
    assert set(parks.settings.departments) == {"Parks"}
    assert parks is readers.within(Remit.of(departments=["Parks"])), "as for whoever has that remit"
    nothing = readers.within(PARKS).narrowed(Remit.of(departments=["Roads"]))
    assert value(nothing, "tickets.open") == 0
    assert nothing.departments() == frozenset()


def test_a_department_that_no_settings_name_is_known_to_whom_its_requests_are(wall: Wall) -> None:
    """Within wards by requests of these: its name alone would tell what is asked for in others'."""
    wall.sources["crm"].answers.append(requests("north", request("6", "Trees", "5"), cursor=2))
    wall.poll("crm")
    readers = readers_of(wall)
    assert "Trees" in readers.within(EVERYTHING).departments()
    assert readers.within(Remit.of(wards=["5"])).departments() == {"Parks", "Roads", "Water", "Trees"}
    assert readers.within(Remit.of(wards=["4"])).departments() == {"Parks", "Roads", "Water"}
    assert readers.within(Remit.of(departments=["Parks"], wards=["5"])).departments() == {"Parks"}


def test_totals_are_counted_over_ones_own_requests_only(readers: Readers) -> None:
    assert value(readers.within(EVERYTHING), "tickets.open") == 4
    assert value(readers.within(PARKS), "tickets.open") == 2
    assert value(readers.within(Remit.of(wards=["4"])), "tickets.open") == 2
    assert value(readers.within(Remit.of(departments=["Parks"], wards=["4"])), "tickets.open") == 1
    assert value(readers.within(PARKS), "tickets.finished", window="today") == 1
    assert value(readers.within(Remit.of(departments=["Roads"])), "tickets.finished", window="today") == 0


def test_calls_are_of_ones_sites_whatever_the_departments(readers: Readers) -> None:
    for remit in (EVERYTHING, PARKS, Remit.of(wards=["none such"])):
        assert value(readers.within(remit), "calls.offered", window="today", queue="roads") == 1
    assert value(readers.within(PARKS), "calls.offered", "south", window="today") is None


def test_what_has_no_department_or_ward_is_of_remits_without_such_limits(readers: Readers) -> None:
    assert value(readers.within(EVERYTHING), "tickets.open", department="(none)") == 1
    assert value(readers.within(Remit.of(departments=["Parks", "Roads"])), "tickets.open") == 3
    assert value(readers.within(Remit.of(wards=["4", "5"])), "tickets.open") == 3


def test_settings_hold_nothing_from_outside(readers: Readers) -> None:
    told = readers.within(PARKS).settings
    assert list(told.sites) == ["north"]
    assert list(told.queues) == ["roads"]
    assert list(told.departments) == ["Parks"]
    assert [promise.department for promise in told.promises] == [""]
    assert {name: board.departments for name, board in told.boards.items()} == {"all": (), "some": ("Parks",)}
    assert not told.sources
    for word in ("Roads", "Water", "south", "South", "not-for-anybody"):
        assert word not in told.model_dump_json()


def test_of_a_board_that_names_only_others_departments_nothing_is_left(readers: Readers) -> None:
    """An empty list would mean all of them."""
    assert "roads" not in readers.within(PARKS).settings.boards
    assert "roads" in readers.within(Remit.of(["north"])).settings.boards


def test_snapshots_and_health_name_nothing_from_outside(readers: Readers) -> None:
    reader = readers.within(PARKS)
    for snapshot in (reader.snapshot(), reader.full_snapshot(), reader.snapshot_at(NOON)):
        said = snapshot_json(snapshot)
        for word in (b"Roads", b"Water", b"south", b"pbx2", b"crm2"):
            assert word not in said
    assert {health.source for health in reader.health()} == {"pbx", "crm"}


def test_how_many_requests_a_site_has_is_not_told_by_the_health_of_its_source(readers: Readers) -> None:
    rows = {health.source: health.rows for health in readers.within(PARKS).health()}
    assert rows == {"pbx": 3, "crm": None}
    assert {h.source: h.rows for h in readers.within(Remit.of(["north"])).health()} == {"pbx": 3, "crm": 5}


def test_a_remit_of_nothing_sees_nothing(readers: Readers) -> None:
    reader = readers.within(NOTHING)
    assert not reader.settings.sites
    assert not reader.settings.boards
    for snapshot in (reader.snapshot(), reader.full_snapshot(), reader.snapshot_at(NOON)):
        assert not snapshot.readings
        assert not snapshot.series
        assert not snapshot.health
        assert not snapshot.people


def test_a_site_outside_is_like_one_that_does_not_exist(readers: Readers) -> None:
    reader = readers.within(PARKS)
    for site in ("south", "nowhere"):
        for ask in (calls_of, day_of, requests_of):
            with pytest.raises(NoSuchSite, match=r"There is no such site\. There are: north\."):
                ask(reader, site)
    with pytest.raises(NoSuchSite, match="There are: none"):
        calls_of(readers.within(NOTHING), "north")


def test_agents_and_assignees_are_named_only_to_those_who_may_know(readers: Readers) -> None:
    blank, named = readers.within(EVERYTHING), readers.within(EVERYTHING, names=True)
    assert [visit.agent for visit in calls_of(blank, "north")] == [""]
    assert [visit.agent for visit in calls_of(named, "north")] == ["Ann"]
    assert [row.assignee for row in requests_of(blank, "north").rows] == ["", "", "", ""]
    assert [row.assignee for row in requests_of(named, "north").rows] == ["Kim", "", "", ""]


def test_equal_remits_have_one_reader_and_others_their_own(wall: Wall) -> None:
    readers = readers_of(wall)
    one = readers.within(Remit.of(["north"], ["Parks"]))
    assert readers.within(Remit.of(["north"], ["Parks", "Parks"])) is one
    assert readers.within(PARKS, names=True) is not one
    assert readers.within(EVERYTHING) is not one
    wall.engine.take_over(city(), wall.sources)
    assert readers.within(PARKS) is not one, "other settings"
    assert value(readers.within(PARKS), "tickets.open") == 2


def test_a_past_that_was_recounted_serves_its_own_remit_only(readers: Readers) -> None:
    at = NOON - MINUTE
    everyone, parks = readers.within(EVERYTHING).snapshot_at(at), readers.within(PARKS).snapshot_at(at)
    assert readers.within(EVERYTHING).snapshot_at(at).readings is everyone.readings
    assert readers.within(Remit.of(["north"], ["Parks"])).snapshot_at(at).readings is parks.readings
    assert parks.readings is not everyone.readings
