"""Public holidays by country, as the library `holidays` knows them.

It takes a tenth of a second to import, and as long again for every country of the world. So it is imported where a place
is named first, and of its countries only those that are asked for: whoever names none does not wait for it.
"""

from __future__ import annotations

import sys
from datetime import date
from importlib.util import find_spec, module_from_spec
from types import ModuleType

_COUNTRIES = "holidays.countries"


def of(place: str, year: int) -> frozenset[date]:
    """Those of a country or "country-subdivision" in a year."""
    country, _, subdivision = place.partition("-")
    return frozenset(_library().country_holidays(country, subdiv=subdivision or None, years=year))


def are_known(place: str) -> bool:
    """Whether there is such a country and, where one is named, such a subdivision of it."""
    country, _, subdivision = place.partition("-")
    known = subdivisions(country)
    return known is not None and (not subdivision or subdivision in known)


def subdivisions(country: str) -> tuple[str, ...] | None:
    """The parts of a country that have holidays of their own; None where there is no such country."""
    library = _library()
    from holidays.registry import EntityLoader

    if country not in EntityLoader.get_country_codes():
        return None
    return tuple(getattr(library, country).subdivisions)


def _library() -> ModuleType:
    import holidays

    if _COUNTRIES not in sys.modules and (spec := find_spec(_COUNTRIES)):
        # The package as it is, without running what it says: that imports all 250. A name of it is then found by the
        # library's own way to a country.
        countries = module_from_spec(spec)
        countries.__getattr__ = lambda name: getattr(holidays, name).get_entity()  # type: ignore[method-assign]
        sys.modules[_COUNTRIES] = holidays.countries = countries
    library: ModuleType = holidays
    return library
