"""How long signing in takes for names that exist and for names that do not, with real argon2.

    python -m tests.bench.bench_sign_in [samples]

Prints medians of the time on the clock and of processor time, and how far apart they are beside how far the two halves
of one kind are apart by chance. The kinds take turns, so that a busy machine slows all of them. The tests assert the
same number of argon2 computations instead.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.access_house import PASSWORD, START, Hand, settings
from wallboard.access.access import Access
from wallboard.access.refused import Refused
from wallboard.model import MINUTE
from wallboard.model.roles import Role


def main(samples: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        clock = Hand(START)
        access = Access(settings(Path(folder)), clock)
        for name in ("known", "gone"):
            person, code = access.people.add(name, name.title(), Role.VIEWER, by=None)
            access.entering.by_code(name, code.text, PASSWORD, address="192.0.2.1")
            if name == "gone":
                access.people.disable(person.id, by=None)
        access.people.add("invited", "Invited", Role.VIEWER, by=None)
        kinds = {
            "known name, wrong password": ("known", "x" * 20),
            "unknown name": ("nobody", "x" * 20),
            "disabled, right password": ("gone", PASSWORD),
            "invited, no password yet": ("invited", "x" * 20),
        }
        took: dict[str, list[tuple[float, float]]] = {kind: [] for kind in kinds}
        _try(access, "nobody", "x" * 20)  # makes what unknown names are checked against
        for _ in range(samples):
            for kind in random.sample(list(kinds), len(kinds)):
                clock.on(2 * MINUTE)  # nobody is held up
                took[kind].append(_try(access, *kinds[kind]))
        access.close()
    for number, what in enumerate(("clock", "processor")):
        known = [each[number] for each in took["known name, wrong password"]]
        for kind, times in took.items():
            middle = median(each[number] for each in times)
            print(f"{what:9}  {kind:26}  {middle * 1000:7.2f} ms  {middle / median(known) - 1:+7.2%} to a known name")
        by_chance = abs(median(known[::2]) / median(known[1::2]) - 1)
        print(f"{what:9}  the two halves of a known name's {len(known)} samples are {by_chance:.2%} apart by chance")


def _try(access: Access, name: str, password: str) -> tuple[float, float]:
    begun, spent = time.perf_counter(), time.process_time()
    try:
        access.entering.by_password(name, password, address="192.0.2.1")
    except Refused:
        return time.perf_counter() - begun, time.process_time() - spent
    raise AssertionError("somebody came in who must not")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
