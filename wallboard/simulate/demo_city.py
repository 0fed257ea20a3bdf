"""The demo city as a process of its own, as a phone system and a ticket system are: it writes, the wall reads.

The parent starts it, shows how far its history is, and ends it; it ends by itself when the parent is gone.
"""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wallboard.clock import Clock, shifted, system_clock
from wallboard.simulate.demo import WEEKS, Demo

SETTINGS = Path(__file__).with_name("demo.toml")
_DONE = "live"
_STOP_WITHIN_S = 5


class DemoFailed(RuntimeError):
    """The demo city's process ended before its history was there."""


@contextmanager
def started(folder: Path, clock: Clock, on_progress: Callable[[float], None]) -> Iterator[Mapping[str, str]]:
    """A living demo city; gives the environment that points the settings at its databases."""
    folder = folder.resolve()
    command = [sys.executable, "-m", __name__, str(folder), str(clock() - system_clock())]
    root = Path(__file__).parents[2]
    # A session of its own: Ctrl-C is for the wall, which then ends the city in order.
    city = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root, start_new_session=True
    )
    try:
        _await_history(city, on_progress)
        yield {
            "WALLBOARD_LEDGER": f"sqlite:///{folder / 'wallboard.db'}",
            "WALLBOARD_SOURCES__PHONES__URL": f"sqlite:///{folder / 'phones.db'}",
            "WALLBOARD_SOURCES__REQUESTS__URL": f"sqlite:///{folder / 'requests.db'}",
        }
    finally:
        if city.stdin:
            city.stdin.close()
        try:
            city.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            city.kill()
            city.wait()


def _await_history(city: subprocess.Popen[str], on_progress: Callable[[float], None]) -> None:
    for line in city.stdout or ():
        if line.strip() == _DONE:
            return
        on_progress(float(line))
    raise DemoFailed("the demo city stopped while simulating its history; what it said is above")


def main(folder: str, ahead: str) -> None:
    """Fill the history, telling how far it is, then live until the parent closes our standard input."""
    stop = threading.Event()
    demo = Demo(Path(folder), shifted(system_clock() + int(ahead)), WEEKS)
    demo.fill(lambda share: _say(f"{share:.4f}"))
    _say(_DONE)
    threading.Thread(target=_until_alone, args=(stop,), daemon=True).start()
    demo.live(stop)
    demo.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _until_alone(stop: threading.Event) -> None:
    sys.stdin.read()
    stop.set()


if __name__ == "__main__":
    main(*sys.argv[1:])
