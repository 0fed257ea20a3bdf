"""The queue_log table, over SQLite; tests/integration has the same over servers. Its forms and rows: beside this."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from data_sources.asterisk_queue_log import Options, QueueLogTable
from tests.data_sources.phones import NOW, Phones, all_of, events_of, queue, recorded
from tests.queue_log import data_of, verb_of
from wallboard.clock import iso
from wallboard.model import DAY, MINUTE
from wallboard.source import SourceError


@pytest.fixture
def phones(tmp_path: Path) -> Iterator[Phones]:
    made = Phones(tmp_path)
    yield made
    made.engine.dispose()
    made.source.close()


MEANING = {"callback_keys"}


def filled(folder: Path, **changed: str) -> QueueLogTable:
    """For the contract tests."""
    made = Phones(folder)
    made.write(*recorded())
    made.engine.dispose()
    return made.open(**changed) if changed else made.source


# ------------------------------------------------------------ the cursor


def test_an_empty_table_gives_nothing_and_its_first_row_later(phones: Phones) -> None:
    empty = phones.source.changes(None, NOW)
    assert (empty.happenings, empty.read, empty.more) == ((), 0, False)
    phones.write(queue("2026-11-22 03:59:59"))
    assert [e.seq for e in phones.source.changes(empty.cursor, NOW).happenings] == [1]


def test_the_recorded_log_is_read_whole_in_bounded_chunks(phones: Phones) -> None:
    phones.write(*recorded())
    batches = all_of(phones.source)
    assert [b.read for b in batches] == [500] * 6 + [324]
    assert sum(len(b.happenings) for b in batches) == 3324
    first = batches[0].happenings[0]
    assert (iso(first.at), verb_of(first)) == ("2026-11-22T01:39:20.429028Z", "QUEUESTART")
    assert not any("555" in value for b in batches for e in b.happenings for value in data_of(e))


def test_progress_of_the_first_read_rises_and_then_is_over(phones: Phones) -> None:
    phones.write(*recorded())
    shares = [batch.progress for batch in all_of(phones.source)]
    assert shares[-1] is None
    known = [share for share in shares[:-1] if share is not None]
    assert known == sorted(known)
    assert 0 < known[0] < known[-1] < 1


def test_a_row_that_commits_late_below_the_highest_id_is_still_read(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:59:50"))
    phones.run(
        "INSERT INTO queue_log (id, time, callid, queuename, event) VALUES (3, '2026-11-22 03:59:52', '1.3', 'streets', 'ENTERQUEUE')"
    )
    before = phones.source.changes(None, NOW)
    assert [e.seq for e in before.happenings] == [1, 3]
    phones.run(
        "INSERT INTO queue_log (id, time, callid, queuename, event) VALUES (2, '2026-11-22 03:59:51', '1.2', 'streets', 'ENTERQUEUE')"
    )
    late = phones.source.changes(before.cursor, NOW + MINUTE)
    assert [(e.seq, e.callid) for e in late.happenings] == [(2, "1.2")]
    assert phones.source.changes(late.cursor, NOW + MINUTE).read == 0


def test_a_table_emptied_and_numbered_from_one_again_goes_on_above_all_before(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:00:00"), queue("2026-11-22 03:00:01"))
    before = phones.source.changes(None, NOW)
    phones.run("DELETE FROM queue_log")
    emptied = phones.source.changes(before.cursor, NOW)
    assert emptied.read == 0
    phones.write(queue("2026-11-22 03:10:00"))
    after = phones.source.changes(emptied.cursor, NOW)
    assert [e.at for e in after.happenings] == [NOW - 50 * MINUTE]
    assert after.happenings[0].seq > before.happenings[-1].seq
    assert phones.source.changes(after.cursor, NOW).read == 0


def test_a_replica_that_fell_behind_is_waited_for(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:00:00"), queue("2026-11-22 03:00:01"))
    before = phones.source.changes(None, NOW)
    phones.run("DELETE FROM queue_log WHERE id = 2")
    behind = phones.source.changes(before.cursor, NOW)
    assert before.cursor is not None
    assert behind.cursor is not None
    assert (behind.read, dict(behind.cursor), behind.notice) == (0, dict(before.cursor), "")


def test_the_first_read_goes_back_as_far_as_was_asked(phones: Phones) -> None:
    phones.write(*(queue(f"2026-11-{day:02} 12:00:00", callid=f"{day}.1") for day in range(1, 22)))
    source = phones.open(first_days=3)
    assert [e.callid for e in events_of(source)] == ["19.1", "20.1", "21.1"]
    source.close()
    nothing = phones.open(first_days=0)
    batch = nothing.changes(None, NOW)
    assert batch.read == 0
    phones.write(queue("2026-11-22 03:59:59", callid="new"))
    assert [e.callid for e in nothing.changes(batch.cursor, NOW).happenings] == ["new"]
    nothing.close()


def test_unreadable_times_do_not_mislead_the_search_for_the_first_row(phones: Phones) -> None:
    rows = [queue(f"2026-11-{day:02} 12:00:00", callid=f"{day}.1") for day in range(1, 22)]
    for place in range(0, len(rows), 3):
        rows[place] = ("garbage", *rows[place][1:])
    phones.write(*rows)
    source = phones.open(first_days=3)
    assert [e.callid for e in events_of(source) if e.at >= NOW - 3 * DAY] == ["20.1", "21.1"]
    source.close()


# ------------------------------------------------------------ settings


@pytest.mark.parametrize("url", ["nonsense", "oracle://x:s3cret@h/d", "sqlite://", "postgresql://u:s3cret@h:port/d"])
def test_an_address_that_cannot_be_read_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Options(url=url)
    assert "s3cret" not in str(caught.value.errors(include_input=False))


def test_the_password_is_in_no_repr() -> None:
    options = Options(url="postgresql://u:s3cret@h/d")
    assert "s3cret" not in repr(options) + str(options) + options.model_dump_json()


def test_a_long_statement_is_cut(phones: Phones) -> None:
    phones.run("DROP TABLE queue_log")
    phones.run(
        "CREATE VIEW queue_log AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS id,"
        " '2026-11-22 03:00:00' AS time, i AS callid, '' AS queuename, '' AS agent, '' AS event, '' AS data FROM n"
    )
    source = phones.open(deadline_s=0.2)
    with pytest.raises(SourceError):
        source.changes(None, NOW)
    source.close()


def test_a_column_that_comes_back_is_found_again_without_a_restart(phones: Phones) -> None:
    phones.write(queue("2026-11-22 03:00:00"))
    cursor = phones.source.changes(None, NOW).cursor
    phones.run("ALTER TABLE queue_log RENAME COLUMN data5 TO data6")
    with pytest.raises(SourceError, match="lacks a column"):
        phones.source.changes(cursor, NOW)
    with pytest.raises(SourceError, match="no column data5"):
        phones.source.changes(cursor, NOW)
    phones.run("ALTER TABLE queue_log RENAME COLUMN data6 TO data5")
    assert phones.source.changes(cursor, NOW).read == 0
