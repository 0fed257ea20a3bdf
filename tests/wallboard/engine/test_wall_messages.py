"""Messages on walls: within a tick on every snapshot of their site, until their end, through restarts and an absent ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from tests.wallboard.engine.parts import NOON, Wall, settings
from wallboard.ledger import Ledger, LedgerError
from wallboard.model import HOUR, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.wall_messages import WallMessage

pytestmark = pytest.mark.whole

TWO = {name: {"name": name, "zone": "UTC"} for name in ("main", "north")}


def message(site: str = "main", until: Micros = NOON + HOUR) -> WallMessage:
    return WallMessage(site, (), f"of {site}", "Ada", NOON, until)


def texts(wall: Wall, remit: Remit = EVERYTHING) -> list[str]:
    return [each.text for each in wall.engine.present.snapshot(remit).messages]


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[Wall]:
    with closing(Wall(tmp_path, of=settings(sources=(), sites=TWO))) as made:
        yield made


def test_what_is_put_is_on_the_next_snapshot_of_its_site_and_of_no_other(wall: Wall) -> None:
    assert texts(wall) == []
    wall.engine.messages.put([message(), message("north")])
    assert texts(wall) == ["of main", "of north"]
    assert texts(wall, Remit.of(["north"])) == ["of north"]
    wall.engine.present.publish()
    assert len(wall.shown[-1].messages) == 2


def test_it_goes_at_its_end_though_nobody_reads_anything_anew(wall: Wall) -> None:
    wall.engine.messages.put([message(), message("north", NOON + 2 * HOUR)])
    wall.now = NOON + HOUR
    assert texts(wall) == ["of north"]


def test_what_is_taken_away_is_on_no_snapshot_any_more(wall: Wall) -> None:
    wall.engine.messages.put([message()])
    (there,) = wall.engine.messages.now(NOON)
    assert wall.engine.messages.take_away(there.id)
    assert not wall.engine.messages.take_away(there.id)
    assert texts(wall) == []


def test_it_outlives_a_restart(wall: Wall) -> None:
    wall.engine.messages.put([message()])
    wall.again()
    assert texts(wall) == ["of main"]


def test_what_another_process_puts_comes_when_it_is_read_again(wall: Wall, tmp_path: Path) -> None:
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")) as other:
        other.put_wall_messages([message()])
    assert texts(wall) == []
    wall.engine.messages.read()
    assert texts(wall) == ["of main"]


def test_while_the_ledger_is_away_what_stands_goes_on_and_nothing_new_can_be_put(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall.engine.messages.put([message()])

    def away(*_: object) -> None:
        raise LedgerError("the ledger is away")

    for name in ("wall_messages", "put_wall_messages"):
        monkeypatch.setattr(wall.ledger, name, away)
    wall.engine.messages.read()
    assert texts(wall) == ["of main"]
    with pytest.raises(LedgerError):
        wall.engine.messages.put([message("north")])


def test_a_wall_without_one_asks_nobody_for_it(wall: Wall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wall.ledger, "wall_messages", lambda now: pytest.fail("a tick asked the ledger"))
    wall.engine.present.publish()
    assert wall.shown[-1].messages == ()


def test_who_began_to_read_before_a_message_was_put_takes_it_off_no_more(
    wall: Wall, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, began, read_after = wall.ledger.wall_messages, Event(), Event()

    def slow_at_first(now: Micros) -> tuple[WallMessage, ...]:
        found = read(now)
        if not began.is_set():
            began.set()
            read_after.wait(0.3)  # in vain where one waits for the other
        return found

    def put() -> None:
        wall.engine.messages.put([message()])
        read_after.set()

    monkeypatch.setattr(wall.ledger, "wall_messages", slow_at_first)
    threads = [Thread(target=run) for run in (wall.engine.messages.read, put)]
    threads[0].start()
    assert began.wait(10)
    threads[1].start()
    for each in threads:
        each.join(10)
    assert texts(wall) == ["of main"]
