"""Which figures are reviewed, told by their names alone, is what a review has."""

from __future__ import annotations

import pytest

from tests.wallboard.review.test_make import SETTINGS, made
from wallboard.model import Scope
from wallboard.model.review_words import FigureKey
from wallboard.review.keys import reviewed_key, reviewed_metrics, unit_of
from wallboard.settings import Settings, SourceBase

OUTSIDE = Settings.model_validate(
    {
        "sites": {"main": {"name": "Main", "zone": "UTC"}, "north": {"name": "North", "zone": "UTC"}},
        "sources": {"scada": SourceBase(kind="x", site="north")},
        "figures": {
            "pressure": {"source": "scada", "column": "bar", "kind": "mean", "unit": "bar"},
            "pumps": {"source": "scada", "column": "up", "of": "all", "kind": "ratio"},
        },
    }
)


@pytest.mark.parametrize("water", ["offered", "answered"])
def test_every_figure_of_a_review_is_found_by_its_metric_and_what_it_is_about(water: str) -> None:
    queues = {"water": {"service_level": water}, "tax": {"service_level": "offered"}}
    settings = Settings.model_validate({**SETTINGS.model_dump(by_alias=True), "queues": queues})
    figures = made(settings=settings).figures
    assert {figure.key.metric for figure in figures} == set(reviewed_metrics(settings, "main"))
    for figure in figures:
        assert reviewed_key(settings, figure.key.metric, figure.key.scope) == figure.key
        assert unit_of(settings, figure.key.metric) == figure.unit


def test_a_metric_that_is_not_told_of_such_parts_is_the_sites() -> None:
    about = Scope("main", department="Streets")
    assert reviewed_key(SETTINGS, "tickets.open", about) == FigureKey("tickets.open", about)
    assert reviewed_key(SETTINGS, "tickets.reopened", about) == FigureKey("tickets.reopened", Scope("main"))
    assert reviewed_key(SETTINGS, "tickets.open", about._replace(ward="4")).scope == Scope("main")
    with pytest.raises(KeyError):
        reviewed_key(SETTINGS, "calls.waiting", about)


def test_figures_of_other_systems_are_those_of_their_site() -> None:
    assert {"outside.pressure", "outside.pumps"} <= set(reviewed_metrics(OUTSIDE, "north"))
    assert "outside.pressure" not in reviewed_metrics(OUTSIDE, "main")
    assert reviewed_key(OUTSIDE, "outside.pumps", Scope("north", queue="x")).scope == Scope("north")
    assert [unit_of(OUTSIDE, f"outside.{name}") for name in ("pressure", "pumps", "gone")] == ["bar", "ratio", ""]
