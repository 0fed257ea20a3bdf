"""How soon the command line answers: `--help` beside a bare typer application with as many commands, `check`, `snapshot`.

    python -m tests.bench.bench_command_line [--folder DEMO] [--runs 7]    a folder in which `app.py demo` ran; simulated when left out

Each is a process of its own, one after the other in turn, with compiled modules as an installed wall has them. Printed
are the median and the fastest of the runs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import app
from wallboard.clock import instant, iso, shifted
from wallboard.simulate import demo_city
from wallboard.simulate.demo import WEEKS, Demo

ROOT = Path(__file__).parents[2]
START = "2026-11-20T10:42-05:00"
BARE = """
import typer
cli = typer.Typer(help="As many commands, with nothing behind them.", no_args_is_help=True, rich_markup_mode=None)
for name in {names!r}:
    def command(settings: str = "wallboard.toml") -> None:
        "Does nothing, and says so in a sentence about as long as those of a wall."
    cli.command(name)(command)
cli()
"""


def simulated(folder: Path) -> Path:
    """A demo city's databases and settings, its records read into the ledger."""
    demo = Demo(folder, shifted(instant(START)), WEEKS)
    demo.fill()
    demo.close()
    file = demo_city.write_settings(folder, {}, False)
    for source in app.load(file, {}).sources:
        subprocess.run(
            [sys.executable, "app.py", "import", source, "--settings", str(file)],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return file


def seconds(command: list[str], environ: dict[str, str]) -> float:
    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        check=False,
    )
    took = time.perf_counter() - before
    if b"Traceback" in done.stderr:
        raise SystemExit(done.stderr.decode())
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--runs", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        file = given.folder / "wallboard.toml" if given.folder else simulated(Path(scratch) / "city")
        bare = Path(scratch) / "bare.py"
        bare.write_text(BARE.format(names=list(app.commands.table)), "utf-8")
        settings, at = ["--settings", str(file)], iso(instant(START))
        commands = {
            "bare typer --help": [str(bare), "--help"],
            "app.py --help": ["app.py", "--help"],
            "app.py check": ["app.py", "check", *settings],
            "app.py snapshot --json": ["app.py", "snapshot", "--json", "--at", at, *settings],
        }
        compiled = Path(scratch) / "compiled"
        environ = {**os.environ, "PYTHONPYCACHEPREFIX": str(compiled)}
        environ.pop("PYTHONDONTWRITEBYTECODE", None)
        took: dict[str, list[float]] = {name: [] for name in commands}
        for run in range(given.runs + 1):
            for name, command in commands.items():
                spent = seconds(command, environ)
                if run:  # the first compiles
                    took[name].append(spent)
        shutil.rmtree(compiled, ignore_errors=True)
    for name, each in took.items():
        print(f"{name:24} median {statistics.median(each):6.3f} s   fastest {min(each):6.3f} s")
    ratio = statistics.median(took["app.py --help"]) / statistics.median(took["bare typer --help"])
    print(f"--help takes {ratio:.2f} times what a bare typer application with as many commands takes")


if __name__ == "__main__":
    main()
