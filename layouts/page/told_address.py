"""What stands behind the path of an address: hostile text, until it was read here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import parse_qsl

from wallboard.languages import _
from wallboard.outside_text import LONGEST_TOLD, is_name

LONGEST = LONGEST_TOLD  # characters of one value
_MOST = 64  # values


class UnfitAddress(ValueError):
    """The address asks for something that cannot be shown; the text says what would be right."""


def told(search: str, names: Collection[str], several: Iterable[str] = ()) -> tuple[dict[str, str], tuple[str, ...]]:
    """The values of an address such as `?sort=-late&with=A&with=B` by name, the last of each, and all of those that may be
    there `several` times, in order. Empty ones are left out. Raises UnfitAddress."""
    try:
        pairs = parse_qsl(search.lstrip("?"), errors="strict", max_num_fields=_MOST)
    except ValueError:
        raise UnfitAddress(_("The address cannot be read. Follow a link to this page.")) from None
    many = frozenset(several)
    for name, value in pairs:
        if name not in names and name not in many:
            raise UnfitAddress(_("“{name}” is nothing that this page can be asked for.", name=name[:LONGEST]))
        if value and not is_name(value, LONGEST):
            raise UnfitAddress(_("The address cannot be read. Follow a link to this page."))
    return (
        {name: value for name, value in pairs if value and name not in many},
        tuple(dict.fromkeys(value for name, value in pairs if value and name in many)),
    )
