"""The fields of a role and a remit, as a form sends them and as a template shows them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from layouts.page.words import sentence
from layouts.web.forms import Form
from wallboard.access.refused import Refused
from wallboard.languages import _
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

MOST_WARDS = 200


@dataclass(frozen=True, slots=True)
class RoleFields:
    """What is in the fields: what was sent, or what is so now. Nothing chosen of a kind is all of that kind."""

    name: str = ""
    shown: str = ""
    role: str = ""
    sites: Collection[str] = ()
    departments: Collection[str] = ()
    wards: str = ""
    label: str = ""
    days: str = "90"
    rights: Collection[str] = field(default=("read",))

    @classmethod
    def sent(cls, form: Form) -> RoleFields:
        return cls(
            form.text("name"),
            form.text("shown"),
            form.text("role"),
            form.all("site"),
            form.all("department"),
            form.text("wards"),
            form.text("label"),
            form.text("days"),
            form.all("right"),
        )

    @classmethod
    def of(cls, shown: str, role: Role, remit: Remit) -> RoleFields:
        wards = ", ".join(sorted(remit.wards or ()))
        return cls("", shown, role.value, remit.sites or (), remit.departments or (), wards)

    @property
    def remit(self) -> Remit:
        wards = [ward.strip() for ward in self.wards.split(",")]
        return Remit.of(self.sites or None, self.departments or None, [ward for ward in wards if ward] or None)

    @property
    def known_role(self) -> Role | None:
        return Role(self.role) if self.role in set(Role) else None


def problem_at_field(refused: Refused) -> dict[str, str]:
    """What is wrong, at its field. A remit's parts are told together."""
    field = "remit" if refused.field in ("sites", "departments") else refused.field
    return {field: sentence(str(refused))}


def unknown_names(remit: Remit, sites: Collection[str], departments: Collection[str]) -> str | None:
    """What of a remit is not to be chosen from, in words."""
    gone = sorted((remit.sites or frozenset()) - set(sites))
    if gone:
        return _("There is no site {name}. Choose from the list.", name=gone[0][:80])
    gone = sorted((remit.departments or frozenset()) - set(departments))
    if gone:
        return _("There is no department {name}. Choose from the list.", name=gone[0][:80])
    if len(remit.wards or ()) > MOST_WARDS:
        return _("Name {n} wards at most, or leave the field empty for all.", n=MOST_WARDS)
    return None
