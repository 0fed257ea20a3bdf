"""The demo city as a process of its own, as a phone system and a ticket system are: it writes, the wall reads.

The parent starts it, shows how far its history is, and ends it; it ends by itself when the parent is gone.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from queue import Queue

from wallboard.clock import Clock, shifted, system_clock
from wallboard.mendable import Mendable
from wallboard.model import SECOND, Micros
from wallboard.simulate.demo import WEEKS, Demo
from wallboard.simulate.old_city import OldCity
from wallboard.simulate.storm import Kind, Trouble, a_storm
from wallboard.simulate.troubles import Tell, befall
from wallboard.simulate.years import Years

SETTINGS = Path(__file__).with_name("demo.toml")
WRITTEN = "wallboard.toml"
MARK = "# Written anew by each start of the demo"
STORM = "storm"
_BEFORE = "poll_every = 60\nsilent_after_s = 3e9\n"  # nothing new is to come of phones that are no more
_DONE = "live"
_STOP_WITHIN_S = 5


class DemoFailed(Mendable, RuntimeError):
    """The demo city's process ended before its history was there."""


def write_settings(folder: Path, server: Mapping[str, str | int], sign_in: bool, years: Years | None = None) -> Path:
    """Writes the city's settings as one file of the usual kind, so that every command can be used on it. With `years` the
    phones of before are a source beside those of now."""
    folder = folder.resolve()
    text = SETTINGS.read_text(encoding="utf-8")
    if years is not None:
        text = _with_years(text, years)
    for source in ("phones", "phones_before", "requests"):
        header = f"[sources.{source}]\n"
        text = text.replace(header, f"{header}url = {json.dumps(_address(folder, source))}\n")
    text = text.replace("demo = true\n", f"demo = true\nledger = {json.dumps(_address(folder, 'wallboard'))}\n")
    access: dict[str, str | int] = {
        "sign_in": sign_in,
        "database": _address(folder, "access"),
        "keys_file": str(folder / "access.keys"),
    }
    tables = _table("server", server) + _table("access", access)
    written = folder / WRITTEN
    folder.mkdir(parents=True, exist_ok=True)
    written.write_text(f"{MARK}; copy it to change it.\n{text}{tables}", "utf-8")
    return written


def _with_years(text: str, years: Years) -> str:
    begins, rest = text.index("[sources.phones]\n"), text.index("[sources.requests]\n")
    before = text[begins:rest].replace("[sources.phones]", "[sources.phones_before]")
    before = before.replace("poll_every = 1\nlate_after_s = 10\n", f"{_BEFORE}first_days = {years.days + 1}\n")
    requests = text[rest:].replace(f"first_days = {WEEKS * 7}\n", f"first_days = {years.days}\n")
    return text[:rest] + before + requests


def _address(folder: Path, name: str) -> str:
    return f"sqlite:///{folder / name}.db"


def _table(name: str, values: Mapping[str, str | int]) -> str:
    """JSON writes numbers, truths and texts as TOML does."""
    return f"\n[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


@contextmanager
def started(
    folder: Path,
    start: Micros | None,
    on_progress: Callable[[float], None],
    held: int,
    storm: Tell | None = None,
    years: Years | None = None,
) -> Iterator[Clock]:
    """A living demo city, and the clock by which it lives: from `start` on as soon as its history is there, or the
    machine's own. It keeps the descriptor `held` open for as long as it writes. With `storm` one breaks out as it begins to
    live, and `storm` is told of it, on a thread of its own. With `years` they are its history."""
    folder = folder.resolve()
    words = [str(folder), "" if start is None else str(start), STORM if storm else "", *map(str, years or ())]
    command = [sys.executable, "-m", __name__, *words]
    root = Path(__file__).parents[2]
    # A session of its own: Ctrl-C is for the wall, which then ends the city in order.
    process = subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=root,
        start_new_session=True,
        pass_fds=[held],
    )
    hearing: threading.Thread | None = None
    try:
        _await_history(process, on_progress)
        clock = system_clock if start is None else shifted(start)
        _set(process, clock)
        hearing = threading.Thread(target=_hear, args=(process, storm or _tell_nobody), daemon=True)
        hearing.start()
        yield clock
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if hearing is not None:
            hearing.join(_STOP_WITHIN_S)
        if process.stdout:
            process.stdout.close()


def _set(process: subprocess.Popen[str], clock: Clock) -> None:
    """Tells the city what time it is."""
    if process.stdin:
        process.stdin.write(f"{clock() - system_clock()}\n")
        process.stdin.flush()


def _await_history(city: subprocess.Popen[str], on_progress: Callable[[float], None]) -> None:
    for line in city.stdout or ():
        if line.strip() == _DONE:
            return
        on_progress(float(line))
    raise DemoFailed("the demo city stopped while simulating its history; what it said is above")


def _tell_nobody(trouble: Trouble, begins: bool) -> None:
    """There is no storm."""


def _hear(city: subprocess.Popen[str], storm: Tell) -> None:
    """What the living city tells of its troubles."""
    for line in city.stdout or ():
        kind, at, lasts_s, queue, begins = json.loads(line)
        storm(Trouble(Kind(kind), at, lasts_s, queue), begins)


def main(folder: str, start: str, play: str, *years: str) -> None:
    """Fill the history, telling how far it is, then live by the clock that the parent tells until it closes our
    standard input, perhaps through a storm that is told as it goes."""
    stop = threading.Event()
    signals: Queue[int] = Queue()
    threading.Thread(target=_listen, args=(signals, stop), daemon=True).start()
    demo = _city(Path(folder), (lambda: int(start)) if start else system_clock, tuple(map(date.fromisoformat, years)))
    with closing(demo):
        demo.fill(lambda share: _say(f"{share:.4f}"), stop)
        _say(_DONE)
        if not stop.is_set():
            demo.clock = shifted(system_clock() + signals.get())
            if play == STORM:
                begins = -(-demo.clock() // SECOND) * SECOND  # whole seconds, for people who read when
                befall(demo, a_storm(begins), lambda *told: _say(json.dumps([*told[0], told[1]])))
            demo.live(stop)


def _city(folder: Path, clock: Clock, years: tuple[date, ...]) -> Demo:
    return OldCity(folder, clock, Years(*years), WEEKS) if years else Demo(folder, clock, WEEKS)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _listen(signals: Queue[int], stop: threading.Event) -> None:
    for line in sys.stdin:
        signals.put(int(line))
    stop.set()
    signals.put(0)  # nobody waits for a parent that is gone


if __name__ == "__main__":
    main(*sys.argv[1:])
