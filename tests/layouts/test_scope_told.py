"""Whoever sees a part of the city is told which, in every head; and whoever is given what does not exist is told so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import orjson
import pytest

from layouts.page.words import scope_words
from layouts.wall import boards
from tests.layouts import snapshots
from tests.layouts.scope_city import ScopeCity
from wallboard.engine.known_names import KnownNames, UnknownName
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole

PARKS = Remit.of(departments=["dept-parks"])
NOWHERE = Remit.of(wards=["ward-99"])
PARKS_SCOPE = "Dept-parks only; calls are the whole centre's"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    with closing(ScopeCity(tmp_path_factory.mktemp("city"))) as made:
        yield made


@pytest.mark.parametrize(
    ("remit", "words"),
    [
        (EVERYTHING, ""),
        (Remit.of(sites=["main"]), ""),
        (Remit.of(departments=["Forestry"]), "Forestry only; calls are the whole centre's"),
        (Remit.of(wards=["3"]), "Ward 3 only; calls are the whole centre's"),
        (Remit.of(wards=["3", "4"], departments=["Parks"]), "Parks, wards 3, 4 only; calls are the whole centre's"),
        (Remit.of(wards=list("12345")), "Wards 1, 2, 3 and 2 more only; calls are the whole centre's"),
        (Remit.of(wards=[]), "No requests only; calls are the whole centre's"),
    ],
)
def test_a_remit_is_told_in_a_few_words(remit: Remit, words: str) -> None:
    assert scope_words(remit, snapshots.settings()) == words


def test_what_nobody_knows_is_told_in_the_scope() -> None:
    strange = (UnknownName("ward", "99", frozenset("12")),)
    said = scope_words(Remit.of(wards=["1", "99"]), snapshots.settings(), strange)
    assert said == "Wards 1, 99 (not known here) only; calls are the whole centre's"


def test_names_are_unknown_only_where_requests_were_read(city: ScopeCity) -> None:
    known = KnownNames(lambda: city.wall.ledger, city.now)
    assert [each[:2] for each in known.unknown(NOWHERE, city.settings)] == [("ward", "ward-99")]
    assert known.unknown(Remit.of(wards=["ward-one"], departments=["dept-parks"]), city.settings) == ()
    assert [each.name for each in known.unknown(Remit.of(sites=["south"], wards=["ward-one"]), city.settings)] == [
        "ward-one"
    ]


def test_the_scope_stands_in_the_head_of_a_board_and_of_no_board_of_the_whole_city(city: ScopeCity) -> None:
    told = orjson.loads(city.sign_in(Role.DEPARTMENT_MANAGER, PARKS).stream("board-parks").split(b"data: ", 1)[1])
    assert told["f"]["head-scope"] == {"text": PARKS_SCOPE, "hide": False}
    whole = boards.view("wall", snapshots.settings(), snapshots.morning())
    assert whole["head-scope"] == {"text": "", "hide": True}


def test_attention_is_for_what_is_theirs() -> None:
    """Queues that need agents are the whole centre's; a department's own emergencies are its own."""
    busy = snapshots.morning(snapshots.reading("tickets.emergency", 1, variant="breached"))
    assert "Streets & lights needs agents" in boards.view("wall", snapshots.settings(), busy)["foot-alert-says"]["text"]
    mine = boards.view("wall", snapshots.settings(), busy, scope="Forestry only")
    assert "emergenc" in mine["foot-alert-says"]["text"]
    tile = snapshots.settings(boards={"one": {"rows": [["needs_attention:4"]]}})
    listed = boards.view("one", tile, busy, scope="Forestry only")
    assert not any("agents" in str(props.get("text")) for props in listed.values())


def test_today_the_api_and_the_files_say_whose_they_are(city: ScopeCity) -> None:
    dee = city.sign_in(Role.DEPARTMENT_MANAGER, PARKS)
    assert PARKS_SCOPE.encode() in dee.today("north").body
    assert orjson.loads(dee.ask("/api/snapshot").body)["scope"] == PARKS_SCOPE
    named = dict(dee.ask("/export/requests.csv?site=north").headers)["content-disposition"]
    assert "-Dept-parks-only.csv" in named
    root = city.sign_in(Role.ADMINISTRATOR, EVERYTHING)
    assert orjson.loads(root.ask("/api/snapshot").body)["scope"] == ""
    assert b"only" not in dict(root.ask("/export/requests.csv?site=north").headers)["content-disposition"].encode()


def test_a_person_of_a_ward_that_does_not_exist_is_told_so_on_their_pages(city: ScopeCity) -> None:
    cora = city.sign_in(Role.COUNCILLOR, NOWHERE)
    said = b"No request that was read is of ward ward-99."
    assert said in cora.today("north").body
    assert said in cora.ask("/account").body
    assert b"Ward ward-99 (not known here) only" in cora.stream("board-north")
