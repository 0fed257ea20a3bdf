"""Roles, rights and remits in words, for people who never saw the settings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from zoneinfo import ZoneInfo

from layouts.wall.names import department_label
from wallboard.engine.known_names import UnknownName
from wallboard.languages import N_, _, language, ngettext, offered
from wallboard.model.remit import Names, Remit
from wallboard.model.roles import RIGHTS, TITLES, Right, Role
from wallboard.settings import Settings

MOST_NAMED, MOST_OFFERED = 3, 20
_NONE = {"site": N_("no site"), "department": N_("no department"), "ward": N_("no ward")}


def role_words(role: Role | None) -> str:
    return _("none") if role is None else _(TITLES[role])


def rights_words(rights: Collection[Right]) -> str:
    """In the order in which the rights are declared."""
    return ", ".join(_(right.allows.words) for right in Right if right in rights) or _("nothing")


def remit_words(remit: Remit, settings: Settings) -> str:
    """Such as "site 311 Centre; wards 4, 7", and "everything" for the whole city."""
    if remit.everything:
        return _("everything")
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
        labels = [
            _("{name} (not known here)", name=label) if (kind, name) in odd else label
            for name, label, kind in sorted(names)
        ]
        if labels:
            named = some(labels, MOST_NAMED)
            parts.append(of_kind(before, len(labels), named) if before else named)
    said = ", ".join(parts) or _("No requests")
    return _("{what} only; calls are the whole centre's", what=f"{said[:1].upper()}{said[1:]}")


def some(names: Sequence[str], most: int) -> str:
    """The first ones, and how many more."""
    listed, more = ", ".join(names[:most]), len(names) - most
    return ngettext("{names} and {n} more", "{names} and {n} more", more, names=listed, n=more) if more > 0 else listed


def of_kind(kind: str, n: int, names: str) -> str:
    """So many names of sites, departments or wards, with what they are: wards 4, 7."""
    if kind == "site":
        return ngettext("site {names}", "sites {names}", n, names=names)
    if kind == "department":
        return ngettext("department {names}", "departments {names}", n, names=names)
    return ngettext("ward {names}", "wards {names}", n, names=names)


def unknown_words(unknown: Collection[UnknownName]) -> str:
    """A sentence for whoever can see nothing because of it; "" where all is known."""
    names = ", ".join(of_kind(each.kind, 1, each.name) for each in unknown)
    if not names:
        return ""
    return _(
        "No request that was read is of {names}. Ask whoever looks after the accounts whether that is its name.",
        names=names,
    )


def refusal_words(unknown: UnknownName) -> str:
    """Why somebody cannot be given it, and what there is."""
    wanted = of_kind(unknown.kind, 1, unknown.name[:80])
    there = some(sorted(unknown.known), MOST_OFFERED)
    return _("no request that was read is of {name}; there are: {names}", name=wanted, names=there)


def _named(kind: str, names: Names, label: Callable[[str], str]) -> str:
    if names is None:
        return ""
    if not names:
        return _(_NONE[kind])
    return of_kind(kind, len(names), ", ".join(label(name) for name in sorted(names)))


def roles_offered() -> list[tuple[str, str, str]]:
    """Each role's value, its title and what it may do."""
    return [(role.value, _(TITLES[role]), rights_words(RIGHTS[role])) for role in Role]


def sites_offered(settings: Settings, chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The settings' sites, and those that somebody has although the settings have them no more."""
    known = [(name, site.name) for name, site in settings.sites.items()]
    return [*known, *_gone(chosen, settings.sites)]


def departments_offered(settings: Settings, chosen: Iterable[str] = ()) -> list[tuple[str, str]]:
    known = [(name, department_label(settings, name)) for name in settings.departments]
    return [*known, *_gone(chosen, settings.departments)]


def _gone(chosen: Iterable[str], known: Collection[str]) -> list[tuple[str, str]]:
    return [(name, _("{name} (no longer in the settings)", name=name)) for name in sorted(set(chosen) - set(known))]


def languages_offered() -> list[tuple[str, str]]:
    """Each language's tag, and what it calls itself."""
    return [(tag, language(tag).name) for tag in offered()]


def zone_for(remit: Remit, settings: Settings) -> ZoneInfo:
    """The zone in which somebody reads times: that of their first site; of whom no site is, UTC."""
    own = next((site for site in settings.sites if remit.has_site(site)), next(iter(settings.sites), None))
    return ZoneInfo("UTC") if own is None else settings.zone(own)


def wait_words(seconds: float) -> str:
    """How long to wait, rounded up: 40 seconds, 3 minutes."""
    whole = max(1, int(-(-seconds // 1)))
    if whole < 60:
        return ngettext("{n} second", "{n} seconds", whole, n=whole)
    minutes = -(-whole // 60)
    if minutes < 60:
        return ngettext("{n} minute", "{n} minutes", minutes, n=minutes)
    hours = -(-minutes // 60)
    return ngettext("{n} hour", "{n} hours", hours, n=hours)


def sentence(words: str) -> str:
    """What a rule says of itself, as a sentence."""
    text = words.strip()
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
