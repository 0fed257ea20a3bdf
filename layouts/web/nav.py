"""Where a visitor may go: only what is theirs to use."""

from __future__ import annotations

from typing import NamedTuple

from layouts.web.routes import navigation
from wallboard.access.visitor import Visitor, VisitorKind

SIGN_IN, SIGN_OUT, WELCOME = "/sign-in", "/sign-out", "/welcome"
ACCOUNT, PEOPLE, AUDIT = "/account", "/people", "/audit"


class Link(NamedTuple):
    """`label` is marked where it is written, and said where it is shown."""

    label: str
    path: str


def links(visitor: Visitor) -> list[Link]:
    """What of the navigation this visitor may open, by the route table's own rules. A screen has no hands: it is given
    none."""
    if visitor.kind is VisitorKind.SCREEN:
        return []
    return [Link(route.nav.label, route.path) for route in navigation.get() if route.nav and route.who(visitor, {})]


def has_account(visitor: Visitor) -> bool:
    """Somebody who signed in, and so can sign out."""
    return visitor.kind is VisitorKind.PERSON and not visitor.by_token
