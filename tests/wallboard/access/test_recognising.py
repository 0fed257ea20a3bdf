"""Recognising costs no query for whoever is known, and forgets nobody and nothing for that."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text

from tests.access_house import HERE, House
from tests.examples import examples
from wallboard.access.recognising import SEEN_EVERY
from wallboard.access.store import AccessError
from wallboard.access.tokens import TOKEN_RIGHTS
from wallboard.access.visitor import NOBODY, VisitorKind
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import RIGHTS, Right, Role, remit_problem


@contextmanager
def statements() -> Iterator[list[str]]:
    """What any database is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.extend([statement] * (statement != "BEGIN"))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def last_seen(house: House) -> tuple[int, str]:
    with house.access.store.reading() as connection:
        seen_at, address = connection.execute(text("SELECT max(seen_at), max(address) FROM sessions")).one()
    return seen_at, address


def test_whoever_is_known_costs_no_query_until_a_second_is_over_and_then_one(house: House) -> None:
    house.person()
    secret = house.enter().opened.secret
    visitor = house.access.recognise(session=secret)
    with statements() as asked:
        for _ in range(100):
            assert house.access.recognise(session=secret) == visitor
            assert house.access.still(visitor) == visitor
    assert asked == []
    house.clock.on(SECOND)
    with statements() as asked:
        house.access.recognise(session=secret)
        house.access.still(visitor)
    assert len(asked) == 1
    assert "changes" in asked[0]


def test_an_unknown_secret_costs_one_query_and_is_not_remembered(house: House) -> None:
    house.access.recognise(session="x")
    with statements() as asked:
        for number in range(10):
            assert house.access.recognise(session=f"guess {number}") is NOBODY
    assert len(asked) == 10
    assert len(house.access._recognising._by_secret) == 0


def test_last_seen_is_written_once_a_minute_for_everybody_together(house: House) -> None:
    person = house.person()
    secrets = [house.enter().opened.secret for _ in range(5)]
    house.clock.on(SEEN_EVERY)
    for secret in secrets:
        house.access.recognise(session=secret)
    house.clock.on(SEEN_EVERY // 2)
    with statements() as asked:
        for secret in secrets * 20:
            house.access.recognise(session=secret, address="203.0.113.9")
    assert not [statement for statement in asked if "UPDATE" in statement]
    house.clock.on(SEEN_EVERY // 2)
    house.access.recognise(session=secrets[0], address="203.0.113.9")
    assert last_seen(house) == (house.clock(), "203.0.113.9")
    assert {session.address for session in house.access.sessions.of(person.id)} == {"203.0.113.9"}


def test_a_database_that_cannot_be_written_hears_of_it_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.person()
    secret = house.enter().opened.secret
    house.clock.on(2 * SEEN_EVERY)
    with monkeypatch.context() as patch:
        patch.setattr(house.access.store, "writing", _unwritable)
        assert house.access.recognise(session=secret).kind is VisitorKind.PERSON
    seen_at = house.clock()
    house.access.close()
    house.access = house.another()
    assert last_seen(house)[0] == seen_at


@contextmanager
def _unwritable() -> Iterator[object]:
    raise AccessError("access: database is locked")
    yield


def test_a_session_that_another_process_saw_is_not_idle_here(house: House) -> None:
    house.person()
    secret = house.enter().opened.secret
    other = house.another()
    visitor = other.recognise(session=secret)
    for _ in range(4):
        house.clock.on(9 * HOUR)
        assert house.access.recognise(session=secret).kind is VisitorKind.PERSON
    assert other.still(visitor) == visitor
    assert other.recognise(session=secret) == visitor


PROVIDER = {"providers": {"city": {"issuer": "https://id.example", "client_id": "x"}}}


def test_no_thread_recognises_what_another_has_ended(house: House) -> None:
    person = house.person()
    wrong: list[str] = []
    for _ in range(10):
        opened = house.access.sessions.open(person, address=HERE)
        ended, ready = threading.Event(), threading.Barrier(5)

        def look(secret: str = opened.secret, ended: threading.Event = ended, ready: threading.Barrier = ready) -> None:
            ready.wait(30)
            for _ in range(5000):
                over = ended.is_set()
                if over and house.access.recognise(session=secret) is not NOBODY:
                    wrong.append(secret)
                if over:
                    return
                house.access.recognise(session=secret)

        threads = [threading.Thread(target=look) for _ in range(4)]
        for thread in threads:
            thread.start()
        ready.wait(30)
        house.access.sessions.end(opened.record.id, by=None)
        ended.set()
        for thread in threads:
            thread.join(60)
        assert house.access.recognise(session=opened.secret) is NOBODY
    assert wrong == []


@pytest.fixture(scope="module")
def roomy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all examples of a property."""
    house = House(tmp_path_factory.mktemp("roomy"))
    house.restart(access=PROVIDER)
    yield house
    house.close()


remits = st.builds(
    Remit.of,
    st.none() | st.sets(st.sampled_from(["main", "north"])),
    st.none() | st.sets(st.sampled_from(["Streets", "Parks", "Water"])),
    st.none() | st.sets(st.sampled_from(["1", "2"])),
)
granted = st.tuples(st.sampled_from(Role), remits).filter(lambda each: remit_problem(*each) is None)


@pytest.mark.slow
@given(first=granted, rights=st.sets(st.sampled_from(Right)), remit=remits, later=st.lists(granted, max_size=4))
def test_a_token_never_gives_more_than_its_person_has_now(
    roomy: House, first: tuple[Role, Remit], rights: set[Right], remit: Remit, later: list[tuple[Role, Remit]]
) -> None:
    access = roomy.access
    person = access.people.of_provider("city", "one", "One", *first)
    by = access.recognise(session=access.sessions.open(person, address=HERE).secret)
    rights = rights & person.rights & TOKEN_RIGHTS or {Right.READ}
    remit = remit if person.remit.holds(remit) else EVERYTHING
    made = access.tokens.make(person, "Script", rights, remit, by=by)
    for role, own in [first, *later]:
        access.people.of_provider("city", "one", "One", role, own)
        visitor = access.recognise(bearer=made.secret)
        assert visitor == access.still(visitor)
        assert visitor.rights == RIGHTS[role] & rights
        assert visitor.remit == own.narrowed(remit)
        assert own.holds(visitor.remit)
        assert remit.holds(visitor.remit)
    assert access.tokens.end(made.record.id, by=by)
    assert access.still(visitor) is NOBODY


steps = st.lists(
    st.tuples(
        st.sampled_from([0, SECOND, MINUTE, HOUR, 9 * HOUR, 10 * HOUR - 1, 10 * HOUR, 30 * HOUR, 90 * HOUR]),
        st.sampled_from(["use", "use", "watch", "restart", "use elsewhere"]),
    ),
    max_size=20,
)


@pytest.mark.slow
@examples(20)
@given(steps=steps)
def test_a_session_is_good_exactly_while_it_is_used_and_its_days_last(
    roomy: House, steps: list[tuple[Micros, str]]
) -> None:
    clock = roomy.clock
    person = roomy.access.people.of_provider("city", "two", "Two", Role.VIEWER, EVERYTHING)
    opened = roomy.access.sessions.open(person, address=HERE)
    last, until = clock(), clock() + 7 * DAY
    visitor = roomy.access.recognise(session=opened.secret)
    for wait, step in steps:
        if step == "use elsewhere":  # a running server looks for changes every second, and writes who was seen
            clock.on(SEEN_EVERY)
            roomy.access.changed()
        clock.on(wait)
        good = clock() < until and clock() < last + 10 * HOUR
        if step == "restart":
            roomy.restart(access=PROVIDER)
        elif step == "watch":
            assert (roomy.access.still(visitor) == visitor) is good
        else:
            elsewhere = step == "use elsewhere"
            access = roomy.another(access=PROVIDER) if elsewhere else roomy.access
            assert (access.recognise(session=opened.secret) == visitor) is good
            last = clock() if good else last
            if elsewhere:
                access.close()
