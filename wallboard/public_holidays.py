"""Public holidays by country, as the library `holidays` knows them.

It brings every country with it and takes a fifth of a second to import, so that is done where a place is named first:
whoever names none, or asks for no opening hours, does not wait for it.
"""

from __future__ import annotations

from datetime import date


def of(place: str, year: int) -> frozenset[date]:
    """Those of a country or "country-subdivision" in a year."""
    from holidays import country_holidays

    country, _, subdivision = place.partition("-")
    return frozenset(country_holidays(country, subdiv=subdivision or None, years=year))


def are_known(place: str) -> bool:
    """Whether there is such a country and, where one is named, such a subdivision of it."""
    from holidays import list_supported_countries

    country, _, subdivision = place.partition("-")
    known = list_supported_countries(include_aliases=True)
    return country in known and (not subdivision or subdivision in known[country])
