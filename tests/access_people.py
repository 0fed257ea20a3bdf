"""Rules of people, their tokens and keys, and the audit log. See access_behaviour.py."""

from __future__ import annotations

from functools import partial

import pytest

from tests.access_house import HERE, PASSWORD, House
from tests.access_wishes import OTHER_PASSWORD, STREETS, at_once, refused
from wallboard.access.refused import Refused
from wallboard.access.visitor import NOBODY, VisitorKind
from wallboard.model import DAY, SECOND
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right, Role


class PeopleBehaviour:
    """Run with a fixture `house`."""

    # ---------------------------------------------------------------- people

    def test_the_last_administrator_stays_one(self, house: House) -> None:
        root = house.person("root", Role.ADMINISTRATOR)
        house.access.people.add("next", "Next", Role.ADMINISTRATOR, by=None)  # who has not come in yet
        with pytest.raises(Refused, match="last administrator"):
            house.access.people.disable(root.id, by=None)
        with pytest.raises(Refused, match="last administrator"):
            house.access.people.change(root.id, Role.VIEWER, EVERYTHING, by=None)
        other = house.person("other", Role.ADMINISTRATOR)
        house.access.people.disable(root.id, by=None)
        with pytest.raises(Refused, match="last administrator"):
            house.access.people.disable(other.id, by=None)
        house.access.people.enable(root.id, by=None)
        assert house.access.people.change(other.id, Role.VIEWER, EVERYTHING, by=None).role is Role.VIEWER

    def test_two_administrators_who_disable_each_other_at_once_leave_one(self, house: House) -> None:
        ids = [house.person(name, Role.ADMINISTRATOR).id for name in ("root", "other")]
        done = at_once(
            lambda: house.access.people.disable(ids[0], by=None),
            partial(house.another().people.disable, ids[1], by=None),
        )
        assert sorted(done) == [False, True]
        assert [person.disabled for person in house.access.people.all()].count(False) == 1

    def test_two_people_of_one_name_added_at_once_are_one(self, house: House) -> None:
        adders = [house.access.people.add, house.another().people.add]
        assert sorted(at_once(*(partial(add, "ada", "Ada", Role.VIEWER, by=None) for add in adders))) == [False, True]

    def test_who_is_disabled_comes_in_by_nothing_and_starts_anew_when_enabled(self, house: House) -> None:
        person = house.person()
        visitor = house.access.recognise(session=house.enter().opened.secret)
        token = house.access.tokens.make(person, "Script", [Right.READ], by=visitor).secret
        code = house.access.people.reset(person.id, by=None)
        house.access.people.disable(person.id, by=None)
        assert house.access.still(visitor) is NOBODY
        assert house.access.recognise(bearer=token) is NOBODY
        with pytest.raises(Refused):
            house.access.entering.by_code("ada", code.text, OTHER_PASSWORD, address=HERE)
        with pytest.raises(Refused, match="enable them first"):
            house.access.people.reset(person.id, by=None)
        refused(house, "ada", PASSWORD)
        house.access.people.enable(person.id, by=None)
        assert house.access.still(visitor) is NOBODY
        assert house.access.recognise(bearer=token) is NOBODY
        assert house.enter().person == house.access.people.get(person.id)

    @pytest.mark.parametrize("name", ["ada", " ADA ", "ａｄａ"])
    def test_a_name_is_taken_however_it_is_written(self, house: House, name: str) -> None:
        house.person("ada")
        with pytest.raises(Refused, match="there is a ada already"):
            house.access.people.add(name, "Another", Role.VIEWER, by=None)

    def test_a_role_without_its_remit_is_refused(self, house: House) -> None:
        for role, remit in (
            (Role.DEPARTMENT_MANAGER, EVERYTHING),
            (Role.COUNCILLOR, STREETS),
            (Role.ADMINISTRATOR, STREETS),
        ):
            with pytest.raises(Refused) as told:
                house.access.people.add("ada", "Ada", role, remit, by=None)
            assert told.value.field == "remit"
        assert house.access.people.all() == []

    def test_people_are_listed_by_the_names_that_others_read(self, house: House) -> None:
        people = house.access.people
        for name, shown in (("z", "ann"), ("a", "Zoë"), ("m", "Bob")):
            people.add(name * 2, shown, Role.VIEWER, by=None)
        assert [person.shown for person in people.all()] == ["ann", "Bob", "Zoë"]
        bob = people.named("MM")
        assert bob is not None
        people.rename(bob.id, "  Robert \n Bo ", by=None)
        assert [person.shown for person in people.all()] == ["ann", "Robert Bo", "Zoë"]

    # ---------------------------------------------------------------- people of a provider

    def test_a_providers_person_is_known_by_subject_and_follows_the_groups(self, house: House) -> None:
        people, sessions = house.access.people, house.access.sessions
        ada = people.of_provider("city", "Ab1", "Ada", Role.SUPERVISOR, EVERYTHING, address=HERE)
        visitor = house.access.recognise(session=sessions.open(ada, address=HERE).secret)
        assert visitor is NOBODY  # the settings name no such provider
        house.restart(access={"providers": {"city": {"issuer": "https://id.example", "client_id": "x"}}})
        people, sessions = house.access.people, house.access.sessions
        visitor = house.access.recognise(session=sessions.open(ada, address=HERE).secret)
        assert visitor.role is Role.SUPERVISOR
        again = people.of_provider("city", "Ab1", "Ada L.", Role.DEPARTMENT_MANAGER, STREETS, address=HERE)
        assert (again.id, again.shown, again.remit) == (ada.id, "Ada L.", STREETS)
        assert house.access.still(visitor).role is Role.DEPARTMENT_MANAGER
        assert people.of_provider("city", "aB1", "Other", Role.VIEWER, EVERYTHING).id != ada.id
        assert people.of_provider("county", "Ab1", "Other", Role.VIEWER, EVERYTHING).id != ada.id
        people.without_grant("city", "Ab1", address=HERE)
        assert house.access.still(visitor) is NOBODY
        house.access.people.disable(ada.id, by=None)
        with pytest.raises(Refused, match="disabled"):
            people.of_provider("city", "Ab1", "Ada", Role.SUPERVISOR, EVERYTHING)
        with pytest.raises(Refused, match="city signs them in"):
            people.reset(ada.id, by=None)

    def test_accounts_that_are_switched_off_let_nobody_in_any_more(self, house: House) -> None:
        person = house.person()
        visitor = house.access.recognise(session=house.enter().opened.secret)
        token = house.access.tokens.make(person, "Script", [Right.READ], by=visitor).secret
        off = house.another(access={"accounts": False}).settings
        house.access.take_over(off)
        assert house.access.still(visitor) is NOBODY
        assert house.access.recognise(bearer=token) is NOBODY
        refused(house, "ada", PASSWORD)

    # ---------------------------------------------------------------- tokens

    def test_a_token_cannot_ask_for_more_than_its_person_has(self, house: House) -> None:
        person = house.person(role=Role.DEPARTMENT_MANAGER, remit=STREETS)
        by = house.access.recognise(session=house.enter().opened.secret)
        for rights, remit, days, field in (
            ([Right.READ, Right.NAMES], EVERYTHING, 90, "rights"),
            ([], EVERYTHING, 90, "rights"),
            ([Right.READ], Remit.of(departments=["Parks"]), 90, "remit"),
            ([Right.READ], Remit.of(departments=["Streets", "Parks"]), 90, "remit"),
            ([Right.READ], Remit.of(wards=["1"]), 90, "remit"),
            ([Right.READ], EVERYTHING, 0, "days"),
            ([Right.READ], EVERYTHING, 367, "days"),
        ):
            with pytest.raises(Refused) as told:
                house.access.tokens.make(person, "Script", rights, remit, days, by=by)
            assert told.value.field == field
        with pytest.raises(Refused, match="label"):
            house.access.tokens.make(person, " ", [Right.READ], by=by)
        assert house.access.tokens.of(person.id) == []

    def test_no_token_adds_people(self, house: House) -> None:
        root = house.person("root", Role.ADMINISTRATOR)
        by = house.access.recognise(session=house.enter("root").opened.secret)
        with pytest.raises(Refused, match="people"):
            house.access.tokens.make(root, "Script", [Right.PEOPLE], by=by)
        secret = house.access.tokens.make(root, "Script", set(Right) - {Right.PEOPLE}, by=by).secret
        assert house.access.recognise(bearer=secret).rights == frozenset(Right) - {Right.PEOPLE}

    def test_a_token_narrows_with_its_person_and_widens_again_no_further_than_made(self, house: House) -> None:
        person = house.person(role=Role.SUPERVISOR)
        by = house.access.recognise(session=house.enter().opened.secret)
        made = house.access.tokens.make(person, "Script", [Right.READ, Right.NAMES], by=by)
        visitor = house.access.recognise(bearer=made.secret)
        assert (set(visitor.rights), visitor.remit) == ({Right.READ, Right.NAMES}, EVERYTHING)
        house.access.people.change(person.id, Role.COUNCILLOR, Remit.of(wards=["4"]), by=None)
        narrow = house.access.recognise(bearer=made.secret)
        assert (set(narrow.rights), narrow.remit) == ({Right.READ}, Remit.of(wards=["4"]))
        assert house.access.still(visitor) == narrow
        house.access.people.change(person.id, Role.SUPERVISOR, EVERYTHING, by=None)
        assert house.access.recognise(bearer=made.secret) == visitor

    def test_a_token_ends_by_time_and_by_its_person_and_by_nobody_else(self, house: House) -> None:
        ada, bob = house.person("ada"), house.person("bob")
        by = house.access.recognise(session=house.enter("ada").opened.secret)
        tokens = house.access.tokens
        day, other = tokens.make(ada, "Day", [Right.READ], days=1, by=by), tokens.make(ada, "B", [Right.READ], by=by)
        assert not tokens.end(other.record.id, by=by, person=bob.id)
        assert {token.label for token in tokens.of(ada.id)} == {"Day", "B"}
        assert tokens.end(other.record.id, by=by, person=ada.id)
        assert house.access.recognise(bearer=other.secret) is NOBODY
        house.clock.on(DAY - 1)
        assert house.access.recognise(bearer=day.secret).kind is VisitorKind.PERSON
        house.clock.on(1)
        assert house.access.recognise(bearer=day.secret) is NOBODY
        assert tokens.of(ada.id) == []

    # ---------------------------------------------------------------- keys

    def test_rotating_the_keys_signs_nobody_out_even_when_the_old_key_is_dropped(self, house: House) -> None:
        person = house.person()
        session = house.enter().opened.secret
        by = house.access.recognise(session=session)
        token = house.access.tokens.make(person, "Script", [Right.READ], by=by).secret
        code = house.access.people.reset(person.id, by=None)
        house.another().keys.rotate()
        assert house.access.recognise(session=session) == by  # known by then, and seen anew after a restart
        house.restart()
        assert house.access.recognise(session=session) == by
        assert house.access.recognise(bearer=token).kind is VisitorKind.PERSON
        keys = house.folder / "access.keys"
        lines = keys.read_text().splitlines()
        keys.write_text("\n".join(lines[:-1]) + "\n")
        assert len(house.access.keys.all()) == 1
        house.restart()
        assert house.access.recognise(session=session) == by
        assert house.access.recognise(bearer=token).kind is VisitorKind.PERSON
        with pytest.raises(Refused):  # a code that nobody used meanwhile goes with its key
            house.access.entering.by_code("ada", code.text, OTHER_PASSWORD, address=HERE)

    def test_other_keys_know_nobody(self, house: House) -> None:
        house.person()
        session = house.enter().opened.secret
        house.restart(access={"keys": "k" * 48})
        assert house.access.recognise(session=session) is NOBODY

    # ---------------------------------------------------------------- the audit log

    def test_what_was_done_is_told_newest_first_with_who_and_to_whom(self, house: House) -> None:
        root = house.person("root", Role.ADMINISTRATOR)
        by = house.access.recognise(session=house.enter("root").opened.secret)
        ada, _ = house.access.people.add("ada", "Ada", Role.VIEWER, by=by, address=HERE)
        house.access.people.disable(ada.id, by=by, address=HERE)
        refused(house, "a-password-typed-as-name", "x" * 12)  # which must not be kept
        told = house.access.audit.read()
        assert [(entry.event, entry.who, entry.about) for entry in told] == [
            ("sign_in_failed", "", "no such name"),
            ("person_disabled", "Root", "ada"),
            ("person_added", "Root", "ada"),
            ("signed_in", "Root", "root"),
            ("session_ended", "command line", "root"),
            ("signed_in", "Root", "root"),
            ("password_set", "", "root"),
            ("person_added", "command line", "root"),
        ]
        assert told[2].credential == by.credential
        assert (told[2].address, told[2].detail["role"], told[2].words) == (HERE, "viewer", "added")
        assert root.name == "root"

    def test_whatever_credential_the_log_names_it_says_elsewhere_whose_it_is(self, house: House) -> None:
        person = house.person()
        by = house.access.recognise(session=house.enter().opened.secret)
        token = house.access.tokens.make(person, "Script", [Right.READ], by=by).secret
        house.access.audit.write("exported", house.access.recognise(bearer=token))
        exported, made, signed_in, *_ = house.access.audit.read()
        assert exported.credential == f"token:{made.detail['id']}"
        assert made.credential == signed_in.credential == by.credential
        assert (signed_in.event, signed_in.about) == ("signed_in", "ada")

    def test_the_log_is_found_by_event_person_and_time_and_read_in_pages(
        self, house: House, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("wallboard.access.audit._PAGE", 100)
        audit = house.access.audit
        for number in range(240):
            audit.write("exported", None, about=f"file {number}%")
            house.clock.on(SECOND)
        audit.write("keys_rotated", None)
        assert [entry.about for entry in audit.all(event="exported")] == [f"file {n}%" for n in reversed(range(240))]
        page = audit.read(event="exported", limit=3)
        assert [entry.about for entry in page] == ["file 239%", "file 238%", "file 237%"]
        assert audit.read(event="exported", before=page[-1].id, limit=1)[0].about == "file 236%"
        since, until = page[2].at, page[0].at
        assert [entry.about for entry in audit.read(since=since, until=until)] == ["file 238%", "file 237%"]
        assert len(audit.read(who="COMMAND", limit=2000)) == 241
        assert audit.read(about="FILE 7%")[0].about == "file 7%"
        assert len(audit.read(about="7%")) == 24
        assert len(audit.read(about="file")) == 100  # a limit
        assert audit.read(who="%") == []
        assert house.access.purge()["audit"] == 0
        house.clock.on(800 * DAY - 120 * SECOND)
        assert house.access.purge()["audit"] == 0  # as far as anybody knows the clock is wrong
        audit.write("keys_rotated", None)
        assert house.access.purge()["audit"] == 120

    def test_what_was_long_over_is_deleted_and_nothing_else(self, house: House) -> None:
        person = house.person()
        by = house.access.recognise(session=house.enter().opened.secret)
        house.access.tokens.make(person, "Long", [Right.READ], days=300, by=by)
        house.access.tokens.make(person, "Short", [Right.READ], days=1, by=by)
        house.clock.on(34 * DAY)
        assert sum(house.access.purge().values()) == 0
        house.clock.on(10 * DAY)
        assert sum(house.access.purge().values()) == 0  # nobody was here since: the clock may be wrong
        house.access.audit.write("keys_rotated", None)
        gone = house.access.purge()
        assert (gone["sessions"], gone["tokens"], gone["codes"]) == (2, 1, 1)
        assert [token.label for token in house.access.tokens.of(person.id)] == ["Long"]
        assert house.access.people.get(person.id) is not None
