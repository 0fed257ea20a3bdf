"""Roles, rights and remits in words, for people who never saw the settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from zoneinfo import ZoneInfo

from layouts.wall.names import department_label
from wallboard.access.remit import Names, Remit
from wallboard.access.roles import RIGHTS, TITLES, Right, Role
from wallboard.engine.known_names import UnknownName
from wallboard.settings import Settings

MOST_NAMED, MOST_OFFERED = 3, 20
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


def scope_words(remit: Remit, settings: Settings, unknown: Collection[UnknownName] = ()) -> str:
    """What somebody sees, for the head of what they look at: "Forestry only", with whose the calls are; "" for all."""
    if remit.whole_sites:
        return ""
    odd = {(each.kind, each.name) for each in unknown}
    departments = [(name, department_label(settings, name), "department") for name in remit.departments or ()]
    wards = [(name, name, "ward") for name in remit.wards or ()]
    parts = []
    for before, names in (("", departments), ("ward", wards)):
        told = [label + (" (not known here)" if (kind, name) in odd else "") for name, label, kind in sorted(names)]
        if told:
            parts.append(" ".join(filter(None, (before + ("s" if before and len(told) > 1 else ""), _some(told)))))
    said = ", ".join(parts) or "No requests"
    return f"{said[:1].upper()}{said[1:]} only; calls are the whole centre's"


def _some(told: list[str]) -> str:
    return ", ".join(told[:MOST_NAMED]) + (f" and {len(told) - MOST_NAMED} more" if len(told) > MOST_NAMED else "")


def unknown_words(unknown: Collection[UnknownName]) -> str:
    """A sentence for whoever can see nothing because of it; "" where all is known."""
    told = ", ".join(f"{each.kind} {each.name}" for each in unknown)
    if not told:
        return ""
    return f"No request that was read is of {told}. Ask whoever looks after the accounts whether that is its name."


def refusal_words(unknown: UnknownName) -> str:
    """Why somebody cannot be given it, and what there is."""
    there = sorted(unknown.known)
    shown = ", ".join(there[:MOST_OFFERED]) + (
        f" and {len(there) - MOST_OFFERED} more" if len(there) > MOST_OFFERED else ""
    )
    return f"no request that was read is of {unknown.kind} {unknown.name[:80]}; there are: {shown}"


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
