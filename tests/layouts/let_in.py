"""Who is let in by each rule: what the matrix and the navigation are held to.

Rules of their own are written down here. Of whatever asks for a right it is what docs/sign-in.md tells people: a role that
is given more in the code alone is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from layouts.web.routes import Route

DOC = Path(__file__).parents[2] / "docs" / "sign-in.md"


class Told(NamedTuple):
    """Who has a right, as people are told."""

    roles: set[str]
    machine: bool  # whoever sits at this machine, while nobody signs in
    token: bool


def told_rights() -> dict[str, Told]:
    """Each right of the table in docs/sign-in.md."""
    rows = re.findall(
        r"^\| `(\w+)` \| [^|]+ \| ([A-Z][^|]*) \| (yes|no) \| (yes|no) \|$", DOC.read_text("utf-8"), re.MULTILINE
    )
    return {
        right: Told(
            {role.strip().lower().replace(" ", "_") for role in roles.split(",")}, machine == "yes", token == "yes"
        )
        for right, roles, machine, token in rows
    }


def having(right: str, told: Told) -> set[str]:
    """Of those who come (tests/layouts/comers.py), who has it."""
    tokens = {"token_all"} | ({f"token_{right}"} if right in ("read", "operate") else set())
    return told.roles | ({"machine"} if told.machine else set()) | (tokens if told.token else set())


ROLES = {"viewer", "supervisor", "department_manager", "councillor", "reviewer", "administrator"}
OF_RIGHTS = {f"whoever_may_{right}": having(right, told) for right, told in told_rights().items()}
READERS = ROLES | {"machine", "token_read", "token_all"}
KNOWN = READERS | {"token_operate", "screen_here", "screen_elsewhere"}
LET_IN: Mapping[str, set[str]] = {
    "anyone": KNOWN | {"nobody"},
    "anyone_known": KNOWN,
    "people": ROLES,
    "watchers": READERS | {"screen_here", "screen_elsewhere"},
    "watchers of {board}": READERS | {"screen_here"},
    **OF_RIGHTS,
}


def row_name(route: Route) -> str:
    """How the table calls what is expected of a route."""
    name = getattr(route.who, "__name__", repr(route.who))
    return "watchers of {board}" if name == "watchers" and "{board}" in route.path else name


def let_in(route: Route) -> set[str]:
    assert row_name(route) in LET_IN, f"{route.path}: say in LET_IN who is let in by the rule {row_name(route)}"
    return LET_IN[row_name(route)]
