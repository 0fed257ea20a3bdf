"""Settings of access that are right value by value, and would let the wrong people in, or nobody."""

from __future__ import annotations

import pytest

from wallboard.model.roles import Role
from wallboard.settings import Settings
from wallboard.settings.file.read import parse
from wallboard.settings.problems.wording import SettingsError

BASE = """\
[sites.north]
name = "North"
zone = "America/Chicago"
[departments.Roads]
owner = "Ana"
[departments.Parks]
owner = "Bo"
[access]
sign_in = true
"""

CITY = """\
[access.providers.city]
issuer = "https://login.example.gov/realms/city"
client_id = "wallboard"
grants = [
  { group = "311-leads", role = "administrator" },
  { group = "roads", role = "department_manager", departments = ["Roads"], sites = ["north"] },
]
"""


def read(text: str, environ: dict[str, str] | None = None) -> Settings:
    return parse(text, "wall.toml", {}, environ or {})


def errors(text: str, environ: dict[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(text, environ)
    return caught.value.lines


def error(text: str, environ: dict[str, str] | None = None) -> str:
    (line,) = errors(text, environ)
    return line


def test_a_provider_that_is_right_is_taken_and_its_secret_comes_from_the_environment() -> None:
    secret = {"WALLBOARD_ACCESS__PROVIDERS__CITY__CLIENT_SECRET": "a/b+c=& %"}
    city = read(BASE + CITY, secret).access.providers["city"]
    assert city.client_secret.get_secret_value() == "a/b+c=& %"
    assert city.grants[1].role is Role.DEPARTMENT_MANAGER
    assert "a/b" not in repr(city)


@pytest.mark.parametrize(
    ("issuer", "words"),
    [
        ("http://login.example.gov", "must begin with https://"),
        ("login.example.gov", "is no address of a provider"),
        ("https://", "is no address of a provider"),
        ("https://me:pass@login.example.gov", "is no address of a provider"),
        ("https://login.example.gov?realm=city", "is no address of a provider"),
        ("https://login.example.gov/#x", "is no address of a provider"),
        ("https://login.example.gov:99999", "is no address of a provider"),
        ("https://[::1", "is no address of a provider"),
        ("https://login.example.gov/a b", "is no address of a provider"),
        ("https://login.example.gov/.well-known/openid-configuration", "leave out /.well-known/"),
    ],
)
def test_an_issuer_is_an_https_address_without_anything_behind_it(issuer: str, words: str) -> None:
    line = error(BASE + CITY.replace("https://login.example.gov/realms/city", issuer))
    assert line.startswith("wall.toml:11: [access.providers.city] issuer ")
    assert words in line


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8080/", "http://localhost:8080/realms/x", "http://[::1]:80"])
def test_only_on_this_machine_a_provider_may_do_without_https(issuer: str) -> None:
    text = BASE + CITY.replace("https://login.example.gov/realms/city", issuer)
    assert read(text).access.providers["city"].issuer == issuer


def test_a_provider_without_grants_is_told_for_nobody_of_it_could_do_anything() -> None:
    assert "nobody of this provider may do anything" in error(BASE + CITY[: CITY.index("grants")])


def test_grants_name_sites_and_departments_that_there_are() -> None:
    wrong = CITY.replace('"Roads"', '"Rods"').replace('"north"', '"nort"')
    sites, departments = errors(BASE + wrong)
    assert '"nort" is no site; did you mean "north"?' in sites
    assert '"Rods" is no department; did you mean "Roads"?' in departments


@pytest.mark.parametrize(
    ("grant", "words"),
    [
        ('{ group = "m", role = "department_manager" }', "a department manager needs departments"),
        ('{ group = "m", role = "councillor", departments = ["Roads"] }', "a councillor needs wards"),
        ('{ group = "m", role = "administrator", sites = ["north"] }', "an administrator sees everything"),
        ('{ group = " ", role = "viewer" }', "group is empty"),
    ],
)
def test_a_grants_remit_fits_its_role(grant: str, words: str) -> None:
    assert words in error(BASE + CITY.replace("]\n}", "]").replace("grants = [", f"grants = [{grant},"))


def test_an_unknown_role_is_told_once_and_does_not_look_like_no_grants() -> None:
    line = error(BASE + CITY.replace('"administrator"', '"boss"'))
    assert "access.providers.city.grants" in line
    assert "boss" in line


def test_names_of_providers_fit_in_an_address() -> None:
    lines = errors(BASE + CITY.replace("providers.city", 'providers."City / 1"'))
    assert any("is no usable name" in line for line in lines)


def test_scopes_are_single_words() -> None:
    assert "is no scope" in error(BASE + CITY + 'scopes = ["openid profile"]\n')


def test_without_local_accounts_somebody_of_a_provider_must_be_able_to_administer() -> None:
    no_accounts = BASE + "accounts = false\n"
    assert not read(no_accounts + CITY).access.accounts
    assert "no grant of a provider has the role administrator" in error(
        no_accounts + CITY.replace('"administrator"', '"reviewer"')
    )
    assert "nobody could sign in" in error(no_accounts)


def test_a_short_key_is_refused_and_not_repeated() -> None:
    line = error(BASE, {"WALLBOARD_ACCESS__KEYS": f"{'k' * 48} short-secret-key"})
    assert "WALLBOARD_ACCESS__KEYS" in line
    assert "shorter than 32 characters" in line
    assert "short-secret" not in line
    assert read(BASE, {"WALLBOARD_ACCESS__KEYS": f"{'k' * 48}\n{'l' * 32}"}).access.keys


@pytest.mark.parametrize(
    ("database", "words"),
    [
        ("nonsense", "is no address of a database"),
        ("mysql://wall:hunter22@db.example/x", '"mysql" keeps no people and screens'),
        ("sqlite://", "names no database to keep it in"),
        ("sqlite:///var/wallboard.db", "is the ledger's own file"),
        ("sqlite:///./var/../var/wallboard.db", "is the ledger's own file"),
    ],
)
def test_people_and_screens_need_a_database_of_their_own(database: str, words: str) -> None:
    told = error(BASE + f'database = "{database}"\n')
    assert told.startswith(f"wall.toml:10: [access] database {words}")
    assert "hunter22" not in told


def test_a_server_may_keep_ledger_and_people_in_one_database() -> None:
    """Their tables have different names, and backups of the ledger hold only its own."""
    one = "postgresql+psycopg://wall@db.example/wallboard"
    assert read(f'ledger = "{one}"\n' + BASE + f'database = "{one}"\n').access.database == one
