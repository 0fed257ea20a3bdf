"""What people type and what comes from outside: names, passwords, codes, and how the audit log writes them."""

from __future__ import annotations

import json
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.access_house import CountingHasher, Hand, House
from wallboard.access.audit import LONGEST, Audit, plain
from wallboard.access.codes import ALPHABET, grouped, new_code, typed
from wallboard.access.passwords import Passwords, check_new
from wallboard.access.person import local_name, remit_json, shown_name
from wallboard.access.refused import HeldUp, Refused
from wallboard.access.store import AccessStore
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

NASTY = "a\r\nfake: line\u2028next\u202ereversed\x00\ud800<b>&amp;'\"=cmd|' /C calc'!A0"


@given(st.text(st.characters(codec=None), max_size=400))
def test_a_text_of_the_audit_log_is_one_line_of_what_can_be_seen(text: str) -> None:
    written = plain(text)
    assert len(written.splitlines()) <= 1
    assert written.isprintable()
    written.encode("utf-8")
    if text.isascii() and text.isprintable() and len(text) <= LONGEST:
        assert written == text


def test_nothing_from_outside_breaks_a_line_of_the_audit_log(tmp_path: Path) -> None:
    store = AccessStore(f"sqlite:///{tmp_path}/access.db", Hand())
    audit = Audit(store, Hand())
    audit.write("exported", None, NASTY, NASTY * 50, filters={NASTY: [NASTY, {NASTY}]}, count=3, password="hunter22")
    (entry,) = audit.read()
    for text in (entry.address, entry.about, json.dumps(entry.detail)):
        assert len(text.splitlines()) == 1
        assert "\x00" not in text
    assert len(entry.about) <= LONGEST * 6
    assert entry.detail["count"] == 3
    assert "hunter22" not in str(entry)
    with pytest.raises(ValueError, match="no event of the audit log"):
        audit.write("made_up", None)
    store.close()


@pytest.mark.parametrize("name", ["", "a", "a b", "a\nb", "a:b", "a/b", "<b>", "x" * 101, "a\u202eb", "a\x00b", "=1+1"])
def test_a_name_to_sign_in_with_is_letters_digits_and_a_few_signs(name: str) -> None:
    with pytest.raises(Refused) as told:
        local_name(name)
    assert told.value.field == "name"


@pytest.mark.parametrize(
    ("name", "found"),
    [("Ada.Lopez", "ada.lopez"), (" ada@example.org ", "ada@example.org"), ("Zoë", "zoë"), ("ẞß", "ssss")],
)
def test_a_name_is_the_same_however_it_is_typed(name: str, found: str) -> None:
    assert local_name(name) == found


@pytest.mark.parametrize("shown", ["", "  ", "x" * 101, "a\x00b", "a\u202eb", "a\u200bb", "a\ud800"])
def test_the_name_that_others_read_is_visible_and_short(shown: str) -> None:
    with pytest.raises(Refused) as told:
        shown_name(shown)
    assert told.value.field == "shown"


def test_the_name_that_others_read_is_otherwise_their_own() -> None:
    assert shown_name(" Ada  O'Łópez <3 ") == "Ada O'Łópez <3"


@pytest.mark.parametrize(
    "remit", [Remit.of(wards=[""]), Remit.of(wards=["a\nb"]), Remit.of(wards=map(str, range(501)))]
)
def test_a_remit_is_names_on_a_line_each(remit: Remit) -> None:
    with pytest.raises(Refused) as told:
        remit_json(remit)
    assert told.value.field == "wards"


@pytest.mark.parametrize(
    "password",
    [
        "", "elevenchars", "x" * 201, "ada.lopez.smith", "ADA LOPEZ SMITH", "Ada-Lopez-Smith", "password1234",
        "Password-1234", "administrator", "qwertyuiop123", "aaaaaaaaaaaa", "abababababab", "123456789012",
        "wallboardwallboard", "correct horse battery staple",
    ],
)  # fmt: skip
def test_what_anybody_would_try_first_is_no_password(password: str) -> None:
    with pytest.raises(Refused) as told:
        check_new(password, "ada.lopez.smith", "Ada Lopez Smith")
    assert told.value.field == "password"
    assert not password or password not in str(told.value)


@pytest.mark.parametrize("password", ["four unrelated words", "x7#kQp!m2Lz9", "пароль из четырёх слов", "🂡🂢🂣🂤🂥🂦🂧🂨🂩🂪🂫🂬"])
def test_any_other_of_twelve_characters_is_whatever_it_is_made_of(password: str) -> None:
    check_new(password, "ada", "Ada")
    passwords = Passwords(CountingHasher())
    stored = passwords.hash(password)
    assert password not in stored
    assert stored.startswith("$argon2id$")
    assert passwords.check(stored, password)
    assert not passwords.check(stored, password + "x")
    assert not passwords.check(None, password)
    assert not passwords.check("no hash at all", password)


def test_a_password_is_the_same_from_every_keyboard() -> None:
    passwords = Passwords(CountingHasher())
    assert passwords.check(passwords.hash("cafe\u0301 au lait, bien"), "caf\u00e9 au lait, bien")
    assert not passwords.check(passwords.hash("x" * 200), "x" * 201)


def test_passwords_are_argon2id_with_the_recommended_cost() -> None:
    stored = Passwords().hash("four unrelated words")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_code_holds_sixty_bits_and_no_two_characters_that_look_alike() -> None:
    assert len(set(ALPHABET)) == 32
    assert not set("01IO") & set(ALPHABET)
    codes = {new_code(12) for _ in range(1000)}
    assert len(codes) == 1000
    assert set("".join(codes)) == set(ALPHABET)
    assert grouped("ABCDEFGHJKLM") == "ABCD-EFGH-JKLM"


@pytest.mark.slow
@given(st.text(max_size=300))
def test_whatever_is_typed_for_a_code_is_read_as_characters_of_codes(text: str) -> None:
    assert set(typed(text)) <= set(ALPHABET)
    code = new_code(12)
    assert typed("-".join(code.lower())) == code


def test_how_long_to_wait_is_said_in_words() -> None:
    assert str(HeldUp(30)) == "too many tries; wait 30 seconds"
    assert str(HeldUp(91)) == "too many tries; wait 2 minutes"


def test_no_secret_is_told_by_what_is_printed(house: House) -> None:
    _, code = house.access.people.add("ada", "Ada", Role.VIEWER, by=None)
    entered = house.access.entering.by_code("ada", code.text, "four unrelated words", address="")
    told = repr((code, entered, entered.opened, house.access.keys.all()))
    for secret in (code.text, entered.opened.secret, entered.mark, house.access.keys.all()[0].text):
        assert secret not in told
    assert set(entered.opened.secret) <= set(string.ascii_letters + string.digits + "-_")
    assert len(entered.opened.secret) == 43
