"""What every source must do, run over every kind that there is, and the one that docs/sources.md shows whole.

The test file of a kind, test_<kind>.py beside this one, has `filled(folder) -> Source`: an opened source of that
kind with at least three rows behind it. Where the kind has an option `url`, `filled(folder, url=...)` opens it over that
address instead. `MEANING` in it names the kind's options that have no mark (tests/wallboard/settings/test_source_says.py).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from math import isfinite
from pathlib import Path
from traceback import format_exception
from typing import NamedTuple

import pytest

from data_sources import kinds
from tests.data_sources.test_desk_calls import KIND as EXAMPLE
from wallboard.calls.happenings import OF_CALLS, Happening, What, by_row
from wallboard.calls.whole import VisitVersion, unfit
from wallboard.model import MINUTE, Micros
from wallboard.settings import SourceBase
from wallboard.source import Batch, SetAside, Source, SourceError

NOW: Micros = 1_795_400_000_000_000  # after every payload's last row
PASSWORD = "s3cret-Pa55"


KINDS = kinds() | {EXAMPLE.name: EXAMPLE}
WITH_A_SERVER = {"open311"}
EACH = [pytest.param(name, marks=pytest.mark.whole if name in WITH_A_SERVER else ()) for name in sorted(KINDS)]
OVER_AN_ADDRESS = sorted(name for name, kind in KINDS.items() if "url" in kind.options.model_fields)


def opened(kind: str, folder: Path, **more: str) -> Source:
    made: Source = import_module(f"tests.data_sources.test_{kind}").filled(folder, **more)
    return made


@pytest.fixture(params=EACH)
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Source]:
    with closing(opened(request.param, tmp_path)) as made:
        yield made


@pytest.fixture(scope="module", params=EACH)
def read(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """One that is read to its end, for those that look at what it told."""
    with closing(opened(request.param, tmp_path_factory.mktemp(request.param))) as made:
        yield Read(made, read_all(made))


class Read(NamedTuple):
    source: Source
    batches: list[Batch]


def read_all(source: Source) -> list[Batch]:
    batches = [source.changes(None, NOW)]
    while batches[-1].more:
        assert len(batches) < 1_000, "a source that always has more never lets go"
        batches.append(source.changes(batches[-1].cursor, NOW))
    return batches


def tickets_in(batch: Batch) -> int:
    return 0 if batch.tickets is None else len(batch.tickets)


def rows_taken(batch: Batch) -> int:
    return sum(1 for _ in by_row(batch.happenings)) + len(batch.visits) + tickets_in(batch) + len(batch.days)


def test_every_kind_is_named_as_its_module_and_teaches_its_options() -> None:
    for name, kind in KINDS.items():
        assert kind.name == name
        assert set(SourceBase.model_fields) <= set(kind.options.model_fields)
        own = set(kind.options.model_fields) - set(SourceBase.model_fields)
        assert all(kind.options.model_fields[field].description for field in own)


def test_a_filled_source_gives_rows_and_says_what_it_carries(read: Read) -> None:
    source, batches = read
    assert sum(rows_taken(b) for b in batches) >= 3
    assert all(not (b.happenings or b.visits) for b in batches) or source.carries == "calls"
    assert all(b.tickets is None for b in batches) or source.carries == "tickets"
    assert all(not b.days for b in batches) or source.carries == "days"


def test_what_is_told_of_calls_is_whole_and_of_this_source(read: Read) -> None:
    for batch in read.batches:
        told: list[Happening | VisitVersion] = [*batch.happenings, *batch.visits]
        assert {(each.source, each.site) for each in told} <= {(read.source.name, read.source.site)}
        assert [unfit(version) for version in batch.visits if unfit(version)] == []
        for row in by_row(batch.happenings):
            assert [each.part for each in row] == list(range(len(row))), "parts of a row are numbered from 0"
        for each in batch.happenings:
            assert each.what is What(each.what)
            assert (each.callid and each.queue) or each.what not in OF_CALLS
            assert min(each.wait_s or 0, each.talk_s or 0) >= 0


def test_what_is_told_of_days_is_finite_and_of_each_day_once(read: Read) -> None:
    for batch in read.batches:
        assert len({each.day for each in batch.days}) == len(batch.days)
        assert all(each.key for each in batch.days)
        assert all(isfinite(number) for each in batch.days for number in each.numbers.values())


def test_every_row_read_is_taken_a_repeat_or_set_aside(read: Read) -> None:
    for batch in read.batches:
        assert batch.read == rows_taken(batch) + batch.repeats + len(batch.set_aside)


def test_after_the_last_batch_there_is_nothing_new(source: Source) -> None:
    """A look-back may read rows again; it must give them exactly as before."""
    batches = read_all(source)
    again = source.changes(batches[-1].cursor, NOW + MINUTE)
    assert set(again.happenings) <= {event for batch in batches for event in batch.happenings}
    assert set(again.visits) <= {version for batch in batches for version in batch.visits}
    assert all(each in [day for batch in batches for day in batch.days] for each in again.days)
    assert not again.more
    if again.tickets is not None and len(again.tickets):
        known = {tuple(row) for b in batches if b.tickets is not None for row in b.tickets.itertuples(index=False)}
        assert {tuple(row) for row in again.tickets.itertuples(index=False)} <= known


def test_the_same_question_gets_the_same_answer(source: Source) -> None:
    first, again = source.changes(None, NOW), source.changes(None, NOW)
    assert first.happenings == again.happenings
    assert first.visits == again.visits
    assert first.days == again.days
    assert first.set_aside == again.set_aside
    assert first.cursor is not None
    assert again.cursor is not None
    assert dict(first.cursor) == dict(again.cursor)
    if first.tickets is not None:
        assert again.tickets is not None
        assert first.tickets.equals(again.tickets)


def test_a_cursor_survives_being_stored_as_json(read: Read) -> None:
    for batch in read.batches:
        assert batch.cursor is not None
        assert json.loads(json.dumps(dict(batch.cursor))) == dict(batch.cursor)
        assert all(value is None or isinstance(value, (str, int, float)) for value in batch.cursor.values())


@pytest.mark.parametrize("cursor", [{}, {"nonsense": "x"}, {"id": "x", "high": "x", "offset": "y", "gaps": "?"}])
def test_a_damaged_cursor_is_a_source_error_or_a_fresh_start(source: Source, cursor: dict[str, str]) -> None:
    try:
        source.changes(cursor, NOW)
    except SourceError as error:
        assert source.name in str(error)


def test_check_never_raises_and_finds_a_sound_source_sound(source: Source) -> None:
    findings = source.check(NOW)
    assert findings
    assert all(finding.ok for finding in findings), findings


@pytest.mark.parametrize("name", OVER_AN_ADDRESS)
def test_no_password_is_shown_of_an_address_at_which_nobody_answers(name: str, tmp_path: Path) -> None:
    engine = getattr(KINDS[name].options, "engines", ("postgresql",))[0]
    url = f"{engine}://reader:{PASSWORD}@127.0.0.1:1/city"
    source = opened(name, tmp_path, url=url)
    with closing(source), pytest.raises(SourceError) as caught:
        source.changes(None, NOW)
    findings = source.check(NOW)
    assert not all(finding.ok for finding in findings)
    told = [repr(source), str(vars(source)), *map(repr, findings), *format_exception(caught.value)]
    assert not any(PASSWORD in text for text in told)
    assert any("127.0.0.1" in text for text in told)


def test_a_sample_is_of_its_newest_rows_and_moves_nothing(source: Source) -> None:
    whole = read_all(source)
    sample = source.sample(NOW, 100_000)
    assert sample.read == sum(batch.read for batch in whole)
    assert len(sample.set_aside) == sum(len(batch.set_aside) for batch in whole)
    assert 0 < source.sample(NOW, 2).read <= 2


def test_rows_set_aside_are_found_again_by_their_keys_and_no_others(source: Source) -> None:
    told = [row for batch in read_all(source) for row in batch.set_aside]
    since = read_all(source)[-1].cursor
    strangers = [SetAside(key, "odd", "") for key in ("seq 7", "ticket 9", "no such key", "id 999999", "line 999999")]
    again = source.again([*told, *strangers], since, NOW)
    assert again.batch.cursor is None
    assert again.batch.read == 0
    assert again.tried == {row.key for row in told}
    assert {(row.key, row.reason) for row in again.batch.set_aside} == {(row.key, row.reason) for row in told}
    assert source.again([], since, NOW).tried == frozenset()


def test_present_never_invents_a_ticket(source: Source) -> None:
    assert source.present([]) == set()
    assert source.present(["no such ticket"]) <= {"no such ticket"}


def test_a_source_can_be_closed_twice(source: Source) -> None:
    source.close()
    source.close()
