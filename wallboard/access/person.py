"""A person as the access database has them, and what their names may look like."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping

from wallboard.access.audit import plain
from wallboard.access.refused import Refused
from wallboard.languages import _, offered
from wallboard.model import Micros
from wallboard.model.remit import Remit
from wallboard.model.roles import RIGHTS, Right, Role

LONGEST_NAME = 100
_NAME = re.compile(r"[\w.@+-]{2,100}")
_NAMES_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account here, of their own or by a provider. No password is in it."""

    id: str
    name: str  # what they sign in with
    shown: str  # what others read
    role: Role
    remit: Remit
    provider: str | None = None
    subject: str | None = None
    has_password: bool = False
    made_at: Micros = 0
    seen_at: Micros | None = None
    disabled_at: Micros | None = None
    language: str | None = None  # that they chose, by BCP 47

    @property
    def disabled(self) -> bool:
        return self.disabled_at is not None

    @property
    def invited(self) -> bool:
        """Whether they have still to choose a password by their one-time code."""
        return self.provider is None and not self.has_password

    @property
    def rights(self) -> frozenset[Right]:
        return frozenset() if self.disabled else RIGHTS[self.role]

    @classmethod
    def of(cls, row: RowMapping | Mapping[str, Any]) -> Person:
        """Raises ValueError for a row that no wallboard wrote."""
        return cls(
            id=row["id"],
            name=row["name"],
            shown=row["shown"],
            role=Role(row["role"]),
            remit=Remit.from_json(json.loads(row["remit"])),
            provider=row["provider"],
            subject=row["subject"],
            has_password=row["password"] is not None,
            made_at=row["made_at"],
            seen_at=row["seen_at"],
            disabled_at=row["disabled_at"],
            language=row["language"],
        )


LetsIn = Callable[[Person], bool]  # whether the settings let people of this kind in at all


def anybody(person: Person) -> bool:
    return True


def folded(name: str) -> str:
    """How a name is looked up, however it was typed."""
    return unicodedata.normalize("NFKC", name[: 2 * LONGEST_NAME].strip()).casefold()


def local_name(name: str) -> str:
    """The name of a local account. Raises Refused."""
    lower = folded(name)
    if not _NAME.fullmatch(lower):
        raise Refused("name", _("a name has 2 to 100 letters, digits, dots, dashes or @, such as ada.lopez"))
    return lower


def shown_name(shown: str) -> str:
    """What others read. Raises Refused."""
    tidy = " ".join(shown.split())
    if not tidy or len(tidy) > LONGEST_NAME or plain(tidy) != tidy:
        raise Refused("shown", _("the name that others read has 1 to 100 characters, such as Ada Lopez"))
    return tidy


def known_language(chosen: str) -> str | None:
    """One that the wall speaks; None for "". Raises Refused."""
    if chosen and chosen not in offered():
        raise Refused("language", _("There is no such language. Choose one of the list."))
    return chosen or None


def remit_json(remit: Remit) -> str:
    """How a remit is stored. Raises Refused for more names than any city has."""
    limits = remit.as_json()
    for field, names in limits.items():
        if len(names) > _NAMES_AT_MOST or any(plain(name) != name or not name.strip() for name in names):
            raise Refused(field, f"{field} are at most {_NAMES_AT_MOST} names on one line each, and none is empty")
    return json.dumps(limits, ensure_ascii=False)
