"""The tables of docs/sign-in.md that are made from the code: what each role may do, and of each right who has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from wallboard.model.roles import RIGHTS, TITLES, Right, Role

PAGE = Path(__file__).parents[2] / "docs" / "sign-in.md"

ROLES_HEAD = "| role | may |"
RIGHTS_HEAD = "| right | lets somebody | roles that have it | this machine, while nobody signs in | an API token |"


def render(page: str) -> str:
    """The page with both tables made anew."""
    return with_table(with_table(page, ROLES_HEAD, _roles()), RIGHTS_HEAD, _rights())


def with_table(page: str, head: str, rows: Iterable[str]) -> str:
    """The page, with other rows below the head of a table. Raises ValueError where there is no such table."""
    table = re.compile(rf"(?<=^{re.escape(head)}\n)(\|[-|]+\|\n)(?:\|.*\n)*", re.MULTILINE)
    if table.search(page) is None:
        raise ValueError(f"there is no table {head}")
    written = "".join(f"{row}\n" for row in rows)
    return table.sub(lambda found: found[1] + written, page, count=1)


def _roles() -> Iterator[str]:
    for role in Role:
        yield f"| {TITLES[role]} | {', '.join(right.allows.words for right in Right if right in RIGHTS[role])} |"


def _rights() -> Iterator[str]:
    for right in Right:
        having = ", ".join(TITLES[role] for role in Role if right in RIGHTS[role])
        machine, token = ("no" if right.allows.needs_sign_in else "yes"), ("yes" if right.allows.by_token else "no")
        yield f"| `{right}` | {right.allows.words} | {having} | {machine} | {token} |"
