"""Takes in somebody whom a provider vouches for: role and remit by their groups, then a fresh session."""

from __future__ import annotations

import structlog

from wallboard.access.access import Access
from wallboard.access.credentials import Issued
from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.access.openid.grants import granted
from wallboard.access.openid.provider import Identity, OpenIdProvider
from wallboard.access.refused import Refused
from wallboard.access.sessions import Session
from wallboard.access.visitor import NOBODY

log = structlog.get_logger(__name__)


def enter(
    access: Access, provider: OpenIdProvider, identity: Identity, *, address: str, browser: str, former: str
) -> Issued[Session]:
    """Their session; `former` is the browser's session secret until now. Raises OpenIdError, which is in the audit
    log then: whoever is in no group with a role is not kept, and what they had open from before ends."""
    allowed = granted(provider.options.grants, identity.groups)
    if allowed is None:
        _tell_why(provider, identity)
        access.people.without_grant(provider.name, identity.subject, address=address)
        raise OpenIdError(Fault.NO_ROLE, "none of their groups has a role here", provider.label)
    if allowed.left_out:
        log.warning(
            "grants cannot be added up without giving more than they say; the first of the settings count",
            provider=provider.name,
            left_out=list(allowed.left_out),
        )
    try:
        person = access.people.of_provider(
            provider.name, identity.subject, identity.name, allowed.role, allowed.remit, address=address
        )
    except Refused as refused:
        access.audit.write(
            "sign_in_refused", NOBODY, address, f"{provider.name}:{identity.subject}", reason=str(refused)
        )
        raise OpenIdError(Fault.DISABLED, str(refused), provider.label) from None
    try:
        return access.sessions.open(person, address=address, browser=browser, instead_of=former)
    except Refused as refused:  # disabled since
        raise OpenIdError(Fault.DISABLED, str(refused), provider.label) from None


def _tell_why(provider: OpenIdProvider, identity: Identity) -> None:
    """The names of the groups are the provider's affair; how many there are tells whether they came at all."""
    if identity.groups_left_out:
        hint = "it has too many groups to send them along: let it send only those that the wallboard knows"
    elif not identity.groups:
        hint = f'its claim "{provider.options.groups_claim}" is empty or missing: see groups_claim and scopes'
    else:
        hint = f"none of their {len(identity.groups)} groups is in the settings' grants"
    log.warning("somebody of a provider has no role here", provider=provider.name, hint=hint)
