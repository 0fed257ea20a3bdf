"""Rules of access that hold over every database: the same tests run on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest
from sqlalchemy import update

from tests.access_house import HERE, PASSWORD, House
from wallboard.access.audit import plain
from wallboard.access.person import folded
from wallboard.access.refused import HeldUp, Refused
from wallboard.access.sign_in import WRONG
from wallboard.access.tables import tokens
from wallboard.access.visitor import NOBODY, VisitorKind
from wallboard.model import DAY, HOUR, MINUTE, SECOND
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import RIGHTS, Right, Role

OTHER_PASSWORD = "quite another sentence"
STREETS = Remit.of(departments=["Streets"])


def refused(house: House, name: str, password: str) -> str:
    with pytest.raises(Refused) as told:
        house.enter(name, password)
    assert not isinstance(told.value, HeldUp)
    return str(told.value)


def at_once(*wishes: Callable[[], object]) -> list[bool]:
    """Which of them were not refused, all wished at the same time."""
    ready, granted = threading.Barrier(len(wishes)), []

    def wish(what: Callable[[], object]) -> None:
        ready.wait(10)
        try:
            what()
            granted.append(True)
        except Refused:
            granted.append(False)

    threads = [threading.Thread(target=wish, args=[each]) for each in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return granted


class AccessBehaviour:
    """Run with a fixture `house`."""

    # ---------------------------------------------------------------- coming in

    def test_an_invitation_is_good_once_however_it_is_typed(self, house: House) -> None:
        _, code = house.access.people.add("Ada.Lopez", "Ada Lopez", Role.VIEWER, by=None)
        typed = f" {code.text.lower().replace('-', ' ')} "
        entered = house.access.entering.by_code("ADA.lopez ", typed, PASSWORD, address=HERE)
        visitor = house.access.recognise(session=entered.opened.secret)
        assert (visitor.kind, visitor.name, visitor.rights) == (VisitorKind.PERSON, "Ada Lopez", RIGHTS[Role.VIEWER])
        with pytest.raises(Refused, match="do not fit each other"):
            house.access.entering.by_code("ada.lopez", code.text, OTHER_PASSWORD, address=HERE)
        assert house.enter("ada.lopez").person.name == "ada.lopez"

    def test_a_password_that_will_not_do_leaves_the_invitation_good(self, house: House) -> None:
        _, code = house.access.people.add("ada", "Adelheid Lopez", Role.VIEWER, by=None)
        for weak in ("short", "adelheid lopez", "password1234"):
            with pytest.raises(Refused) as told:
                house.access.entering.by_code("ada", code.text, weak, address=HERE)
            assert told.value.field == "password"
        assert house.access.entering.by_code("ada", code.text, PASSWORD, address=HERE).person.has_password

    def test_unknown_names_wrong_passwords_and_disabled_people_hear_the_same_after_the_same_work(
        self, house: House
    ) -> None:
        house.person("root", Role.ADMINISTRATOR)
        gone = house.person("gone")
        house.access.people.disable(gone.id, by=None)
        house.access.people.add("invited", "Invited", Role.VIEWER, by=None)
        house.access.people.of_provider("city", "sub-1", "Somebody", Role.VIEWER, EVERYTHING)
        refused(house, "root", "the first one")  # makes what unknown names are checked against
        words, work = set(), set()
        tries = [("nobody", PASSWORD), ("root", "not their password"), ("gone", PASSWORD), ("invited", PASSWORD)]
        for name, password in [*tries, ("city:sub-1", PASSWORD), ("", ""), ("root", PASSWORD * 100)]:
            before = house.hasher.verified, house.hasher.hashed
            words.add(refused(house, name, password))
            work.add((house.hasher.verified - before[0], house.hasher.hashed - before[1]))
        assert words == {WRONG}
        assert work == {(1, 0)}

    def test_signing_in_again_ends_the_browsers_former_session(self, house: House) -> None:
        house.person()
        first = house.enter().opened.secret
        assert house.access.recognise(session=first).kind is VisitorKind.PERSON
        second = house.enter(former=first).opened.secret
        assert first != second
        assert house.access.recognise(session=first) is NOBODY
        assert house.access.recognise(session=second).kind is VisitorKind.PERSON

    def test_a_secret_chosen_by_somebody_else_never_becomes_a_session(self, house: House) -> None:
        house.person()
        planted = "A" * 43
        entered = house.enter(former=planted)
        assert entered.opened.secret != planted
        assert house.access.recognise(session=planted) is NOBODY

    @pytest.mark.parametrize("secret", ["", "x", "wb_x", "\x00", "\ud800", "é" * 50, "x" * 100_000, "' OR 1=1 --"])
    def test_any_other_secret_is_nobodys(self, house: House, secret: str) -> None:
        assert house.access.recognise(session=secret) is NOBODY
        assert house.access.recognise(bearer=secret) is NOBODY
        assert house.access.recognise(screen=secret) is NOBODY
        assert house.access.recognise() is NOBODY

    def test_one_kind_of_secret_is_no_other_kind(self, house: House) -> None:
        person = house.person()
        entered = house.enter()
        by = house.access.recognise(session=entered.opened.secret)
        token = house.access.tokens.make(person, "Script", [Right.READ], by=by).secret
        assert house.access.recognise(bearer=entered.opened.secret) is NOBODY
        assert house.access.recognise(screen=entered.opened.secret) is NOBODY
        assert house.access.recognise(session=token) is NOBODY
        assert house.access.recognise(bearer=token).by_token

    def test_a_right_that_there_is_no_more_takes_no_token_along(self, house: House) -> None:
        """As after a page with a right of its own was taken out."""
        person = house.person()
        made = house.access.tokens.make(person, "Script", [Right.READ], by=house.access.still(NOBODY))
        with house.access.tokens._store.writing() as connection:
            connection.execute(update(tokens).values(rights='["gone", "read"]'))
        assert house.access.recognise(bearer=made.secret).rights == {Right.READ}
        assert [token.rights for token in house.access.tokens.of(person.id)] == [{Right.READ}]

    def test_a_wrong_bearer_token_is_nobody_even_beside_a_good_session(self, house: House) -> None:
        house.person()
        assert house.access.recognise(session=house.enter().opened.secret, bearer="wb_wrong") is NOBODY

    @pytest.mark.parametrize("text", ["a\x00b", "\ud800\udfff", "' OR 1=1 --", "\u202e", "x" * 10_000, "%", "a\r\nb"])
    def test_no_text_from_outside_is_more_than_a_text_that_is_not_there(self, house: House, text: str) -> None:
        access, ada = house.access, house.person()
        refused(house, text, text)
        with pytest.raises(Refused):
            access.entering.by_code(text, text, PASSWORD, address=text)
        with pytest.raises(Refused):
            access.people.add(text, text, Role.VIEWER, by=None)
        with pytest.raises(Refused):
            access.people.change(text, Role.VIEWER, EVERYTHING, by=None)
        entered = house.enter(browser=text, address=text, mark=text, former=text)
        visitor = access.recognise(session=entered.opened.secret, address=text)
        assert visitor.id == ada.id
        assert access.people.get(text) is None
        assert access.people.named(text) is None
        assert not access.sessions.end(text, by=visitor, address=text)
        assert not access.tokens.end(text, by=visitor, address=text, person=text)
        assert not access.sessions.of(text)
        assert not access.tokens.of(text)
        found = [*access.audit.read(event=text), *access.audit.read(about=text), *access.audit.read(who=text)]
        assert {entry.about for entry in found} <= {plain(folded(text)), plain(text)}
        house.clock.on(MINUTE)
        access.recognise(session=entered.opened.secret, address=text)
        (session,) = access.sessions.of(ada.id)
        assert session.browser.isprintable()
        assert session.address.isprintable()

    # ---------------------------------------------------------------- sessions end

    def test_a_session_ends_when_idle_and_after_its_days_whatever_happens(self, house: House) -> None:
        house.person()
        idle = house.enter().opened.secret
        busy = house.enter().opened.secret
        for _ in range(7 * 24 // 8):
            assert house.access.recognise(session=busy).kind is VisitorKind.PERSON
            house.clock.on(8 * HOUR)
        assert house.access.recognise(session=idle) is NOBODY
        assert house.access.recognise(session=busy) is NOBODY  # the seventh day is over

    def test_an_open_page_is_no_sign_of_its_person(self, house: House) -> None:
        house.person()
        visitor = house.access.recognise(session=house.enter().opened.secret)
        for _ in range(9):
            house.clock.on(HOUR)
            assert house.access.still(visitor) == visitor
        house.clock.on(HOUR)
        assert house.access.still(visitor) is NOBODY

    def test_a_restart_ends_no_session_and_forgets_no_idle_time(self, house: House) -> None:
        house.person()
        secret = house.enter().opened.secret
        house.clock.on(9 * HOUR)
        assert house.access.recognise(session=secret).kind is VisitorKind.PERSON
        house.restart()
        house.clock.on(9 * HOUR)
        assert house.access.recognise(session=secret).kind is VisitorKind.PERSON
        house.restart()
        house.clock.on(10 * HOUR)
        assert house.access.recognise(session=secret) is NOBODY

    def test_what_one_process_ends_ends_in_another_within_a_second(self, house: House) -> None:
        person = house.person()
        other = house.another()
        secrets = [house.enter().opened.secret for _ in range(3)]
        visitors = [other.recognise(session=secret) for secret in secrets]
        assert all(visitor.kind is VisitorKind.PERSON for visitor in visitors)
        assert (other.changed(), other.changed()) == (True, False)
        house.access.sessions.end(visitors[0].credential.partition(":")[2], by=None)
        assert house.access.recognise(session=secrets[0]) is NOBODY  # here at once
        house.clock.on(SECOND)
        assert other.recognise(session=secrets[0]) is NOBODY
        assert [other.still(visitor).kind for visitor in visitors] == [
            VisitorKind.NOBODY,
            VisitorKind.PERSON,
            VisitorKind.PERSON,
        ]
        assert (other.changed(), other.changed()) == (True, False)
        house.access.people.disable(person.id, by=None)
        assert other.changed()
        assert [other.still(visitor) for visitor in visitors] == [NOBODY] * 3

    def test_a_changed_role_and_remit_count_at_once(self, house: House) -> None:
        person = house.person(role=Role.SUPERVISOR)
        visitor = house.access.recognise(session=house.enter().opened.secret)
        assert visitor.may(Right.SCREENS)
        house.access.people.change(person.id, Role.DEPARTMENT_MANAGER, STREETS, by=None)
        now = house.access.still(visitor)
        assert not now.may(Right.SCREENS)
        assert (now.role, now.remit, now.credential) == (Role.DEPARTMENT_MANAGER, STREETS, visitor.credential)

    def test_all_sessions_end_but_the_one_that_is_to_stay(self, house: House) -> None:
        person = house.person()
        visitors = [house.access.recognise(session=house.enter().opened.secret) for _ in range(3)]
        mine = visitors[1]
        assert len(house.access.sessions.of(person.id)) == 3
        assert house.access.sessions.end_all(person, by=mine, but=mine.credential) == 2
        assert [house.access.still(each) for each in visitors] == [NOBODY, mine, NOBODY]
        assert [session.credential for session in house.access.sessions.of(person.id)] == [mine.credential]
        assert house.access.sessions.end_all(person, by=mine) == 1

    def test_nobody_ends_a_session_that_is_not_theirs(self, house: House) -> None:
        house.person("ada")
        bob = house.person("bob")
        ada = house.access.recognise(session=house.enter("ada").opened.secret)
        id = ada.credential.partition(":")[2]
        assert not house.access.sessions.end(id, by=ada, person=bob.id)
        assert house.access.still(ada) == ada
        assert house.access.sessions.end(id, by=ada, person=ada.id)
        assert not house.access.sessions.end(id, by=ada, person=ada.id)

    # ---------------------------------------------------------------- passwords and codes

    def test_a_changed_password_ends_all_other_sessions(self, house: House) -> None:
        house.person()
        mine, other = (house.access.recognise(session=house.enter().opened.secret) for _ in range(2))
        with pytest.raises(Refused) as told:
            house.access.entering.change_password(mine, "not the old one", OTHER_PASSWORD, address=HERE)
        assert told.value.field == "old"
        house.access.entering.change_password(mine, PASSWORD, OTHER_PASSWORD, address=HERE)
        assert house.access.still(mine) == mine
        assert house.access.still(other) is NOBODY
        refused(house, "ada", PASSWORD)
        assert house.enter("ada", OTHER_PASSWORD).person.name == "ada"

    def test_a_reset_ends_sessions_and_tokens_once_it_is_used(self, house: House) -> None:
        person = house.person()
        visitor = house.access.recognise(session=house.enter().opened.secret)
        token = house.access.tokens.make(person, "Script", [Right.READ], by=visitor).secret
        code = house.access.people.reset(person.id, by=None)
        assert house.access.still(visitor) == visitor
        entered = house.access.entering.by_code("ada", code.text, OTHER_PASSWORD, address=HERE)
        assert house.access.still(visitor) is NOBODY
        assert house.access.recognise(bearer=token) is NOBODY
        assert house.access.recognise(session=entered.opened.secret).kind is VisitorKind.PERSON

    def test_a_code_is_good_for_its_hours_and_only_the_newest_is(self, house: House) -> None:
        person, old = house.access.people.add("ada", "Ada", Role.VIEWER, by=None)
        new = house.access.people.reset(person.id, by=None)
        assert new.kind == "invitation"
        for text, wait in ((old.text, 0), (new.text, 72 * HOUR)):
            house.clock.on(wait)
            with pytest.raises(Refused, match="good no more"):
                house.access.entering.by_code("ada", text, PASSWORD, address=HERE)

    def test_a_code_ends_after_a_few_near_misses_and_never_by_blind_guesses(self, house: House) -> None:
        person, code = house.access.people.add("ada", "Ada", Role.VIEWER, by=None)
        last = "B" if code.text[-1] == "A" else "A"
        first = "B" if code.text[0] == "A" else "A"

        def guess(text: str) -> bool:
            house.clock.on(15 * MINUTE)  # so that nobody is held up
            try:
                house.access.entering.by_code("ada", text, PASSWORD, address=HERE)
            except Refused:
                return False
            return True

        assert not any(guess(first + code.text[1:]) for _ in range(20))
        assert not any(guess(code.text[:-1] + last) for _ in range(5))
        assert not guess(code.text)
        assert guess(house.access.people.reset(person.id, by=None).text)

    def test_of_two_who_use_a_code_at_once_one_comes_in(self, house: House) -> None:
        _, code = house.access.people.add("ada", "Ada", Role.VIEWER, by=None)
        accesses = [house.access, house.another()] * 2
        came = at_once(*(partial(each.entering.by_code, "ada", code.text, PASSWORD, address=HERE) for each in accesses))
        assert sorted(came) == [False, False, False, True]

    def test_a_password_of_older_parameters_is_hashed_anew_when_it_is_used(self, house: House) -> None:
        house.person()
        house.enter()
        before = house.hasher.hashed
        house.hasher = type(house.hasher)(time_cost=2)
        house.restart()
        house.enter()
        house.enter()
        assert (before > 0, house.hasher.hashed) == (True, 2)  # what unknown names are checked against, and this one

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

    def test_the_log_is_found_by_event_person_and_time_and_read_in_pages(self, house: House) -> None:
        audit = house.access.audit
        for number in range(1200):
            audit.write("exported", None, about=f"file {number}%")
            house.clock.on(SECOND)
        audit.write("keys_rotated", None)
        assert [entry.about for entry in audit.all(event="exported")] == [f"file {n}%" for n in reversed(range(1200))]
        page = audit.read(event="exported", limit=3)
        assert [entry.about for entry in page] == ["file 1199%", "file 1198%", "file 1197%"]
        assert audit.read(event="exported", before=page[-1].id, limit=1)[0].about == "file 1196%"
        since, until = page[2].at, page[0].at
        assert [entry.about for entry in audit.read(since=since, until=until)] == ["file 1198%", "file 1197%"]
        assert len(audit.read(who="COMMAND", limit=2000)) == 1201
        assert audit.read(about="FILE 7%")[0].about == "file 7%"
        assert len(audit.read(about="7%")) == 100  # a limit
        assert audit.read(who="%") == []
        assert house.access.purge()["audit"] == 0
        house.clock.on(800 * DAY - 600 * SECOND)
        assert house.access.purge()["audit"] == 0  # as far as anybody knows the clock is wrong
        audit.write("keys_rotated", None)
        assert house.access.purge()["audit"] == 600

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
