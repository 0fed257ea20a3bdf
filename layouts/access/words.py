"""Roles, rights and remits in words, for people who never saw the settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from layouts.names import department_label
from wallboard.access.remit import Names, Remit
from wallboard.access.roles import RIGHTS, TITLES, Right, Role
from wallboard.settings import Settings

RIGHT_WORDS: Mapping[Right, str] = MappingProxyType(
    {
        Right.READ: "look at boards and figures",
        Right.EXPORT: "export them",
        Right.NAMES: "see agents by name",
        Right.SCREENS: "pair and manage screens",
        Right.PEOPLE: "manage people",
        Right.AUDIT: "read the audit log",
        Right.OPERATE: "read metrics and health",
    }
)


def role_words(role: Role | None) -> str:
    return "none" if role is None else TITLES[role]


def rights_words(rights: Collection[Right]) -> str:
    """In the order in which the rights are declared."""
    return ", ".join(RIGHT_WORDS[right] for right in Right if right in rights) or "nothing"


def remit_words(remit: Remit, settings: Settings) -> str:
    """Such as "site 311 Centre; wards 4, 7", and "everything" for the whole city."""
    if remit.everything:
        return "everything"
    sites = _named("site", remit.sites, lambda name: settings.sites[name].name if name in settings.sites else name)
    departments = _named("department", remit.departments, lambda name: department_label(settings, name))
    return "; ".join(filter(None, (sites, departments, _named("ward", remit.wards, str))))


def _named(kind: str, names: Names, label: Callable[[str], str]) -> str:
    if names is None:
        return ""
    if not names:
        return f"no {kind}"
    told = ", ".join(label(name) for name in sorted(names))
    return f"{kind}{'s' if len(names) > 1 else ''} {told}"


def roles_offered() -> list[tuple[str, str, str]]:
    """Each role's value, its title and what it may do."""
    return [(role.value, TITLES[role], rights_words(RIGHTS[role])) for role in Role]


def sites_offered(settings: Settings, chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The settings' sites, and those that somebody has although the settings have them no more."""
    known = [(name, site.name) for name, site in settings.sites.items()]
    return [*known, *_gone(chosen, settings.sites)]


def departments_offered(settings: Settings, chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    known = [(name, department_label(settings, name)) for name in settings.departments]
    return [*known, *_gone(chosen, settings.departments)]


def _gone(chosen: Iterable[str], known: Collection[str]) -> list[tuple[str, str]]:
    return [(name, f"{name} (no longer in the settings)") for name in sorted(set(chosen) - set(known))]


def zone_for(remit: Remit, settings: Settings) -> ZoneInfo:
    """The zone in which somebody reads times: that of their first site."""
    own = next((site for site in settings.sites if remit.has_site(site)), next(iter(settings.sites)))
    return settings.zone(own)


def wait_words(seconds: float) -> str:
    """How long to wait, rounded up: 40 seconds, 3 minutes."""
    whole = max(1, int(-(-seconds // 1)))
    if whole < 60:
        return f"{whole} second{'s' if whole > 1 else ''}"
    minutes = -(-whole // 60)
    if minutes < 60:
        return f"{minutes} minute{'s' if minutes > 1 else ''}"
    hours = -(-minutes // 60)
    return f"{hours} hour{'s' if hours > 1 else ''}"


def sentence(words: str) -> str:
    """What a rule says of itself, as a sentence."""
    told = words.strip()
    return told[:1].upper() + told[1:] + ("" if told.endswith((".", "!", "?")) else ".")
