"""What needs somebody now: in words that say what to do, in turns that everybody can read, and never a false calm."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layouts.wall import boards
from layouts.wall.attention import _SENTENCES, TURN
from layouts.wall.names import in_a_sentence
from layouts.wall.parts import word
from layouts.wall.tile import Memory, View
from tests.layouts.snapshots import NOW, closed, department_readings, empty, health, morning, reading, settings
from tests.wallboard.judging.instants import instant
from wallboard.judging.matters import MatterKind
from wallboard.judging.tone import NO_DATA
from wallboard.model import SECOND, Reading, Snapshot, State, Trouble, readings_by_key

WALL = settings()
NOBODY_FREE = "Streets & lights needs agents: 9 waiting, 0 free, 3 paused"


def listed(*extra: Reading) -> list[str]:
    alone = settings(boards={"one": {"rows": [["needs_attention:4"]]}})
    view = boards.view("one", alone, morning(*extra))
    return [p["text"] for k, p in view.items() if k.startswith("needs-attention-") and k.endswith("says") and p["text"]]


def foot(snapshot: Snapshot, memory: Memory | None = None) -> View:
    return boards.view("wall", WALL, snapshot, memory)


def test_what_needs_somebody_comes_worst_first() -> None:
    said = listed(reading("tickets.emergency", 1), reading("tickets.emergency", 1, variant="breached"))
    assert said[:2] == [NOBODY_FREE, "1 emergency past the promise"], "who waits comes first"
    assert said[2].startswith("surveys lost since 09:58")


def test_emergencies_say_where_they_are() -> None:
    late = {"variant": "breached"}
    where = [
        reading("tickets.emergency", 1, department=name, **late) for name in ("Water", "Parks", "Streets", "Lighting")
    ]
    said = listed(reading("tickets.emergency", 6), reading("tickets.emergency", 4, **late), *where)
    assert said[1] == "4 emergencies past the promise: Streets, Water, Lighting and 1 more"


def test_an_emergency_within_its_promise_is_no_matter_for_ever() -> None:
    assert not any("emergenc" in said for said in listed(reading("tickets.emergency", 3)))


@pytest.mark.parametrize(
    ("free", "paused", "said"),
    [
        (0, 3, "Water needs agents: 4 waiting, 0 free, 3 paused"),
        (0, 0, "Water needs agents: 4 waiting, 0 free"),
        (2, 1, "Water: 4 waiting, 2 free, 1 paused"),
        (None, None, "Water needs agents: 4 waiting"),
    ],
)
def test_who_waits_is_told_with_who_could_take_the_call(free: int | None, paused: int | None, said: str) -> None:
    long = reading("calls.longest_wait_s", 400, queue="water", since=1)
    hands = [reading(f"agents.{name}", n, queue="water") for name, n in (("available", free), ("paused", paused))]
    assert said in listed(reading("calls.waiting", 4, queue="water"), long, *hands)


def test_free_is_told_in_the_head_also_when_nobody_is() -> None:
    said = foot(morning(reading("agents.available", 0)))["head-facts"]["text"].replace("\u00a0", " ")
    assert "0 free" in said
    assert "wrap-up" not in said.replace("\u2011", "-"), "what is 0 and means nothing is left out"


def test_a_trouble_of_the_wall_itself_comes_before_everything() -> None:
    trouble = Trouble("clock", NOW, "The clock of this machine jumped by two hours")
    view = foot(replace(morning(), troubles=(trouble,)))
    assert view["foot-alert-says"]["text"] == trouble.message
    assert view["foot-alert"]["state"] == "error"


def test_a_late_source_is_a_matter() -> None:
    late = morning(health=(health(state=State.LATE, ago_s=300),))
    memory = Memory()
    said = {foot(at(late, turn * 8), memory)["foot-alert-says"]["text"] for turn in range(12)}
    assert "phones late: figures are of 10:37" in said


def at(snapshot: Snapshot, seconds: float) -> Snapshot:
    return replace(snapshot, as_of=snapshot.as_of + int(seconds * SECOND))


def test_all_matters_take_turns_the_first_the_longest() -> None:
    """Nobody can click on a wall."""
    memory, told = Memory(), []
    for second in range(0, 5 * 8 + 1, 2):
        view = foot(at(morning(), second), memory)
        told.append((view["foot-alert-says"]["text"], view["foot-alert-more"]["text"]))
        assert view["foot-alert-first"]["text"] == NOBODY_FREE, "what is heard does not take turns"
    assert TURN == 8 * SECOND
    assert told[:8] == [(NOBODY_FREE, "1 of 4")] * 8
    assert [more for _, more in told[8:20:4]] == ["2 of 4", "3 of 4", "4 of 4"]
    assert told[20] == told[0]
    assert len({says for says, _ in told}) == 4


def test_another_matter_that_comes_first_is_told_at_once() -> None:
    memory = Memory()
    foot(morning(), memory)
    assert foot(at(morning(), 30), memory)["foot-alert-more"]["text"] == "3 of 4"
    trouble = replace(at(morning(), 31), troubles=(Trouble("ledger", NOW, "The ledger's disk is full"),))
    assert foot(trouble, memory)["foot-alert-says"]["text"] == "The ledger's disk is full"


def test_one_more_caller_does_not_begin_the_turns_anew() -> None:
    memory = Memory()
    foot(morning(), memory)
    more = at(morning(reading("calls.waiting", 10, queue="roads")), 30)
    assert foot(more, memory)["foot-alert-more"]["text"] == "3 of 4"


def test_nothing_moves_in_the_foot_when_turns_change() -> None:
    """Whether the sources have room for their age goes by the widest matter."""
    memory = Memory()
    sources = {
        tuple(p.get("text") for k, p in foot(at(morning(), s), memory).items() if k.startswith("foot-source"))
        for s in range(4)
    }
    assert len(sources) == 1


def test_a_calm_city_needs_nobody() -> None:
    calm = Snapshot(closed().as_of, closed().known, readings_by_key([reading("calls.waiting", 0)]), (health(),))
    assert foot(calm)["foot-alert-says"]["text"] == "Nothing needs you now"


def test_an_empty_wall_does_not_say_that_nothing_needs_you() -> None:
    """Neither before the first answer, nor when a source answers and has nothing."""
    nothing = [r._replace(value=None, state=State.NO_DATA) for r in department_readings("Parks", (0,) * 7, 7, None)]
    for snapshot in (empty(), Snapshot(NOW, NOW, readings_by_key(nothing), (health(state=State.NO_DATA),))):
        assert foot(snapshot)["foot-alert-says"]["text"] == "Nothing has been read yet"
        assert foot(snapshot)["foot-alert"]["state"] == "no_data"


def test_a_wall_of_days_alone_does_not_promise_calls_or_requests() -> None:
    days = replace(health(), source="web", carries="days")
    alone = Snapshot(NOW, NOW, {}, (days,))
    assert foot(alone)["foot-alert-says"]["text"] == "No source of calls or requests is set up"
    beside = Snapshot(NOW, NOW, {}, (days, health(state=State.NO_DATA)))
    for snapshot, calls in ((alone, "no source"), (beside, "no data yet")):
        of = instant(snapshot)
        assert (word(of, NO_DATA, "calls"), word(of, NO_DATA, "tickets")) == (calls, "no source")


def test_what_colours_the_sites_tiles_is_told_though_no_queue_is_the_reason() -> None:
    """Each queue had too few calls to be judged; all together broke their promise."""
    few = [reading("calls.service_level", 0.3, "30m", "offered", queue=queue, n=6) for queue in (*WALL.queues,)] + [
        reading("calls.waiting", 0, queue=queue) for queue in WALL.queues
    ]
    still = [reading("calls.longest_wait_s", None, queue=queue) for queue in WALL.queues]
    site = [
        reading("calls.service_level", 0.3, "30m", "offered", n=36),
        reading("calls.abandon_rate", 0.25, "30m", n=36),
        reading("calls.waiting", 0),
    ]
    said = listed(*few, *still, *site)
    assert "All queues: 30\u202f% in time in the last 30 min, promised 80\u202f%" in said
    assert "25\u202f% gave up waiting in the last 30 min, promised at most 2\u202f%" in said


def test_there_are_words_for_every_kind_of_matter() -> None:
    assert set(_SENTENCES) == set(MatterKind)


def test_a_name_that_is_written_from_right_to_left_keeps_what_follows_it_behind_it() -> None:
    """Else the number of callers stands before the name."""
    name = "قسم الطرق"
    assert in_a_sentence(name) == f"\u2068{name}\u2069"
    assert in_a_sentence("Streets & lights") == "Streets & lights"
    late = {"variant": "breached"}
    there = [reading("tickets.open", 2, department=name), reading("tickets.emergency", 2, department=name, **late)]
    said = listed(reading("tickets.emergency", 2), reading("tickets.emergency", 2, **late), *there)
    assert f"2 emergencies past the promise: \u2068{name}\u2069" in said
