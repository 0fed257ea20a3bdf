"""Rules of coming in: invitations, passwords and codes, and how sessions end. See access_behaviour.py."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import update

from tests.access_house import HERE, PASSWORD, House
from tests.access_wishes import OTHER_PASSWORD, STREETS, at_once, refused
from wallboard.access.audit import plain
from wallboard.access.person import folded
from wallboard.access.refused import Refused
from wallboard.access.sign_in import WRONG
from wallboard.access.tables import tokens
from wallboard.access.visitor import NOBODY, VisitorKind
from wallboard.model import HOUR, MINUTE, SECOND
from wallboard.model.remit import EVERYTHING
from wallboard.model.roles import RIGHTS, Right, Role


class EnteringBehaviour:
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
