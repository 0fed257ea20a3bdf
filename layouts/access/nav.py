"""Where a visitor may go: only what is theirs to use."""

from __future__ import annotations

from typing import NamedTuple

from wallboard.access.roles import Right
from wallboard.access.visitor import Kind, Visitor
from wallboard.languages import N_

SIGN_IN, SIGN_OUT, WELCOME = "/sign-in", "/sign-out", "/welcome"
ACCOUNT, PEOPLE, AUDIT = "/account", "/people", "/audit"


class Link(NamedTuple):
    """`label` is marked where it is written, and said where it is shown."""

    label: str
    path: str


_BY_RIGHT = (
    (Right.READ, Link(N_("Wall"), "/")),
    (Right.READ, Link(N_("Today"), "/today")),
    (Right.SCREENS, Link(N_("Screens"), "/screens")),
    (Right.PEOPLE, Link(N_("People"), PEOPLE)),
    (Right.AUDIT, Link(N_("Audit log"), AUDIT)),
)


def links(visitor: Visitor) -> list[Link]:
    """The pages that this visitor may open. A screen has no hands: it is given none."""
    if visitor.kind is Kind.SCREEN:
        return []
    allowed = [link for right, link in _BY_RIGHT if visitor.may(right)]
    return [*allowed, Link(N_("Account"), ACCOUNT)] if has_account(visitor) else allowed


def has_account(visitor: Visitor) -> bool:
    """Somebody who signed in, and so can sign out."""
    return visitor.kind is Kind.PERSON and not visitor.by_token
