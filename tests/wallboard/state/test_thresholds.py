"""Counts are told apart by the limits under which they were made."""

from __future__ import annotations

import pytest

from wallboard.settings import Settings
from wallboard.state.thresholds import Thresholds

QUEUE = {"site": "main", "short_abandon_s": 5, "targets": [{"share": 0.8, "within_s": 20}]}


def fingerprint(**changed: object) -> str:
    city = {"sites": {"main": {"name": "Main", "zone": "UTC"}}, "queues": {"roads": QUEUE | changed}}
    return Thresholds(Settings.model_validate(city), "main").fingerprint()


@pytest.mark.parametrize(
    "changed",
    [
        {"short_abandon_s": 6},
        {"targets": [{"share": 0.8, "within_s": 30}]},
        {"targets": [{"share": 0.8, "within_s": 20}, {"share": 0.8, "within_s": 30, "from": "2026-12-01"}]},
    ],
)
def test_counts_made_under_another_limit_are_not_these(changed: dict[str, object]) -> None:
    assert fingerprint(**changed) != fingerprint()


def test_how_many_were_promised_changes_no_count() -> None:
    assert fingerprint(targets=[{"share": 0.9, "within_s": 20}]) == fingerprint()
