"""Roles and what each may do. A right says what, the remit says of what; docs/sign-in.md has this table, and a test compares them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from wallboard.languages import N_, _
from wallboard.model.remit import Remit


class Right(StrEnum):
    READ = "read"  # boards, pages and the API, within the remit
    EXPORT = "export"  # files of what may be read
    NAMES = "names"  # agents by name
    SCREENS = "screens"  # pair, move, rename, reload and revoke screens
    PEOPLE = "people"  # accounts and their sessions
    AUDIT = "audit"  # the log of what people did
    OPERATE = "operate"  # /metrics, and the words of /readyz


class Role(StrEnum):
    VIEWER = "viewer"
    SUPERVISOR = "supervisor"
    DEPARTMENT_MANAGER = "department_manager"
    COUNCILLOR = "councillor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"


RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.VIEWER: frozenset({Right.READ}),
        Role.SUPERVISOR: frozenset({Right.READ, Right.EXPORT, Right.NAMES, Right.SCREENS}),
        Role.DEPARTMENT_MANAGER: frozenset({Right.READ, Right.EXPORT}),
        Role.COUNCILLOR: frozenset({Right.READ, Right.EXPORT}),
        Role.REVIEWER: frozenset({Right.READ, Right.EXPORT, Right.NAMES}),
        Role.ADMINISTRATOR: frozenset(Right),
    }
)

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


def remit_problem(role: Role, remit: Remit) -> str | None:
    """What is missing for this role, in words; None when it fits. A manager without departments would see them all."""
    if role is Role.DEPARTMENT_MANAGER and not remit.departments:
        return _("a department manager needs departments: name at least one")
    if role is Role.COUNCILLOR and not remit.wards:
        return _("a councillor needs wards: name at least one")
    if role is Role.ADMINISTRATOR and not remit.everything:
        return _("an administrator sees everything: leave out sites, departments and wards")
    return None
