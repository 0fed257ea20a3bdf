"""Whether an ID token holds: who signed it, for whom, when, and in answer to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
from joserfc import jwk, jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jws import JWSRegistry

from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.model import SECOND, Micros

LEEWAY_S = 60  # two servers' clocks may differ by this
LONGEST_HEADER = 16_384  # bytes; some providers put their chain of certificates in
LONGEST_SUBJECT = 255  # OpenID Connect's own limit


class UnknownKey(Exception):
    """None of the keys at hand is the one that it names: the provider may have a new one."""


def public_keys(document: Mapping[str, Any]) -> jwk.KeySet:
    """The provider's keys that can check a signature. One that is not understood does not spoil the others."""
    entries = document.get("keys")
    return jwk.KeySet([key for entry in entries if (key := _key(entry))] if isinstance(entries, list) else [])


def _key(entry: Any) -> jwk.Key | None:
    # a symmetric key has no place in a public list: whoever reads it could sign
    if not isinstance(entry, dict) or entry.get("kty") not in ("RSA", "EC") or entry.get("use", "sig") != "sig":
        return None
    try:
        return jwk.import_key(entry)
    except (JoseError, ValueError, TypeError, KeyError):
        return None


def checked(
    text: Any,
    keys: jwk.KeySet,
    *,
    algorithms: Iterable[str],
    issuer: str,
    client_id: str,
    nonce: str,
    access_token: str | None,
    now: Micros,
) -> dict[str, Any]:
    """The claims of an ID token that holds. Raises OpenIdError for any other, UnknownKey for a key that is not there."""
    if not isinstance(text, str):
        raise _refused("it sent no ID token")
    allowed = list(algorithms)
    registry = JWSRegistry(algorithms=allowed, strict_check_header=False)
    registry.max_header_length = LONGEST_HEADER
    try:
        token = jwt.decode(text, keys, algorithms=allowed, registry=registry)
        claims = CodeIDToken(
            token.claims,
            token.header,
            {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
            {"nonce": nonce, "client_id": client_id, "access_token": access_token},
        )
        claims.validate(now // SECOND, LEEWAY_S)
    except InvalidKeyIdError:
        raise UnknownKey from None
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _refused(f"its ID token does not hold: {_reason(error)}") from None
    subject = claims["sub"]
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise _refused(f"its ID token names nobody in 1 to {LONGEST_SUBJECT} characters")
    return dict(claims)


def _reason(error: Exception) -> str:
    """Without the token: the library's own words for its own errors, the kind alone for any other."""
    claim = getattr(error, "claim", None)
    if isinstance(error, JoseError):
        return f"{error.error}{f' ({claim})' if isinstance(claim, str) else ''}"
    return type(error).__name__


def _refused(why: str) -> OpenIdError:
    return OpenIdError(Fault.NOT_BELIEVED, why)
