"""Prints the fault matrix; ends with 1 where a fault is not held."""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import tempfile
from pathlib import Path

from tests.faults import matrix
from tests.faults.matrix import Outcome
from wallboard import log


def areas() -> list[str]:
    return sorted(each.name for each in pkgutil.iter_modules(matrix.__path__) if not each.name.startswith("_"))


def said(outcome: Outcome) -> str:
    """What the wall claimed, in the order in which it came to it, with the seconds that each lasted."""
    runs: list[tuple[str, int]] = []
    for second in outcome.seconds:
        if runs and runs[-1][0] == second.claims:
            runs[-1] = second.claims, runs[-1][1] + 1
        else:
            runs.append((second.claims, 1))
    return " > ".join(f"{claims} {count}" for claims, count in runs)


def main() -> int:
    parser = argparse.ArgumentParser(description=matrix.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("areas", nargs="*", metavar="AREA", help=", ".join(areas()))
    parser.add_argument("--trace", action="store_true", help="print each second")
    arguments = parser.parse_args()
    log.set_up("ERROR")
    print(
        f"{'fault':<58} {'looks':>6} {'oldest live':>12} {'lost':>5} {'doubled':>8}  holds  what the wall said (looks), told"
    )
    held = True
    for area in arguments.areas or areas():
        faults = importlib.import_module(f"tests.faults.matrix.{area}").FAULTS
        for words, fault in faults.items():
            with tempfile.TemporaryDirectory(prefix="wallboard-fault-") as folder:
                outcome: Outcome = fault(Path(folder))
            held &= outcome.holds
            print(
                f"{words:<58} {len(outcome.seconds):>6} {outcome.oldest_live_s:>10.1f} s {outcome.lost:>5} {outcome.doubled:>8}"
                f"  {'yes' if outcome.holds else 'NO':<5}  {said(outcome)}{'; ' + outcome.told if outcome.told else ''}",
                flush=True,
            )
            if arguments.trace:
                for second in outcome.seconds:
                    print(f"    {second.at_s:>8.1f} s  {second.claims:<10} age {second.age_s:>8.1f} s  {second.shown}")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
