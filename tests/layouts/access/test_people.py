"""People are added, changed and kept out by administrators; it counts at once, and codes are shown once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.layouts.access.door import PASSWORD, Door, opened
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with opened(tmp_path) as door:
        door.administrator()
        yield door


def test_a_person_is_added_and_comes_in_by_the_code_that_is_shown_once(door: Door) -> None:
    admin = door.browser("root")
    added = admin.post("/people", name="Ada@example.org", shown="Ada Lopez", role="viewer")
    assert added.status == 200
    code = added.once
    assert code not in admin.get("/people").text
    new = door.browser()
    assert new.post("/welcome", name="ada@example.org", code=code, password=PASSWORD, again=PASSWORD).status == 303
    assert new.get("/").text == "figures for Ada Lopez\n"
    assert "person_added" in door.events()


def test_role_and_remit_are_chosen_from_what_there_is(door: Door) -> None:
    admin = door.browser("root")
    admin.post(
        "/people",
        [("site", "main"), ("department", "Streets"), ("department", "Forestry")],
        name="dee",
        shown="Dee",
        role="department_manager",
        wards=" ",
    )
    dee = door.access.people.named("dee")
    assert dee is not None
    assert (dee.role, dee.remit) == (Role.DEPARTMENT_MANAGER, Remit.of(["main"], ["Streets", "Forestry"]))
    admin.post("/people", name="cora", shown="Cora", role="councillor", wards="4, 7,,  North End ")
    cora = door.access.people.named("cora")
    assert cora is not None
    assert cora.remit == Remit.of(wards=["4", "7", "North End"])


def test_a_ward_that_no_request_is_of_is_refused_and_those_that_there_are_are_named(door: Door) -> None:
    """Where requests were read: before that nobody can tell."""
    door.read_requests("1", "2", "3")
    admin = door.browser("root")
    refused = admin.post("/people", name="cora", shown="Cora", role="councillor", wards="3, 99")
    assert refused.status == 422
    assert "No request that was read is of ward 99; there are: 1, 2, 3." in refused.body.decode()
    assert door.access.people.named("cora") is None
    admin.post("/people", name="cora", shown="Cora", role="councillor", wards="3")
    assert door.access.people.named("cora") is not None


def test_a_ward_that_somebody_has_already_may_stay(door: Door) -> None:
    old = door.person("cora", Role.COUNCILLOR, Remit.of(wards=["99"]))
    door.read_requests("1")
    door.browser("root").post(f"/people/{old.id}", shown="Cora B", role="councillor", wards="99, 1")
    found = door.access.people.named("cora")
    assert found is not None
    assert (found.shown, found.remit) == ("Cora B", Remit.of(wards=["99", "1"]))


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"name": ""}, "name", "A name has 2 to 100 letters"),
        ({"name": "a b"}, "name", "A name has 2 to 100 letters"),
        ({"name": "ROOT"}, "name", "There is a root already."),
        ({"shown": ""}, "shown", "The name that others read"),
        ({"role": ""}, "role", "Choose a role."),
        ({"role": "emperor"}, "role", "Choose a role."),
        ({"role": "department_manager"}, "remit", "A department manager needs departments: name at least one."),
        ({"role": "councillor"}, "remit", "A councillor needs wards: name at least one."),
        ({"role": "administrator", "wards": "4"}, "remit", "An administrator sees everything"),
        ({"site": "elsewhere"}, "remit", "There is no site elsewhere. Choose from the list."),
        ({"department": HOSTILE}, "remit", "There is no department <img"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(
    door: Door, fields: dict[str, str], field: str, words: str
) -> None:
    typed = {"name": "ada", "shown": "Ada Lopez", "role": "viewer", "wards": ""} | fields
    answer = door.browser("root").post("/people", typed.items())
    assert answer.status == 422
    assert list(answer.errors) == [field]
    assert answer.errors[field].startswith(words)
    assert "<img" not in answer.text
    if typed["shown"]:
        assert 'value="Ada Lopez"' in answer.text
    assert door.access.people.named("ada") is None


def test_a_changed_role_counts_at_once(door: Door) -> None:
    ada, admin = door.person("ada"), door.browser("root")
    hers = door.browser("ada")
    assert hers.get("/people").status == 403
    saved = admin.post(f"/people/{ada.id}", shown="Ada, chief", role="administrator")
    assert saved.headers["location"] == f"/people/{ada.id}?done=saved"
    assert hers.get("/people").status == 200
    assert hers.get("/").text == "figures for Ada, chief\n"


def test_saving_without_a_change_is_no_entry_in_the_log(door: Door) -> None:
    ada, admin = door.person("ada"), door.browser("root")
    before = door.events()
    admin.post(f"/people/{ada.id}", shown="Ada", role="viewer")
    assert door.events() == before


def test_the_last_administrator_cannot_lock_everybody_out(door: Door) -> None:
    root, admin = door.access.people.named("root"), door.browser("root")
    assert root is not None
    told = admin.post(f"/people/{root.id}", shown="Root", role="viewer")
    assert told.errors == {"role": "Root is the last administrator; make somebody else one first."}
    kept = admin.post(f"/people/{root.id}/disable")
    assert (kept.status, kept.problem) == (422, "Root is the last administrator; make somebody else one first.")
    assert admin.get("/people").status == 200


def test_who_is_kept_out_is_out_at_once_and_comes_back_when_let_in(door: Door) -> None:
    ada, admin = door.person("ada"), door.browser("root")
    hers = door.browser("ada")
    assert admin.post(f"/people/{ada.id}/disable").headers["location"] == f"/people/{ada.id}?done=out"
    assert hers.get("/").status == 303
    assert "kept out" in admin.get("/people").text
    admin.post(f"/people/{ada.id}/enable")
    assert door.browser("ada").get("/").status == 200


def test_a_reset_shows_a_code_once_and_only_using_it_changes_the_password(door: Door) -> None:
    ada, admin = door.person("ada"), door.browser("root")
    shown = admin.post(f"/people/{ada.id}/reset")
    assert shown.status == 200
    door.browser("ada")
    new = "another kettle of fish"
    assert door.browser().post("/welcome", name="ada", code=shown.once, password=new, again=new).status == 303
    assert door.browser().post("/sign-in", name="ada", password=PASSWORD).status == 401
    door.browser("ada", new)


def test_sessions_are_listed_and_ended_one_by_one_or_all(door: Door) -> None:
    ada, admin = door.person("ada"), door.browser("root")
    first, second = door.browser("ada"), door.browser("ada")
    page = admin.get(f"/people/{ada.id}")
    ends = [action for action in page.actions() if action.endswith("/end")]
    assert len(ends) == 2
    assert "Firefox on Linux" in page.text
    admin.post(ends[0])
    assert sorted(browser.get("/").status for browser in (first, second)) == [200, 303]
    assert admin.post(ends[0]).status == 404
    admin.post(f"/people/{ada.id}/sign-out")
    assert [browser.get("/").status for browser in (first, second)] == [303, 303]


def test_a_session_is_only_ended_as_that_of_its_person(door: Door) -> None:
    ada, ben = door.person("ada"), door.person("ben")
    admin, hers = door.browser("root"), door.browser("ada")
    session = door.access.sessions.of(ada.id)[0]
    assert admin.post(f"/people/{ben.id}/sessions/{session.id}/end").status == 404
    assert hers.get("/").status == 200


@pytest.mark.parametrize("what", ["", "/reset", "/disable", "/enable", "/sign-out", "/sessions/x/end"])
def test_of_nobody_nothing_is_changed(door: Door, what: str) -> None:
    told = door.browser("root").post(f"/people/no-such-id{what}", shown="X", role="viewer")
    assert told.status == 404
    for nobody in ("no-such-id", "%00", "%FF", "x" * 3_000, "%0d%0ax"):
        assert door.browser("root").get(f"/people/{nobody}").status == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_see_people(door: Door, role: Role) -> None:
    remit = (
        Remit.of(departments=["Streets"], wards=["4"]) if role in (Role.DEPARTMENT_MANAGER, Role.COUNCILLOR) else None
    )
    ada = door.person("ada", role, remit or Remit())
    browser = door.browser("ada")
    for path in ("/people", f"/people/{ada.id}"):
        assert browser.get(path).status == 403
        assert browser.post(path, shown="Ada", role="administrator").status == 403


def test_people_of_a_provider_are_changed_by_their_groups_only(tmp_path: Path) -> None:
    grants = [{"group": "g", "role": "viewer"}]
    city = {"label": "City account", "issuer": "https://id.example.org", "client_id": "w", "grants": grants}
    with opened(tmp_path, providers={"city": city}) as door:
        door.administrator()
        person = door.access.people.of_provider("city", "123", "Pat", Role.VIEWER, Remit())
        admin = door.browser("root")
        page = admin.get(f"/people/{person.id}")
        assert "City account" in page.text
        assert f"/people/{person.id}/reset" not in page.actions()
        assert admin.post(f"/people/{person.id}", shown="Pat", role="administrator").status == 422
        assert admin.post(f"/people/{person.id}/reset").status == 422
        assert door.access.people.get(person.id) == person


def test_a_site_that_left_the_settings_is_still_shown_and_kept(door: Door) -> None:
    ada = door.person("ada", remit=Remit.of(sites=["closed"]))
    admin = door.browser("root")
    assert "closed (no longer in the settings)" in admin.get(f"/people/{ada.id}").text
    assert admin.post(f"/people/{ada.id}", site="closed", shown="Ada", role="viewer").status == 303


def test_names_from_outside_are_text(door: Door) -> None:
    ada = door.person("ada", shown=HOSTILE, remit=Remit.of(wards=[HOSTILE]))
    door.browser("ada")._agent = HOSTILE
    agent = door.browser()
    agent._agent = HOSTILE
    agent.post("/sign-in", name="ada", password=PASSWORD)
    admin = door.browser("root")
    for page in (admin.get("/people"), admin.get(f"/people/{ada.id}"), admin.get("/audit"), agent.get("/account")):
        assert "<img" not in page.text
        assert "&lt;img" in page.text
