"""What one language more costs: a board that is looked at in another language than its own is one view more at each tick,
diffed and serialised once for all screens that speak it. Nothing is added for a screen: it gets the same bytes as before.

The built-in wall over a hand-made morning, whose clock goes on by a second and a figure with it.

Run: python -m tests.bench.bench_languages
"""

from __future__ import annotations

from dataclasses import replace
from statistics import median
from time import perf_counter, thread_time

from layouts.live.frames import Tick
from layouts.wall.boards import Memory, view
from tests.layouts.snapshots import morning, settings
from wallboard.languages import choosing, language, speak
from wallboard.model import SECOND, Scope, Snapshot

WARM, TICKS, SCREENS = 30, 300, (1, 10, 100, 1_000)


def at(tick: int) -> Snapshot:
    """The morning, so many seconds later; callers come and go."""
    first = morning()
    now = first.get("calls.waiting", Scope("main"))
    assert now is not None
    moved = now._replace(value=float(10 + tick % 9))
    return replace(first, as_of=first.as_of + tick * SECOND, readings={**first.readings, moved.key: moved})


def milliseconds(tag: str, snapshots: list[Snapshot]) -> list[float]:
    """Processor time of each tick in a language: view, difference and bytes."""
    shown, memory, before, spent = settings(), Memory(), None, []
    with speak(language(tag)):
        for nth, snapshot in enumerate(snapshots):
            start = thread_time()
            drawn = dict(view("wall", shown, snapshot, memory))
            before = Tick("wall", "epoch", nth + 1, "v1", snapshot.as_of, drawn, before, snapshot.as_of)
            spent.append((thread_time() - start) * 1e3)
    return spent[WARM:]


def main() -> None:
    snapshots = [at(tick) for tick in range(WARM + TICKS)]
    costs = {tag: median(milliseconds(tag, snapshots)) for tag in ("en", "fr", "es", "fr-CA")}
    print(f"one tick of the wall; processor ms, medians of {TICKS}")
    for tag, cost in costs.items():
        print(f"  {tag:<8}{cost:>8.2f}   {cost / costs['en']:.2f} times English")
    print("one language more, for each screen-update of it; microseconds")
    for screens in SCREENS:
        print(f"  {screens:>6,} screens {costs['fr'] * 1e3 / screens:>10.1f}")
    choosing.language.cache_clear()
    start = perf_counter()
    language("fr")
    print(f"a catalogue is read once, when its language is first spoken: {(perf_counter() - start) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
