"""Troubles of the wall itself: one state a part, with its beginning, told wherever people and programs look."""

from __future__ import annotations

import re
from dataclasses import replace

import orjson
import structlog

from layouts.wall.boards import view
from tests.layouts import snapshots
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.model import SECOND, Snapshot, Trouble

FULL = Trouble("ledger", snapshots.NOW, "The ledger's disk is full")


def test_a_trouble_keeps_its_beginning_and_is_logged_once_at_each_end() -> None:
    troubles = Troubles()
    with structlog.testing.capture_logs() as logged:
        troubles.begin("ledger", "disk full", 10 * SECOND)
        troubles.begin("ledger", "disk still full", 20 * SECOND)
        troubles.begin("clock", "two hours back", 25 * SECOND)
        assert troubles.lasting() == (
            Trouble("ledger", 10 * SECOND, "disk still full"),
            Trouble("clock", 25 * SECOND, "two hours back"),
        )
        troubles.end("ledger", 40 * SECOND)
        troubles.end("ledger", 50 * SECOND)
    assert [trouble.part for trouble in troubles.lasting()] == ["clock"]
    assert [(line["event"], line["part"]) for line in logged] == [
        ("trouble", "ledger"),
        ("trouble", "clock"),
        ("trouble over", "ledger"),
    ]
    assert logged[-1]["lasted_s"] == 30


def test_the_foot_of_every_board_says_a_trouble_before_anything_else() -> None:
    shown = view("wall", snapshots.settings(), replace(snapshots.morning(), troubles=(FULL,)))
    assert shown["foot-alert"]["state"] == "error"
    assert shown["foot-alert-says"]["text"] == "The ledger's disk is full"


def test_what_is_so_is_told_with_its_beginning_before_what_follows_of_it() -> None:
    kept = replace(FULL, message="The ledger's disk is full; nothing is lost as long as the phone system keeps its log")
    shown = view("wall", snapshots.settings(), replace(snapshots.morning(), troubles=(kept,)))
    says = shown["foot-alert-says"]["text"]
    assert re.fullmatch(r"The ledger's disk is full since \d+:\d\d; nothing is lost as long as .*", str(says)), says


def test_programs_are_told_too() -> None:
    told = orjson.loads(snapshot_json(Snapshot(snapshots.NOW, snapshots.NOW, {}, troubles=(FULL,))))
    assert [(each["part"], each["message"]) for each in told["troubles"]] == [("ledger", "The ledger's disk is full")]
    telemetry = Telemetry()
    telemetry.watch(lambda: (), dict, lambda: (FULL,))
    assert b'wallboard_trouble{part="ledger"} 1.0' in telemetry.text()
