"""The places of which public holidays are known are those of the library."""

from __future__ import annotations

import subprocess
import sys

import pytest
from holidays import list_supported_countries

from wallboard.public_holidays import are_known


def test_every_place_of_the_library_is_known() -> None:
    every = list_supported_countries(include_aliases=True)
    assert "US" in every
    assert [country for country in every if not are_known(country)] == []
    places = [f"{country}-{subdivision}" for country, within in every.items() for subdivision in within]
    assert [place for place in places if not are_known(place)] == []


@pytest.mark.parametrize("place", ["", "XX", "us", "UnitedStates", "HolidayBase", "US-XX", "US-", "NYSE", "__name__"])
def test_no_other_place_is(place: str) -> None:
    every = list_supported_countries(include_aliases=True)
    country, _, subdivision = place.partition("-")
    assert are_known(place) is (country in every and not subdivision)


def printed(code: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.whole
def test_one_place_is_asked_of_without_importing_every_country() -> None:
    imported = printed(
        "import sys; from wallboard.public_holidays import are_known, of\n"
        "assert are_known('DE-BY') and len(of('DE-BY', 2026)) > 10; print(*sys.modules)"
    )
    assert {name for name in imported if name.startswith("holidays.countries.")} == {"holidays.countries.germany"}


@pytest.mark.whole
def test_whoever_else_uses_the_library_finds_every_country() -> None:
    assert printed(
        "from wallboard.public_holidays import are_known; are_known('US')\n"
        "from holidays.countries import France; import holidays\n"
        "print(len(France(years=2026)) == len(holidays.FR(years=2026)) > 5, hasattr(holidays.countries, 'Nowhere'))"
    ) == ["True", "False"]
