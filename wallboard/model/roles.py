"""Roles and what each may do. A right says what, the remit says of what; `make docs` writes the tables of docs/sign-in.md."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wallboard.languages import N_, _
from wallboard.model.remit import Remit


class Role(StrEnum):
    VIEWER = "viewer"
    SUPERVISOR = "supervisor"
    DEPARTMENT_MANAGER = "department_manager"
    COUNCILLOR = "councillor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


TITLES: Mapping[Role, str] = MappingProxyType(
    {
        Role.VIEWER: N_("Viewer"),
        Role.SUPERVISOR: N_("Supervisor"),
        Role.DEPARTMENT_MANAGER: N_("Department manager"),
        Role.COUNCILLOR: N_("Councillor"),
        Role.REVIEWER: N_("Reviewer"),
        Role.ADMINISTRATOR: N_("Administrator"),
    }
)

EVERYBODY = tuple(Role)
_MORE_THAN_LOOKING = (Role.SUPERVISOR, Role.DEPARTMENT_MANAGER, Role.COUNCILLOR, Role.REVIEWER)


@dataclass(frozen=True, slots=True)
class Allows:
    """What a right lets somebody do, in words that complete "may ...", and who has it. An administrator has every right."""

    words: str
    to: Collection[Role] = ()
    needs_sign_in: bool = False  # else whoever sits at this machine has it too, while nobody signs in
    by_token: bool = True  # whether a program may be given it


class Right(StrEnum):
    """Each right, by its name in the API and in the tokens that are kept, with all that is to be said of it. Adding one
    is adding an entry here."""

    allows: Allows

    def __new__(cls, name: str, allows: Allows) -> Right:
        self = str.__new__(cls, name)
        self._value_, self.allows = name, allows
        return self

    # boards, pages and the API, within the remit
    READ = "read", Allows(N_("look at boards and figures"), EVERYBODY)
    # files of what may be read
    EXPORT = "export", Allows(N_("export them"), _MORE_THAN_LOOKING)
    NAMES = "names", Allows(N_("see agents by name"), (Role.SUPERVISOR, Role.REVIEWER))
    # pair, move, rename, reload and revoke screens
    SCREENS = "screens", Allows(N_("pair and manage screens"), (Role.SUPERVISOR,), needs_sign_in=True)
    # short messages, each with its end
    MESSAGES = "messages", Allows(N_("put messages on walls"), (Role.SUPERVISOR,))
    # say that one looks after it, with a note
    ALERTS = "alerts", Allows(N_("take alerts"), (Role.SUPERVISOR, Role.DEPARTMENT_MANAGER))
    # whoever called back says so
    CALLBACKS = "callbacks", Allows(N_("settle call-backs"), (Role.SUPERVISOR,))
    # notes, decisions, actions, standards and owners of the weekly review, within the remit
    REVIEW = "review", Allows(N_("write in the review"), (Role.REVIEWER,))
    # explanations: of whoever owns a process only of its figures (layouts/access/review_words/rights.py)
    EXPLAIN = (
        "explain",
        Allows(
            N_("explain figures of processes that they own"),
            (Role.SUPERVISOR, Role.DEPARTMENT_MANAGER, Role.REVIEWER),
        ),
    )
    # accounts and their sessions; a program that makes people could give itself more than it has
    PEOPLE = "people", Allows(N_("manage people"), needs_sign_in=True, by_token=False)
    # of what people did
    AUDIT = "audit", Allows(N_("read the audit log"), needs_sign_in=True)
    # /metrics, and the words of /readyz
    OPERATE = "operate", Allows(N_("read metrics and health"))


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        role: frozenset(right for right in Right if role is Role.ADMINISTRATOR or role in right.allows.to)
        for role in Role
    }
)


def remit_problem(role: Role, remit: Remit) -> str | None:
    """What is missing for this role, in words; None when it fits. A manager without departments would see them all."""
    if role is Role.DEPARTMENT_MANAGER and not remit.departments:
        return _("a department manager needs departments: name at least one")
    if role is Role.COUNCILLOR and not remit.wards:
        return _("a councillor needs wards: name at least one")
    if role is Role.ADMINISTRATOR and not remit.everything:
        return _("an administrator sees everything: leave out sites, departments and wards")
    return None
