"""The live page's stream: what each row says, what stands above, and what is said where nobody can know."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from layouts.page import StreamContext
from layouts.page.live_grid import ROW
from layouts.page.moment import Moment
from layouts.pages import live
from layouts.wall.props import View
from tests.layouts import snapshots
from tests.layouts.opened import services
from tests.layouts.snapshots import HOSTILE, NOW, reading
from wallboard.judging.tone import ALARM, CATCHING_UP, LOST, SILENT
from wallboard.languages import language, speak
from wallboard.model import MINUTE, SECOND, CalledBefore, Scope, Snapshot, State, VisitKey, readings_by_key
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised
from wallboard.model.floor import AgentDay, AgentNow, CallerNow, Floor
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Settings

TALKING = AgentNow("main", "Ann", "on_call", NOW - MINUTE, ("roads", "water"), "", AgentDay(7, 1800.4, None, None))
PAUSED = AgentNow("main", "Bob", "paused", NOW - 20 * MINUTE, ("tax",), "Lunch", AgentDay(3, 600, 45, 900))
FLOOR = Floor(
    (TALKING, PAUSED),
    (
        CallerNow("main", VisitKey("pbx", "c2", "roads", 0), NOW - 2 * MINUTE, 1, CalledBefore(1, 4)),
        CallerNow("main", VisitKey("pbx", "c1", "roads", 0), NOW - MINUTE, 2),
    ),
)


class FloorReader:
    remit = EVERYTHING

    def __init__(self, snapshot: Snapshot, settings: Settings, floor: Floor, names: bool) -> None:
        self.taken, self.settings, self.names = snapshot, settings, names
        self._floor = floor if names else replace(floor, agents=())

    def floor(self) -> tuple[Snapshot, Floor]:
        return self.taken, self._floor


def streamed(snapshot: Snapshot | None = None, floor: Floor = FLOOR, names: bool = True, **changed: Any) -> View:
    settings = snapshots.settings(pauses={"lunch": 900}, **changed)
    reader = FloorReader(snapshot or snapshots.morning(), settings, floor, names)
    return live.stream(StreamContext({}, Moment(reader), services()))  # type: ignore[arg-type]


def rows(view: View, grid: str) -> dict[str, Any]:
    head = f"{ROW}{grid}:"
    return {id.removeprefix(head): cells for id, cells in view.items() if id.startswith(head)}


def with_phones(**facts: Any) -> Snapshot:
    return snapshots.morning(health=(snapshots.health("phones", "calls", **facts),))


def test_the_queue_in_trouble_is_named_above_with_the_reason_and_is_first() -> None:
    view = streamed()
    assert view["live-first"] == {"text": "Streets & lights needs agents: 9 waiting, 0 free, 3 paused", "state": ALARM}
    roads = rows(view, "queues")["main/roads"]
    assert (roads["help"], roads["waiting"], roads["state"][1:]) == (1, (9, "9", ALARM), ("act", ALARM))
    assert roads["longest"] == (NOW - 167 * SECOND) // 1000
    assert roads["why"] == view["live-first"]["text"]
    assert roads["first"] == "/visit/pbx/c2/roads/0"
    assert rows(view, "queues")["main/tax"]["first"] is None
    assert sorted(row["help"] for row in rows(view, "queues").values()) == [1, 2, 3, 4, 5, 6]


def test_a_day_that_is_lost_is_told_apart_from_trouble_that_can_be_steered() -> None:
    calm = [
        reading("calls.waiting", 0, queue="tax"),
        reading("calls.longest_wait_s", None, queue="tax"),
        reading("calls.service_level", 0.9, "30m", "offered", queue="tax", n=25),
        reading("calls.asa_s", 12, "30m", queue="tax", n=25),
        reading("calls.offered", 10, "rest_of_day", "usual", queue="tax"),
    ]
    morning = snapshots.morning()
    view = streamed(replace(morning, readings={**morning.readings, **readings_by_key(calm)}))
    assert view["live-lost"] == {
        "text": "Lost today already, nothing to steer now: Property tax 76\u202f%",
        "hide": False,
    }
    assert rows(view, "queues")["main/tax"]["today"][1] == "76\u202f%, lost"
    assert rows(view, "queues")["main/tax"]["lost"] is True
    assert rows(view, "queues")["main/roads"]["lost"] is False


def test_an_agents_row_tells_what_is_known_and_nothing_of_what_is_not() -> None:
    told = rows(streamed(), "agents")
    assert told["main/Ann"] == {
        "agent": "Ann", "state": "on_call", "calls": 7, "since": (NOW - MINUTE) // 1000, "reason": "", "allowed": "",
        "queues": "Streets & lights, Water", "in": ["main/roads", "main/water"], "talk": 1800, "wrap": None, "idle": None,
        "site_key": "main",
    }  # fmt: skip
    bob = told["main/Bob"]
    assert (bob["reason"], bob["allowed"], bob["wrap"], bob["idle"]) == ("Lunch", 900, 45, 900)


def test_callers_stand_in_their_queue_at_their_place() -> None:
    told = rows(streamed(), "callers")
    assert [(row["queue"], row["position"]) for row in told.values()] == [
        ("Streets & lights", 1),
        ("Streets & lights", 2),
    ]
    first, second = told["main/pbx/c2/roads/0"], told["main/pbx/c1/roads/0"]
    assert first["since"] == (NOW - 2 * MINUTE) // 1000
    assert [(row["hour"], row["day"]) for row in (first, second)] == [(1, 4), (None, None)]


def test_call_backs_owed_are_told_with_their_queue_and_nothing_where_nobody_can_know() -> None:
    owed = [
        reading("calls.callbacks_owed", 3, queue="roads"),
        reading("calls.callback_age_s", 600, queue="roads", since=NOW - 10 * MINUTE),
    ]
    told = rows(streamed(snapshots.morning(*owed)), "queues")
    assert (told["main/roads"]["owed"], told["main/roads"]["owed_since"]) == (3, (NOW - 10 * MINUTE) // 1000)
    assert (told["main/tax"]["owed"], told["main/tax"]["owed_since"]) == (None, None)


def test_without_the_right_to_names_no_agent_is_told_and_the_page_says_why() -> None:
    view = streamed(names=False)
    assert rows(view, "agents") == {}
    assert view["agents-note"]["text"] == "Agents are shown by name, to those who may see them by name."
    assert "Ann" not in repr(view)


def test_the_view_is_the_same_a_moment_later_but_for_what_changed() -> None:
    """Times count in the browser: else every row would travel twice a second."""
    before, after = (
        streamed(snapshots.morning(), Floor((agent, PAUSED), FLOOR.callers))
        for agent in (TALKING, TALKING._replace(day=TALKING.day._replace(calls=8)))
    )
    changed = {id for id in after if after[id] != before[id]}
    assert changed == {f"{ROW}agents:main/Ann"}


@pytest.mark.parametrize(
    ("facts", "tone", "said"),
    [
        ({"state": State.LOST}, LOST, "lost since 09:58"),
        ({"state": State.SILENT}, SILENT, "silent since 09:58"),
        ({"catching_up": 0.42}, CATCHING_UP, "reading history, 42\u202f%"),
    ],
)
def test_a_phone_system_that_tells_nothing_new_is_told_with_its_site(facts: Any, tone: str, said: str) -> None:
    view = streamed(with_phones(**facts))
    assert view["live-site-main"] == {"text": said, "hide": False, "state": tone}
    site = rows(view, "floor")["main"]
    assert site["tone"] == tone
    assert (site["still"] is not None) == (tone in (LOST, SILENT)), "times stand still where nothing is told any more"
    first = "Whether a queue needs help is not known everywhere."
    if tone != CATCHING_UP:
        first = f"phones {'lost since 09:58: figures stand still' if tone == LOST else 'answers but has told nothing new since 09:58'}"
    assert view["live-first"]["text"] == first
    assert bool(rows(view, "agents")) == (tone != CATCHING_UP)
    if tone == CATCHING_UP:
        assert view["callers-note"]["text"] == "Whether anybody waits is not known just now."
        assert view["agents-note"]["text"] == "Who is on duty is not known just now."


def test_nobody_waiting_is_said() -> None:
    view = streamed(floor=Floor())
    assert (view["callers-note"]["text"], view["agents-note"]["text"]) == (
        "Nobody waits.",
        "Nobody is known to be on duty.",
    )
    assert streamed()["callers-note"] == {"text": "", "hide": True}


def test_at_night_the_page_says_when_it_opens_and_nothing_is_judged() -> None:
    view = streamed(snapshots.closed(), Floor())
    assert str(view["live-site-main"]["text"]).startswith("closed until")
    assert view["live-first"]["text"] == "No queue needs help."


def test_every_text_comes_in_the_language_of_whoever_looks() -> None:
    with speak(language("fr")):
        view = streamed(floor=Floor())
        assert view["callers-note"]["text"] == "Personne n’attend."


def test_hostile_names_are_texts() -> None:
    agents = tuple(TALKING._replace(agent=name) for name in HOSTILE)
    told = rows(streamed(floor=Floor(agents)), "agents")
    assert [row["agent"] for row in told.values()] == list(HOSTILE)


def on(kind: AlertKind, number: int = 1, taken: bool = False, subject: str = "", queue: str = "") -> Alert:
    raised = Raised(AlertKey(kind.value, Scope("main", queue=queue), subject), kind, "alarm", NOW, NOW, 3, 900)
    return Alert(number, raised, NOW if taken else None)


def alerts(*on_now: Alert, names: bool = True) -> list[str]:
    """What the lines say that are shown."""
    view = streamed(replace(snapshots.morning(), alerts=on_now), names=names)
    shown = [id for id in view if id.startswith("live-alerts") and id.endswith("-line") and not view[id]["hide"]]
    return [str(view[id.removesuffix("-line")]["text"]) for id in shown]


def test_alerts_that_are_on_stand_above_those_that_nobody_is_on_first() -> None:
    paused = on(AlertKind.OVERLONG_PAUSE, 1, taken=True, subject="Bob")
    alone = on(AlertKind.UNSTAFFED, 2, queue="roads")
    assert alerts(paused, alone) == [
        "Streets & lights: 3 callers wait, and nobody is logged in",
        "Bob has paused for longer than 15:00 (somebody is on it)",
    ]
    assert alerts(paused, names=False) == ["Somebody has paused for longer than 15:00 (somebody is on it)"]
    assert alerts() == []


def test_of_many_alerts_the_rest_is_counted() -> None:
    many = [on(AlertKind.UNSTAFFED, number, queue=f"q{number}") for number in range(7)]
    assert alerts(*many)[4:] == ["3 more alerts"]
