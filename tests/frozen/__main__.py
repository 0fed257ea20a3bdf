"""Freezes and compares; ends with 1 where a reading is not as it was."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

import tests.frozen
from tests.frozen import frozen_file
from tests.frozen.comparing import compare, freeze
from tests.frozen.inputs import INPUTS
from tests.frozen.laying import DATA
from tests.frozen.ledger_file import write_ledger

SET = DATA / "frozen"
SHOWN = 40  # differences of one input


def make(folder: Path) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    for name in INPUTS:
        began, frozen = perf_counter(), freeze(name)
        file = frozen_file.write(frozen, folder)
        print(
            f"{name:<15} {len(frozen.questions):>3} instants {frozen.count():>8,} readings {file.stat().st_size:>10,} bytes"
            f" {perf_counter() - began:>6.1f} s",
            flush=True,
        )
    return True


def tell(folder: Path, names: list[str]) -> bool:
    """Prints how each input compares. False where one is not as before."""
    good = True
    for name in names or INPUTS:
        began, compared = perf_counter(), compare(frozen_file.read(folder / f"{name}.json.gz"))
        good &= compared.as_before
        print(
            f"{name:<15} {compared.equal:>8,} equal {len(compared.differences):>6,} differ {compared.new:>6,} new"
            f" {perf_counter() - began:>6.1f} s",
            flush=True,
        )
        for difference in compared.differences[:SHOWN]:
            print(f"    {difference}")
        if len(compared.differences) > SHOWN:
            print(f"    and {len(compared.differences) - SHOWN:,} more")
    return good


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        "python -m tests.frozen", description=tests.frozen.__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="write a new set into a folder")
    making.add_argument("folder", type=Path)
    comparing = commands.add_parser("compare", help="ask again and tell what is not as it was")
    comparing.add_argument("inputs", nargs="*", metavar="INPUT", help=", ".join(INPUTS))
    comparing.add_argument("--set", type=Path, default=SET, help="the folder of the set")
    ledger = commands.add_parser("ledger", help="write a ledger file as this tree writes it")
    ledger.add_argument("file", type=Path)
    told = parser.parse_args(words)
    if told.command == "make":
        return 0 if make(told.folder) else 1
    if told.command == "ledger":
        return 0 if write_ledger(told.file) else 1
    return 0 if tell(told.set, told.inputs) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
