"""Who may use a route. Each rule has one name, and tests/layouts/test_matrix.py says what it expects of each."""

from __future__ import annotations

from functools import cache

from layouts.web.routes import Parameters, Rule
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.model.roles import Right


def anyone(visitor: Visitor, parameters: Parameters) -> bool:
    """Signed-out people too. Only for what tells nothing: the sign-in and pairing pages, their files, and /livez."""
    return True


def anyone_known(visitor: Visitor, parameters: Parameters) -> bool:
    """Everybody but signed-out people; screens too."""
    return visitor.kind is not VisitorKind.NOBODY


def people(visitor: Visitor, parameters: Parameters) -> bool:
    """Signed-in people, by a session: what concerns their own account. No token may make another token."""
    return visitor.kind is VisitorKind.PERSON and not visitor.by_token


@cache
def whoever_may(right: Right) -> Rule:
    """People and tokens with a right. A screen has none: it shows its board, by `watchers`."""

    def rule(visitor: Visitor, parameters: Parameters) -> bool:
        return visitor.kind is not VisitorKind.SCREEN and visitor.may(right)

    rule.__name__ = rule.__qualname__ = f"whoever_may_{right.value}"
    return rule


def watchers(visitor: Visitor, parameters: Parameters) -> bool:
    """Of a board: its own screens, and people who may read. Whether the board's site is theirs, the board says."""
    if visitor.kind is VisitorKind.SCREEN:
        return parameters.get("board", visitor.board) == visitor.board
    return visitor.may(Right.READ)
