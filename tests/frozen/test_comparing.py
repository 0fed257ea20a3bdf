"""A comparison that cannot fail would show nothing: what is not as it was is found, and told by name."""

from __future__ import annotations

import gzip
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.frozen import __main__ as frozen_command
from tests.frozen import command, frozen_file
from tests.frozen.comparing import Answer, Compared, against
from tests.frozen.frozen_file import Frozen, answered, collected
from tests.frozen.ledger_file import write_ledger
from tests.frozen.questions import Question

QUESTIONS = (Question("morning", "2026-11-20T09:00", "2026-11-21T00:00Z"), Question("noon", "2026-11-20T12:00", ""))
WAITING, LEVEL, HEALTH = "calls.waiting now queue=roads site=main", "calls.service_level today (offered) site=main", "health of pbx"  # fmt: skip


def snapshot(**level: Any) -> dict[str, Any]:
    told = {"unit": "x", "n": None, "state": "live", "basis": "observed", "as_of": "2026-11-20T14:00:00Z"}
    waiting = {"metric": "calls.waiting", "scope": {"site": "main", "queue": "roads"}, "window": "now", "value": 3}
    share = {"metric": "calls.service_level", "scope": {"site": "main"}, "window": "today", "variant": "offered", "value": 0.7}  # fmt: skip
    health = {"source": "pbx", "state": "live", "rows": 7, "message": "for people"}
    return {"readings": [told | waiting, told | share | level], "health": [health]}


@pytest.fixture
def frozen() -> Frozen:
    return collected("phones", "laid", QUESTIONS, [answered(snapshot()), answered(snapshot(value=0.8))])


def answers(**level: Any) -> dict[int, Answer]:
    return {0: answered(snapshot(**level)), 1: answered(snapshot(value=0.8))}


def told(compared: Compared) -> list[str]:
    return [str(difference) for difference in compared.differences]


def test_what_is_as_it_was_is_counted(frozen: Frozen) -> None:
    compared = against(frozen, answers())
    assert (compared.equal, compared.new, compared.differences, compared.as_before) == (6, 0, (), True)
    assert frozen.count() == 6


@pytest.mark.parametrize(
    ("field", "was", "now"),
    [
        ("value", 0.7, math.nextafter(0.7, 1)),
        ("value", 0.7, None),
        ("n", None, 10),
        ("state", "live", "too_few"),
        ("unit", "x", "ratio"),
        ("basis", "observed", "source"),
        ("as_of", "2026-11-20T14:00:00Z", "2026-11-20T14:00:01Z"),
    ],
)
def test_a_changed_field_is_told_by_name_with_what_it_was(frozen: Frozen, field: str, was: object, now: object) -> None:
    compared = against(frozen, answers(**{field: now}))
    assert told(compared) == [f"morning: {LEVEL}: {field} was {was}, is {now}"]
    assert (compared.equal, compared.as_before) == (5, False)


def test_a_reading_that_is_gone_and_a_field_that_is_gone_are_told(frozen: Frozen) -> None:
    later = answers()
    del later[0][WAITING]
    later[1][WAITING] = {name: value for name, value in later[1][WAITING].items() if name != "n"}
    assert told(against(frozen, later)) == [
        f"morning: {WAITING}: reading was there, is nothing",
        f"noon: {WAITING}: n was None, is nothing",
    ]


def test_how_a_source_stood_is_compared_but_for_words_to_people(frozen: Frozen) -> None:
    later = answers()
    later[1][HEALTH] = {**later[1][HEALTH], "rows": 8}
    assert told(against(frozen, later)) == [f"noon: {HEALTH}: rows was 7, is 8"]
    assert "message" not in frozen.told[HEALTH][0]  # type: ignore[operator]


def test_what_came_later_is_only_counted(frozen: Frozen) -> None:
    later = answers(certainty="high")
    later[0]["calls.called_back today site=main"] = {"value": 1}
    compared = against(frozen, later)
    assert (compared.equal, compared.new, compared.as_before) == (6, 1, True)


def test_where_nothing_was_compared_nothing_is_as_before(frozen: Frozen) -> None:
    assert not against(frozen, {}).as_before
    assert not against(replace(frozen, told={}), answers()).as_before


def test_one_thing_told_twice_is_refused() -> None:
    twice = snapshot()
    twice["readings"] *= 2
    with pytest.raises(ValueError, match=r"calls\.waiting now .* twice"):
        answered(twice)


def test_a_set_is_read_as_it_was_written_and_the_same_answers_make_the_same_bytes(
    frozen: Frozen, tmp_path: Path
) -> None:
    file = frozen_file.write(frozen, tmp_path)
    first = file.read_bytes()
    assert frozen_file.read(file) == frozen
    assert frozen_file.write(frozen_file.read(file), tmp_path).read_bytes() == first


def test_a_set_that_lost_a_line_is_refused(frozen: Frozen, tmp_path: Path) -> None:
    file = frozen_file.write(frozen, tmp_path)
    file.write_bytes(gzip.compress(b"\n".join(gzip.decompress(file.read_bytes()).splitlines()[:-1])))
    with pytest.raises(ValueError, match="not whole"):
        frozen_file.read(file)


@pytest.fixture
def altered(tmp_path: Path) -> tuple[Path, str]:
    """The set of Boston with one figure another, and the name of that figure."""
    set_ = frozen_file.read(frozen_command.SET / "boston.json.gz")
    name = next(each for each in set_.told if each.startswith("tickets.open now") and "department=" in each)
    row = list(set_.told[name])
    row[-1] = {**(row[-1] or {}), "value": 4711}
    frozen_file.write(replace(set_, told={**set_.told, name: tuple(row)}), tmp_path)
    return tmp_path, name


@pytest.mark.slow
def test_the_command_ends_with_1_and_names_the_figure(
    altered: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, name = altered
    assert frozen_command.main(["compare", "--set", str(folder), "boston"]) == 1
    printed = capsys.readouterr().out
    assert " 1 differ " in printed
    assert f"{name}: value was 4711, is " in printed


@pytest.mark.slow
def test_an_input_that_is_another_is_told_before_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_ = frozen_file.read(frozen_command.SET / "asterisk_file.json.gz")
    frozen_file.write(replace(set_, laid="of another log"), tmp_path)
    assert frozen_command.main(["compare", "--set", str(tmp_path), "asterisk_file"]) == 1
    assert "the input asterisk_file: what was laid was of another log, is " in capsys.readouterr().out


def test_a_command_that_fails_is_no_answer(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"wallboard\.toml|no such file|not there"):
        command.snapshot(tmp_path / "wallboard.toml", QUESTIONS[0])


@pytest.mark.slow
def test_a_ledger_file_is_written_as_the_tree_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "small.db.gz"
    assert write_ledger(file, ends="2026-11-12T08:00-05:00") == file.stat().st_size
    assert gzip.decompress(file.read_bytes()).startswith(b"SQLite format 3\0")
