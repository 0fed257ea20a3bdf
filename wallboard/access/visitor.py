"""Who is asking, as the gate found out: what every handler, callback and stream goes by."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING, NOTHING, Remit
from wallboard.model.roles import Right, Role


class VisitorKind(StrEnum):
    NOBODY = "nobody"  # signed out
    PERSON = "person"  # by a session or a personal API token
    SCREEN = "screen"  # a paired device
    MACHINE = "machine"  # whoever sits at this machine, while no sign-in is set up and only loopback is listened to


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with rights, within a remit. `credential` names what they came with (never the secret itself):
    "session:ID", "token:ID" or "screen:ID"; ending that ends their open streams."""

    kind: VisitorKind
    id: str = ""  # of the person or the screen
    name: str = ""  # as people know them
    role: Role | None = None
    rights: frozenset[Right] = frozenset()
    remit: Remit = NOTHING
    board: str = ""  # the only one that a screen may show
    credential: str = ""
    until: Micros | None = None  # the credential's own end, whatever happens
    reloads: int = 0  # how often somebody wanted this screen's page loaded anew
    language: str = ""  # that the person chose, or the screen is to speak

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def by_token(self) -> bool:
        """Programs, not browsers: no cookie, so nothing that another site could make them send."""
        return self.credential.startswith("token:")


NOBODY = Visitor(VisitorKind.NOBODY)
MACHINE = Visitor(
    VisitorKind.MACHINE,
    name="this machine",
    rights=frozenset(right for right in Right if not right.allows.needs_sign_in),
    remit=EVERYTHING,
)
