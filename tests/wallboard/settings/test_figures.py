"""Figures of other systems: what a file may declare, and what is said of what it may not."""

from __future__ import annotations

from datetime import date

import pytest

from data_sources import kinds
from wallboard.settings import Settings, in_force
from wallboard.settings.file.read import parse
from wallboard.settings.problems.wording import SettingsError

CITY = """\
[sites.main]
name = "City 311"
zone = "America/Chicago"

[sources.web]
kind = "csv_days"
path = "web.csv"
columns = { day = "Date", visits = "Visits", absent = "Absent", staff = "Staff" }

[sources.requests]
kind = "csv_tickets"
path = "requests.csv"
columns = { ticket = "id", opened_at = "opened" }

"""
VISITS = '[figures.visits]\nsource = "web"\ncolumn = "visits"\nkind = "flow"\n'
ABSENCE = '[figures.absence]\nsource = "web"\ncolumn = "absent"\nof = "staff"\nkind = "ratio"\nbetter = "less"\n'


def read(text: str, before: str = CITY) -> Settings:
    return parse(before + text, "wallboard.toml", kinds(), {})


def errors(text: str, before: str = CITY) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(text, before)
    return caught.value.lines


def test_a_figure_says_what_it_is_made_of_and_which_way_is_good() -> None:
    targets = "targets = [{ value = 0.06 }, { from = 2026-07-01, value = 0.05 }]\n"
    settings = read(VISITS + ABSENCE + targets)
    figure = settings.figures["absence"]
    assert (figure.kind, figure.column, figure.of, figure.better) == ("ratio", "absent", "staff", "less")
    assert [
        target.value for day in (date(2026, 6, 30), date(2026, 7, 1)) if (target := in_force(figure.targets, day))
    ] == [0.06, 0.05]
    assert settings.site_of(figure) == settings.site_of(settings.figures["visits"]) == "main"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (VISITS.replace('"web"', '"webb"'), '[figures.visits] source "webb" is no source; did you mean "web"?'),
        (VISITS.replace('"web"', '"requests"'), 'source "requests" tells requests, and a figure needs a source of days; sources of days: web'),
        (VISITS.replace('"visits"', '"visit"'), 'column "visit" is no number of source web; did you mean "visits"?; its `columns` names them'),
        (VISITS.replace('"visits"', '"day"'), 'column "day" is no number of source web'),
        (ABSENCE.replace('of = "staff"\n', ""), "[figures.absence] of is missing: a ratio is `column` divided by `of`"),
        (ABSENCE.replace('"staff"', '"people"'), 'of "people" is no number of source web'),
        (VISITS + 'of = "staff"\n', "of says nothing where kind is flow; leave it out, or write ratio or mean"),
        (VISITS + "targets = [{ value = 100 }]\n", "better is neither, and then a target cannot be met or missed; write more or less"),
        (ABSENCE + "targets = [{ value = 5 }]\n", "of a ratio must be 0 to 1; write 0.05 for 5 %"),
        (ABSENCE + "targets = [{ value = 0.1 }, { value = 0.2 }]\n", "is there twice without from"),
        (VISITS.replace('"flow"', '"sum"'), "kind"),
        (VISITS + 'site = "north"\n', "is north, and its source is of site main; leave it out"),
        (VISITS + "colour = 1\n", "colour"),
        ('[figures."web visits"]\nsource = "web"\ncolumn = "visits"\nkind = "flow"\n', "is no usable name"),
    ],
)  # fmt: skip
def test_what_is_wrong_names_its_key_and_what_would_be_right(text: str, says: str) -> None:
    lines = errors(text)
    assert any(says in line for line in lines), lines
    assert all(line.startswith("wallboard.toml:") for line in lines)


def test_a_source_that_is_wrong_itself_is_all_that_is_said() -> None:
    [line] = errors(VISITS, CITY.replace('path = "web.csv"\n', ""))
    assert "[sources.web]" in line


def test_one_number_may_be_in_several_figures() -> None:
    read(VISITS + VISITS.replace("figures.visits", "figures.most").replace("flow", "largest"))


def test_with_several_sites_a_figure_is_of_its_sources() -> None:
    north = CITY + '[sites.north]\nname = "North"\nzone = "UTC"\n[boards.a]\nsite = "main"\nrows = []\n'
    north = north.replace("[sources.web]\n", '[sources.web]\nsite = "north"\n').replace(
        "[sources.requests]\n", '[sources.requests]\nsite = "main"\n'
    )
    settings = parse(
        north.replace('[boards.a]\nsite = "main"\nrows = []\n', "") + VISITS, "wallboard.toml", kinds(), {}
    )
    assert settings.site_of(settings.figures["visits"]) == "north"
