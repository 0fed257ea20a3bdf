"""What the audit log can say. An event that is not here cannot be written."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from wallboard.languages import N_

EVENTS: Mapping[str, str] = MappingProxyType(
    {
        "signed_in": N_("signed in"),
        "sign_in_failed": N_("could not sign in"),
        "sign_in_refused": N_("was refused: no role here"),
        "sign_in_held_up": N_("must wait: too many tries"),
        "signed_out": N_("signed out"),
        "signed_out_everywhere": N_("ended all sessions of"),
        "session_ended": N_("ended a session of"),
        "person_added": N_("added"),
        "person_changed": N_("changed the role or remit of"),
        "person_renamed": N_("renamed"),
        "person_disabled": N_("disabled"),
        "person_enabled": N_("enabled"),
        "code_issued": N_("issued a one-time code for"),
        "code_refused": N_("used a wrong or stale one-time code"),
        "password_set": N_("chose a password by one-time code"),
        "password_changed": N_("changed the password of"),
        "token_made": N_("made an API token"),
        "token_ended": N_("ended an API token"),
        "alert_taken": N_("took an alert"),
        "screen_paired": N_("paired a screen"),
        "screen_moved": N_("moved a screen"),
        "screen_renamed": N_("renamed a screen"),
        "screen_speaks": N_("set the language of a screen"),
        "screen_reloaded": N_("reloaded a screen"),
        "screen_revoked": N_("revoked a screen"),
        "pairing_refused": N_("typed a wrong or stale screen code"),
        "callback_settled": N_("settled a call-back"),
        "message_put": N_("put a message on walls"),
        "message_taken_away": N_("took a message off walls"),
        "review_written": N_("wrote in the review"),
        "review_edited": N_("changed what the review says"),
        "review_withdrawn": N_("withdrew what the review said"),
        "action_closed": N_("closed an action"),
        "action_reopened": N_("opened an action again"),
        "improvement_judged": N_("judged an improvement"),
        "standard_reviewed": N_("reviewed a standard"),
        "review_published": N_("published a review"),
        "review_mailed": N_("mailed a review"),
        "exported": N_("exported"),
        "keys_rotated": N_("rotated the keys"),
    }
)
