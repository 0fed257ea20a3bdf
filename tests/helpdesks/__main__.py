"""`python -m tests.helpdesks SYSTEM FOLDER` plays a recording into a real server, polls after every action, and prints how our
requests compare with what the helpdesk said of itself, and what our questions cost its database; ends with 1 where something differs that is not explained."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.helpdesks.playing import follow_recording
from tests.helpdesks.reads import read_per_change
from tests.helpdesks.systems import SYSTEMS


def main(name: str, folder: str) -> int:
    system, begun = SYSTEMS[name], monotonic()
    with system.server() as server, tempfile.TemporaryDirectory() as beside:
        compared = follow_recording(system, Path(folder), server, Path(beside))
        read, changed = read_per_change(system, Path(folder), server)
    took = f"{monotonic() - begun:.0f} s"
    print(f"{name}: {compared.facts:,} facts at {compared.instants} instants, {compared.polls:,} polls, {took}")
    for reason, count in compared.explained.items():
        print(f"  {count} differ, explained: {reason}")
    print(f"  {len(compared.differing)} differ otherwise")
    for text in compared.differing[:50]:
        print(f"    {text[:300]}")
    print(f"  {read:,} rows read on the source for {changed:,} rows changed: {read / changed:.2f} each")
    return 1 if compared.differing else 0


if __name__ == "__main__":
    match sys.argv[1:]:
        case [name, folder] if name in SYSTEMS and Path(folder).is_dir():
            sys.exit(main(name, folder))
        case _:
            sys.exit(
                f"usage: python -m tests.helpdesks SYSTEM FOLDER; systems: {', '.join(SYSTEMS)}; FOLDER: a recording"
            )
