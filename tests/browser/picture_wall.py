"""Walls with hand-made figures, one board for each state that a wall can be in: `python picture_wall.py PORT`."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layouts.live.stream import Hub, Showing
from layouts.pages import today
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import build_app
from layouts.wall import boards
from layouts.web.probes import Probes
from tests.browser.spoken_walls import SPOKEN, speak_them_all
from tests.every_tile import COLUMNS, with_every_tile
from tests.layouts import snapshots
from tests.layouts.histories import FixedHistory
from tests.layouts.opened import services
from tests.layouts.serving import serve
from wallboard.languages import language, speak
from wallboard.model import MINUTE, SECOND, Snapshot
from wallboard.model.remit import EVERYTHING
from wallboard.settings import Server, Settings

SAID = ("data", "other-tiles", "far", "departments")  # in every language
SCENES: Mapping[str, Callable[[], Snapshot]] = {
    "data": snapshots.morning,
    "before-first-call": snapshots.before_first_call,
    "closed": snapshots.closed,
    "dead-source": snapshots.dead_phones,
    "nothing-yet": snapshots.empty,
    "first-read": snapshots.first_read,
    "crowded": snapshots.crowded,
    "hostile": snapshots.hostile,
    "other-tiles": snapshots.morning,
    "close-up": snapshots.morning,
    "named": snapshots.named,
    "far": snapshots.morning,
    "departments": snapshots.morning,
    "six-metres": snapshots.morning,
    "ten-metres": snapshots.morning,
    "light": snapshots.morning,
    "contrast": snapshots.morning,
    "past": snapshots.morning,
    "round": snapshots.before_first_call,
    "held-round": snapshots.morning,
    "ringing": snapshots.before_first_call,
    **{f"{board}-{tag}": snapshots.morning for tag in SPOKEN for board in SAID},
}
OTHER = {
    "columns": COLUMNS,
    "rows": with_every_tile(
        [
            ["agents:2", "calls_today:2", "longest_wait:2"],
            ["promises_kept:2", "oldest_open:2", "needs_attention:2"],
            ["sources:3", "queues:3"],
        ],
        elsewhere=[tile for row in boards.default_board(snapshots.settings()).rows for tile in row],
    ),
}

_ROUND: dict[str, object] = {"boards": [["data", 5], ["light", 5], ["far", 5]]}
# this wall stands for as long as its tests take: its alarm stops the second round however old it is by then
ROUNDS = {"round": _ROUND, "held-round": _ROUND | {"alarm_holds_s": 86_400}}
RINGS = 12  # ticks
NAMED = {"agent_names": True, "rows": [["agents:2", "waiting_now", "calls_today"], ["queues:4"]], "heights": [58, 34]}


def scene_settings() -> Settings:
    wall = boards.default_board(snapshots.settings()).model_dump()
    declared = dict.fromkeys((name for name in SCENES if name not in ROUNDS), wall) | {
        "other-tiles": OTHER,
        "close-up": wall | {"viewing_distance_m": 3},
    }
    declared["named"] = NAMED
    declared["ringing"] = wall | {"sound": True}
    declared["far"] = boards.far_board().model_dump()
    declared["departments"] = boards.departments_board().model_dump()
    declared["six-metres"] = wall | {"viewing_distance_m": 6}
    declared["ten-metres"] = wall | {"viewing_distance_m": 10}
    declared |= {theme: wall | {"theme": theme} for theme in ("light", "contrast")}
    for tag in SPOKEN:
        declared |= {f"{board}-{tag}": declared[board] | {"language": tag} for board in SAID}
    return snapshots.settings(boards=declared, rotations=ROUNDS)


def publish_for_ever(hub: Hub, settings: Settings) -> None:
    """What somebody looks at, every second, and at once when somebody comes: all of these walls would keep a machine busy
    for as long as its tests take."""
    memories = {name: boards.Memory() for name in SCENES}
    shown = {name: make() for name, make in SCENES.items()}
    began, there = time.monotonic(), boards.hung(settings)
    while True:
        came, tick = hub.membership, int(time.monotonic() - began)
        for name in {showing.name for showing in hub.showings()} & shown.keys():
            snapshot = shown[name]
            with speak(language(there[name].language)):
                now = snapshot.as_of + tick * SECOND
                of = replace(snapshot, as_of=now) if name in ROUNDS else snapshot
                if name == "ringing":  # from calm to alarms, again and again: each time ten minutes later
                    now = snapshot.as_of + tick * SECOND + tick // RINGS * 10 * MINUTE
                    of = replace(snapshots.morning() if tick % RINGS >= RINGS // 2 else snapshot, as_of=now)
                view = boards.view(name, settings, of, memories[name], past=name == "past")
            hub.publish(Showing(name, EVERYTHING), view, now, kept=False)
        while hub.membership == came and int(time.monotonic() - began) == tick:
            time.sleep(0.05)


if __name__ == "__main__":
    scratch = tempfile.TemporaryDirectory()
    speak_them_all(Path(scratch.name))
    settings, hub = scene_settings(), Hub("pictures")
    app = build_app(
        settings,
        Boards(list(SCENES), lambda name: boards.layout(name, settings)),
        hub,
        "pictures",
        Probes(lambda: (True, "ready"), lambda: b""),
        desk=Desk([today.PAGE], services(FixedHistory(settings))),
    )
    threading.Thread(target=publish_for_ever, args=(hub, settings), daemon=True).start()
    serve(app, Server(port=int(sys.argv[1])))
