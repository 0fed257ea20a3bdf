"""What is wrong with the settings of access although each value is right: who could sign in, and what they might do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urlsplit

from pydantic import ValidationError

from wallboard.model.remit import Remit
from wallboard.model.roles import Role, remit_problem
from wallboard.settings.checks.part import is_loopback
from wallboard.settings.checks.usable import table_in, usable, usable_in
from wallboard.settings.parts.access import AccessSettings, Grant, Provider
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest

SHORTEST_KEY = 32  # characters
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_WELL_KNOWN = "/.well-known/"
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749, 3.3


@dataclass(frozen=True, slots=True)
class UsableAccess:
    """What of the table `access` is right in itself."""

    settings: AccessSettings | None = None
    names: Collection[str] = ()  # of providers, right or not
    providers: Mapping[str, Provider] = field(default_factory=dict)
    with_grants: Collection[str] = ()  # providers that have any, right or not
    all_right: bool = True  # whether every provider is right in itself

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        table = table_in(data, "access")
        names = table_in(table, "providers")
        providers = usable_in(Provider, table, "providers")
        return cls(
            usable(AccessSettings, {key: value for key, value in table.items() if key != "providers"}),
            names,
            providers,
            {name for name, each in names.items() if isinstance(each, Mapping) and each.get("grants")},
            all(_right(each) for each in names.values()),
        )


def _right(value: Any) -> bool:
    try:
        Provider.model_validate(value)
    except ValidationError:
        return False
    return True


def access_problems(access: UsableAccess, sites: Collection[str], departments: Collection[str]) -> Iterator[Problem]:
    """`sites` and `departments` are the names that the file has; without any, the names are the sources' own."""
    path = ("access", "providers")
    for name in access.names:
        if not _NAME.fullmatch(name):
            yield Problem((*path, name), "is no usable name; use letters, digits, - and _")
    for name, provider in access.providers.items():
        yield from _provider((*path, name), provider, name in access.with_grants)
        for number, grant in enumerate(provider.grants):
            yield from _grant((*path, name, "grants", number), grant, sites, departments)
    if access.settings is not None:
        yield from _keys(access.settings.keys.get_secret_value())
        yield from _somebody(access)


def _provider(path: Path, provider: Provider, has_grants: bool) -> Iterator[Problem]:
    if problem := _issuer_problem(provider.issuer):
        yield Problem((*path, "issuer"), problem)
    if not provider.client_id.strip():
        yield Problem((*path, "client_id"), "is empty; the provider gave you one when you registered the wallboard")
    for number, scope in enumerate(provider.scopes):
        if not _SCOPE.fullmatch(scope):
            yield Problem((*path, "scopes", number), 'is no scope; write one a piece, such as ["openid", "profile"]')
    if not has_grants:
        yield Problem(
            (*path, "grants"),
            'is missing; without it nobody of this provider may do anything: [{ group = "311-staff", role = "viewer" }]',
        )


def _issuer_problem(issuer: str) -> str | None:
    if _WELL_KNOWN in issuer:
        return f"ends too late; leave out {_WELL_KNOWN} and what follows"
    try:
        access = urlsplit(issuer)
        named = bool(access.hostname) and access.username is None and (access.port is None or access.port > 0)
    except ValueError:
        named, access = False, urlsplit("")
    right = "write the provider's address, such as https://login.example.gov/realms/city"
    if (
        not named
        or access.query
        or access.fragment
        or not issuer.isascii()
        or not issuer.isprintable()
        or " " in issuer
    ):
        return f"is no address of a provider; {right}"
    if access.scheme != "https" and not (access.scheme == "http" and is_loopback(access.hostname or "")):
        return f"must begin with https://; {right}"
    return None


def _grant(path: Path, grant: Grant, sites: Collection[str], departments: Collection[str]) -> Iterator[Problem]:
    if not grant.group.strip():
        yield Problem((*path, "group"), "is empty; write the name that the provider's claim has for the group")
    for key, names, known, what in (
        ("sites", grant.sites, sites, "site"),
        ("departments", grant.departments, departments, "department"),
    ):
        for name in names:
            if known and name not in known:
                yield Problem((*path, key), f'"{name}" is no {what}{nearest(name, known)}')
    remit = Remit.of(grant.sites or None, grant.departments or None, grant.wards or None)
    if problem := remit_problem(grant.role, remit):
        yield Problem(path, problem)


def _keys(text: str) -> Iterator[Problem]:
    if any(len(key) < SHORTEST_KEY for key in text.split()):
        yield Problem(
            ("access", "keys"),
            f"has a key shorter than {SHORTEST_KEY} characters; make one with `openssl rand -base64 48`",
        )


def _somebody(access: UsableAccess) -> Iterator[Problem]:
    """Local accounts can be added on the command line; without them the providers must let an administrator in."""
    if access.settings is None or access.settings.accounts or not access.all_right:
        return
    if not access.names:
        yield Problem(("access", "accounts"), "is false, and there are no providers: nobody could sign in")
    elif not any(g.role is Role.ADMINISTRATOR for each in access.providers.values() for g in each.grants):
        yield Problem(
            ("access", "accounts"),
            "is false, and no grant of a provider has the role administrator: nobody could look after the wall",
        )
