"""Who a program is here, and what it may."""

from __future__ import annotations

from typing_extensions import TypedDict

from wallboard.access.visitor import Visitor
from wallboard.clock import iso


class MeShape(TypedDict):
    kind: str
    name: str
    role: str | None
    rights: list[str]
    remit: dict[str, list[str]]
    board: str | None
    until: str | None


def me(visitor: Visitor) -> MeShape:
    """`remit` has only what is limited; `board` is a screen's; `until` is when the credential ends."""
    return {
        "kind": visitor.kind.value,
        "name": visitor.name,
        "role": None if visitor.role is None else visitor.role.value,
        "rights": sorted(visitor.rights),
        "remit": visitor.remit.as_json(),
        "board": visitor.board or None,
        "until": None if visitor.until is None else iso(visitor.until),
    }
