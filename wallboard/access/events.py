"""What the audit log can say. An event that is not here cannot be written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "signed_in": "signed in",
        "sign_in_failed": "could not sign in",
        "sign_in_refused": "was refused: no role here",
        "sign_in_held_up": "must wait: too many tries",
        "signed_out": "signed out",
        "signed_out_everywhere": "ended all sessions of",
        "session_ended": "ended a session of",
        "person_added": "added",
        "person_changed": "changed the role or remit of",
        "person_renamed": "renamed",
        "person_disabled": "disabled",
        "person_enabled": "enabled",
        "code_issued": "issued a one-time code for",
        "code_refused": "used a wrong or stale one-time code",
        "password_set": "chose a password by one-time code",
        "password_changed": "changed the password of",
        "token_made": "made an API token",
        "token_ended": "ended an API token",
        "screen_paired": "paired a screen",
        "screen_moved": "moved a screen",
        "screen_renamed": "renamed a screen",
        "screen_reloaded": "reloaded a screen",
        "screen_revoked": "revoked a screen",
        "pairing_refused": "typed a wrong or stale screen code",
        "exported": "exported",
        "keys_rotated": "rotated the keys",
    }
)
