"""What a provider says about itself, checked before any of it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.settings.checks.part import is_loopback
from wallboard.settings.problems.wording import shown

WELL_KNOWN = "/.well-known/openid-configuration"
# Signatures that only the provider can make: nothing symmetric, and never "none".
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")


@dataclass(frozen=True, slots=True)
class Discovered:
    """The part of a provider's metadata that a sign-in needs."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str | None
    algorithms: tuple[str, ...]  # announced, and among ours
    secret_in_body: bool  # there it needs no escaping that clients and providers disagree about
    tells_issuer: bool  # RFC 9207: the answer that the browser brings names who gave it


def discovered(document: Mapping[str, Any], issuer: str) -> Discovered:
    """Raises OpenIdError for a provider that is another one, or lacks what a sign-in needs."""
    if document.get("issuer") != issuer:
        raise _unusable(
            f"it calls itself {document.get('issuer')!r}; if that is the right one, `issuer` must say exactly so"
        )
    announced = document.get("id_token_signing_alg_values_supported", ["RS256"])
    algorithms = tuple(name for name in ALGORITHMS if isinstance(announced, list) and name in announced)
    if not algorithms:
        raise _unusable(f"it signs with none of {', '.join(ALGORITHMS)}")
    methods = document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return Discovered(
        issuer,
        authorization=_endpoint(document, "authorization_endpoint", issuer),
        token=_endpoint(document, "token_endpoint", issuer),
        keys=_endpoint(document, "jwks_uri", issuer),
        userinfo=_endpoint(document, "userinfo_endpoint", issuer) if document.get("userinfo_endpoint") else None,
        algorithms=algorithms,
        secret_in_body=isinstance(methods, list) and "client_secret_post" in methods,
        tells_issuer=document.get("authorization_response_iss_parameter_supported") is True,
    )


def well_known(issuer: str) -> str:
    return issuer.rstrip("/") + WELL_KNOWN


def on_loopback(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname or "")


def safe_address(address: str, *, loopback: bool) -> bool:
    """Whether an address may be used: https, or any on this machine where `loopback` says so."""
    try:
        parts = urlsplit(address)
        named = (
            bool(parts.hostname)
            and parts.username is None
            and not parts.fragment
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        return False
    plain = parts.scheme == "http" and loopback and is_loopback(parts.hostname or "")
    return named and (parts.scheme == "https" or plain) and address.isascii() and address.isprintable()


def _endpoint(document: Mapping[str, Any], name: str, issuer: str) -> str:
    address = document.get(name)
    if not isinstance(address, str) or not safe_address(address, loopback=on_loopback(issuer)):
        raise _unusable(f"its {name} is {shown(address)}, no https address")
    return address


def _unusable(why: str) -> OpenIdError:
    return OpenIdError(Fault.NOT_BELIEVED, f"the provider's description cannot be used: {why}")
