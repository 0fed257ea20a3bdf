"""A source's health: what a screen must be able to tell apart, and what is logged once."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from wallboard.engine.health import SourceHealth
from wallboard.languages import N_, Message, language, said, speak
from wallboard.model import SECOND, State
from wallboard.source import Batch

START = 1_795_311_560 * SECOND


def at(seconds: float) -> int:
    return START + round(seconds * SECOND)


@pytest.fixture
def health() -> SourceHealth:
    return SourceHealth("pbx", "main", "calls", interval_s=2, deadline_s=20, late_after_s=6, started=START)


def answer(health: SourceHealth, seconds: float, rows: int = 1, **batch: Any) -> None:
    health.begin(at(seconds))
    health.succeed(Batch(cursor={}, **batch), rows, 0, at(seconds))


def test_before_the_first_answer_there_is_no_data(health: SourceHealth) -> None:
    assert health.health(at(0)).state is State.NO_DATA
    assert health.health(at(0)).as_of is None


def test_an_empty_source_that_answers_has_no_data_rather_than_zeros(health: SourceHealth) -> None:
    answer(health, 1, rows=0)
    assert health.health(at(1)).state is State.NO_DATA
    assert health.health(at(1)).as_of == at(1)


def test_one_failure_is_a_hiccup_and_two_are_an_outage(health: SourceHealth) -> None:
    answer(health, 1)
    health.fail("no route", permanent=False, now=at(2))
    assert health.state(at(2)) is State.LIVE
    health.fail("no route", permanent=False, now=at(3))
    shown = health.health(at(3))
    assert (shown.state, shown.as_of, shown.message) == (State.LOST, at(1), "no route")


def test_a_source_that_never_answered_is_lost_at_its_first_failure(health: SourceHealth) -> None:
    health.fail("no such table", permanent=True, now=at(1))
    assert health.state(at(1)) is State.LOST


def test_silence_makes_late_and_a_poll_that_hangs_past_its_deadline_makes_lost(health: SourceHealth) -> None:
    answer(health, 1)
    assert health.state(at(6.9)) is State.LIVE
    assert health.state(at(7.1)) is State.LATE
    health.begin(at(2))
    assert health.state(at(22.5)) is State.LOST
    assert health.health(at(22.5)).message == "no answer within the deadline"


def test_an_outage_is_logged_once_when_lost_and_once_when_back_with_how_long(health: SourceHealth) -> None:
    answer(health, 1)
    with capture_logs() as logs:
        for second in range(2, 30):
            health.fail("no route", permanent=False, now=at(second))
        answer(health, 63)
        answer(health, 65)
    assert [(line["event"], line.get("lost_for_s")) for line in logs] == [("source lost", None), ("source back", 60)]


def test_since_is_when_the_state_was_entered(health: SourceHealth) -> None:
    answer(health, 1)
    answer(health, 3)
    assert health.health(at(4)).since == at(1)


def test_progress_is_told_while_a_first_read_lasts_and_not_after(health: SourceHealth) -> None:
    answer(health, 1, more=True, progress=0.4)
    assert health.health(at(1)).catching_up == 0.4
    answer(health, 2)
    assert health.health(at(2)).catching_up is None


def test_what_an_answer_says_that_people_should_know_is_told_as_long_as_it_says_so_and_logged_at_both_ends(
    health: SourceHealth,
) -> None:
    with capture_logs() as logs:
        for second in (1, 3, 5):
            answer(health, second, notice="1 file set aside: a\n.csv: it is empty")
        told = health.health(at(5))
        answer(health, 7)
    assert (told.state, told.notice) == (State.LIVE, "1 file set aside: a\\n.csv: it is empty")
    assert health.health(at(7)).notice == ""
    assert [line["event"] for line in logs] == ["source needs a look", "source is in order again"]


def test_what_people_should_know_is_said_in_each_language_and_repeats_no_password(health: SourceHealth) -> None:
    files = Message("{file} {reason}", file="a\n=postgresql://ada:secret@here", reason=Message(N_("is empty")))
    health.standing = Message(
        N_("{names} changed in the settings; what was read before keeps its old meaning"), names="zone"
    )
    health.set_aside_share = 0.5
    health.count(0, 12_310)
    answer(health, 1, notice=Message(N_("{n} file set aside: {files}"), n="1", files=files))
    told = health.health(at(1)).notice
    assert told == (
        "12,310 of 12,311 rows make no sense and are not counted; "
        "zone changed in the settings; what was read before keeps its old meaning; "
        "1 file set aside: a\\n=postgresql://ada:***@here is empty"
    )
    with speak(language("fr")):
        assert said(told) == (
            "12\u202f310 lignes sur 12\u202f311 n’ont pas de sens et ne sont pas comptées; "
            "réglages modifiés : zone ; ce qui a été lu avant garde son ancien sens; "
            "1 fichier écarté : a\\n=postgresql://ada:***@here est vide"
        )
