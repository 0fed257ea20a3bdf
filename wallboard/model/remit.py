"""A remit: what of the city is somebody's to see. It is applied where data is read, and nowhere else.

Calls belong to a site. Requests belong to a site, a department and a ward. So a department manager and a councillor
see how their site answers calls, and of the requests only those of their departments or wards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from typing import Any

Names = frozenset[str] | None  # None: all of them, also those that come up later


@dataclass(frozen=True, slots=True)
class Remit:
    """Sites, departments and wards by the names that their systems use; None is all. Equal remits see the same.

    What has no department or no ward is only within a remit that is not limited by departments or wards.
    """

    sites: Names = None
    departments: Names = None
    wards: Names = None

    @classmethod
    def of(
        cls,
        sites: Iterable[str] | None = None,
        departments: Iterable[str] | None = None,
        wards: Iterable[str] | None = None,
    ) -> Remit:
        return cls(*(None if names is None else frozenset(names) for names in (sites, departments, wards)))

    @property
    def everything(self) -> bool:
        return self == EVERYTHING

    @property
    def whole_sites(self) -> bool:
        """Whether the requests of its sites are all within it."""
        return self.departments is None and self.wards is None

    def has_site(self, site: str) -> bool:
        return self.sites is None or site in self.sites

    def has_request(self, department: str, ward: str) -> bool:
        """Whether a request of this department and ward is within it; at which site is asked by `has_site`."""
        return (self.departments is None or department in self.departments) and (
            self.wards is None or ward in self.wards
        )

    def narrowed(self, other: Remit) -> Remit:
        """What is within both."""
        return Remit(*(_both(getattr(self, field.name), getattr(other, field.name)) for field in fields(Remit)))

    def holds(self, other: Remit) -> bool:
        """Whether all of `other` is within this one."""
        return self.narrowed(other) == other

    def at(self, site: str, all_sites: Collection[str]) -> Remit:
        """As it looks from one site: two people who differ only by other sites share its views."""
        if not self.has_site(site):
            return NOTHING
        return (
            EVERYTHING
            if len(all_sites) == 1 and self.whole_sites
            else Remit(frozenset({site}), self.departments, self.wards)
        )

    def as_json(self) -> dict[str, list[str]]:
        """Only what is limited."""
        names = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: sorted(limited) for name, limited in names.items() if limited is not None}

    @classmethod
    def from_json(cls, limits: dict[str, Any]) -> Remit:
        """Raises ValueError for what `as_json` never writes: a remit that cannot be read must not become a wider one."""
        known = {field.name for field in fields(cls)}
        if not isinstance(limits, dict) or not known.issuperset(limits):
            raise ValueError(f"a remit has {', '.join(sorted(known))}, not {limits!r}")
        for name, names in limits.items():
            if not isinstance(names, list) or not all(isinstance(each, str) for each in names):
                raise ValueError(f"{name} of a remit must be a list of names, not {names!r}")
        return cls.of(**limits)


def _both(ours: Names, theirs: Names) -> Names:
    if ours is None or theirs is None:
        return theirs if ours is None else ours
    return ours & theirs


EVERYTHING = Remit()
NOTHING = Remit(frozenset(), frozenset(), frozenset())
