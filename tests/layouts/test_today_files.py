"""Today's links to files: for whoever may export, and of the day and site that are shown."""

from __future__ import annotations

import json

import pytest
from plotly.utils import PlotlyJSONEncoder

from layouts.pages import today
from tests.layouts.histories import FixedHistory
from tests.layouts.snapshots import NOW, settings


def shown(search: str, may_export: bool) -> str:
    children, _ = today.content(search, FixedHistory(settings()), lambda: NOW, may_export)
    return json.dumps(children, cls=PlotlyJSONEncoder)


def test_whoever_may_export_finds_the_day_as_a_file() -> None:
    assert '"/export/calls.csv?site=main&day=2026-11-23"' in shown("?day=2026-11-23", True)


@pytest.mark.parametrize("file", ["requests", "snapshot"])
def test_files_of_now_are_linked_from_the_present_day_alone(file: str) -> None:
    assert f'"/export/{file}.csv?site=main"' in shown("", True)
    assert f"/export/{file}" not in shown("?day=2026-11-23", True)


def test_whoever_may_not_export_sees_no_link() -> None:
    assert "/export/" not in shown("", False)


def test_a_day_that_cannot_be_shown_has_no_file() -> None:
    assert "/export/" not in shown("?day=1970-01-01", True)
