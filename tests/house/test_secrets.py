"""What holds a secret does not tell it when it is printed, logged, or named in an error."""

from __future__ import annotations

import io
import json
import pprint
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from pathlib import Path

import pytest
import structlog

from wallboard import log
from wallboard.access.access import Access
from wallboard.access.keys import Keys
from wallboard.model.roles import Right, Role
from wallboard.settings import Settings
from wallboard.settings.file.read import parse
from wallboard.settings.problems.wording import SettingsError

PLANTED = "planted-Secret-7"
KEY = f"{PLANTED}-" * 4
FILE = """\
ledger = "postgresql+psycopg://wall:planted-Secret-7@db.example/x"
[sites.main]
name = "M"
zone = "UTC"
[access]
keys = "{key}"
backup_key = "planted-Secret-7, long enough"
database = "sqlite:///{folder}/access.db"
sign_in = true
[access.providers.city]
issuer = "https://id.example.org"
client_id = "wallboard"
client_secret = "planted-Secret-7"
grants = [{{ group = "it", role = "administrator" }}]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return parse(FILE.format(key=KEY, folder=tmp_path), "wall.toml", {}, {})


@pytest.fixture
def as_before() -> Iterator[None]:
    logs = structlog.get_config()
    yield
    structlog.configure(**logs)


def printed(thing: object) -> str:
    """In every way in which somebody prints a thing while they look for a fault."""
    told = [repr(thing), str(thing), f"{thing}", pprint.pformat(thing)]
    if hasattr(thing, "__dict__"):
        told.append(repr(vars(thing)))
    return "\n".join(told)


def test_settings_of_access_tell_no_secret(settings: Settings) -> None:
    told = printed(settings.access) + settings.access.model_dump_json()
    assert PLANTED not in told
    assert "client_secret" in told


@pytest.mark.parametrize(
    "wrong",
    [
        'keys = "planted-Secret-7"',
        'keys = ["planted-Secret-7"]',
        "keys = { a = 'planted-Secret-7' }",
        'backup_key = "planted-Secret-7"',
        'database = "oracle://wall:planted-Secret-7@db.example/x"',
        'database = "nonsense planted-Secret-7"',
        'sign_in = "planted-Secret-7"\nkeys = "planted-Secret-7"',
        "providers.city.client_secret = ['planted-Secret-7']",
        "providers.city.client_secrt = 'planted-Secret-7'",
    ],
)
def test_no_error_about_access_repeats_a_secret(wrong: str) -> None:
    with pytest.raises(SettingsError) as told:
        parse(f'[sites.main]\nname = "M"\nzone = "UTC"\n[access]\n{wrong}\n', "wall.toml", {}, {})
    assert not [line for line in told.value.lines if PLANTED in line]


def test_what_is_given_out_once_is_not_printed(settings: Settings) -> None:
    access = Access(settings)
    person, code = access.people.add("ada", "Ada", Role.ADMINISTRATOR, by=None)
    opened = access.sessions.open(person, address="127.0.0.1")
    visitor = access.recognise(session=opened.secret)
    made = access.tokens.make(person, "Reports", [Right.READ], by=visitor)
    pairing = access.screens.begin()
    secrets = [code.text, opened.secret, made.secret, pairing.secret, pairing.code]
    for holder in (code, opened, made, pairing, person, visitor, opened.record, made.record):
        assert not [secret for secret in secrets if secret in repr(holder) + str(holder) + f"{holder}"], type(holder)
    access.close()


def test_keys_are_told_by_their_short_names_only() -> None:
    keys = Keys(KEY)
    for thing in (keys, keys.all(), *keys.all()):
        assert PLANTED not in repr(thing) + str(thing)
    assert not is_dataclass(keys) or PLANTED not in json.dumps(asdict(keys), default=str)


def test_a_log_of_what_holds_secrets_tells_none(settings: Settings, as_before: None) -> None:
    out = io.StringIO()
    log.set_up("DEBUG", out)
    structlog.get_logger().debug("settings", access=settings.access, ledger=settings.ledger, key=Keys(KEY).all()[0])
    structlog.get_logger().debug("headers", cookie=PLANTED, authorization=f"Bearer {PLANTED}", token=PLANTED)
    try:
        raise RuntimeError(f"{settings.ledger} password={PLANTED}")
    except RuntimeError:
        structlog.get_logger().exception("crashed")
    assert len(out.getvalue().splitlines()) == 3
    assert PLANTED not in out.getvalue()
