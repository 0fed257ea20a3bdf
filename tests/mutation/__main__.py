"""Puts each fault into a copy of the tree and runs the tests: those named with the fault, then with --wide all fast ones.

Ends with 1 where a fault is not applicable any more, or its tests cannot be run. What survived is told, and no error.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from tests.mutation.fault import Fault, NotApplicable, code, faults

ROOT = Path(__file__).parents[2]
CAUGHT, SURVIVED, NOT_APPLICABLE, NOT_RUN = "caught", "SURVIVED", "not applicable", "not run"
# those that need no server, slow ones too; the faults' own tests would notice every fault
NOT_FAST = ("tests/bench", "tests/browser", "tests/faults", "tests/integration", "tests/mutation")
WIDE = ("-n", "2", "--dist", "loadfile", *(f"--ignore={folder}" for folder in NOT_FAST))
AT_MOST_S = 900.0  # for one run: a fault may make the code wait for ever
# Whether an example fails is all that is asked, so that no smaller one is sought, for minutes; and each run has the same.
_EXAMPLES = """
from hypothesis import Phase, settings
settings.register_profile("mutation", phases=[Phase.explicit, Phase.generate], derandomize=True)
settings.load_profile("mutation")
"""
_FAILED = re.compile(r"^(?:FAILED|ERROR) (tests/.+?)(?: - .*)?$", re.MULTILINE)
_PASSED, _FAILURES, _INTERRUPTED = 0, 1, 2  # exit codes of pytest


class NotRun(Exception):
    """Pytest itself came to nothing: the tests that are named do not exist, or there are none in them."""


class Verdict(NamedTuple):
    """What became of one fault, and by what: the first test that failed, or why there was none to run."""

    verdict: str
    by: str = ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="part of a fault's name; all faults when left out")
    parser.add_argument("--list", action="store_true", help="say what the faults are, and run nothing")
    parser.add_argument("--wide", action="store_true", help="where the named tests pass, run all fast tests")
    parser.add_argument("--control", action="store_true", help="run the tests without any fault: they must pass")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # so that nothing is left behind
    chosen = _chosen(arguments.names)
    if arguments.list:
        for fault in chosen:
            print(f"{fault.room:<16} {fault.name}: {fault.breaks}")
        return 0
    return _control(chosen, arguments.wide) if arguments.control else _all(chosen, arguments.wide)


def _chosen(names: Sequence[str]) -> list[Fault]:
    every = faults()
    chosen = [fault for fault in every if not names or any(name in fault.name for name in names)]
    missing = [name for name in names if not any(name in fault.name for fault in every)]
    if missing:
        raise SystemExit(f'there is no fault "{missing[0]}"; --list names them')
    return chosen


def _all(chosen: Sequence[Fault], wide: bool) -> int:
    verdicts: Counter[str] = Counter()
    began = monotonic()
    for fault in chosen:
        start = monotonic()
        verdict, by = _verdict(fault, wide)
        verdicts[verdict] += 1
        print(f"{verdict:<14} {fault.room:<16} {fault.name:<52} {monotonic() - start:>5.0f} s  {by}", flush=True)
    others = "".join(f", {count} {verdict.lower()}" for verdict, count in sorted(verdicts.items()) if verdict != CAUGHT)
    print(f"{verdicts[CAUGHT]} of {len(chosen)} faults caught{others}, in {(monotonic() - began) / 60:.0f} min")
    return 1 if verdicts[NOT_APPLICABLE] or verdicts[NOT_RUN] else 0


def _verdict(fault: Fault, wide: bool) -> Verdict:
    try:
        with _copied() as tree:
            place = fault.place(code(tree))
            file = tree / place
            file.write_text(fault.put_in(file.read_text(encoding="utf-8")), encoding="utf-8")
            first = _first_failed(tree, fault.tests) or (_first_failed(tree, WIDE) if wide else "")
    except NotApplicable as error:
        return Verdict(NOT_APPLICABLE, str(error))
    except NotRun as error:
        return Verdict(NOT_RUN, str(error))
    return Verdict(CAUGHT, first) if first else Verdict(SURVIVED, f"in {place}")


def _control(chosen: Sequence[Fault], wide: bool) -> int:
    """The same tests in a copy without any fault: else a test that fails in every copy would pass for one that notices."""
    paths = sorted({path for fault in chosen for path in fault.tests})
    with _copied() as tree:
        first = _first_failed(tree, paths) or (_first_failed(tree, WIDE) if wide else "")
    print(f"fails without any fault: {first}" if first else "all pass without any fault")
    return 1 if first else 0


@contextmanager
def _copied() -> Iterator[Path]:
    """What is committed or could be, in a folder of its own."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in told.stdout.decode().split("\0") if name]
    with tempfile.TemporaryDirectory(prefix="wallboard-mutant-", ignore_cleanup_errors=True) as folder:
        tree = Path(folder)
        for name in names:
            if (ROOT / name).is_file() and name != ".venv":
                (tree / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, tree / name)
        (tree / ".venv").symlink_to(ROOT / ".venv")
        with (tree / "tests" / "conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(_EXAMPLES)
        yield tree


def _first_failed(tree: Path, what: Sequence[str]) -> str:
    """The first test that fails; "" when all pass. Raises NotRun."""
    running = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider", *what],
        cwd=tree,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "COLUMNS": "400"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = running.communicate(timeout=AT_MOST_S)
    except subprocess.TimeoutExpired:
        return f"nothing in {AT_MOST_S / 60:.0f} min: it waits for ever"
    finally:
        if running.poll() is None:  # it waits for ever, or we are told to stop
            os.killpg(running.pid, signal.SIGKILL)  # the tests, and the servers that they started
            running.wait()
    if running.returncode == _PASSED:
        return ""
    found = _FAILED.search(said)
    if running.returncode not in (_FAILURES, _INTERRUPTED) or found is None:
        raise NotRun(" ".join(said.split())[-300:])
    return found[1]


if __name__ == "__main__":
    sys.exit(main())
