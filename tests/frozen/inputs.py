"""The inputs: each is laid into a folder from what a clone holds, and read by `import` into a fresh ledger."""

from __future__ import annotations

import csv
import gzip
import re
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.frozen import command, questions
from tests.frozen.demo import lay_demo
from tests.frozen.laying import DATA, digest, settings_in
from tests.frozen.questions import Question

ASTERISK = DATA / "asterisk"
LEDGERS = DATA / "ledgers"
LEDGER_FILE = LEDGERS / "demo_2026_11.db.gz"
WITHIN_S = {"streets": 30, "taxes": 30, "water": 20}  # as that Asterisk had it


@dataclass(frozen=True, slots=True)
class Input:
    """`lay` brings everything into a folder, and gives the settings file to ask by and a digest of what was laid."""

    name: str
    lay: Callable[[Path], tuple[Path, str]]
    questions: tuple[Question, ...]


# ---------------------------------------------------------------- three cities


def city(name: str, data: str) -> Callable[[Path], tuple[Path, str]]:
    """Requests of a city, by the settings that lie beside them."""

    def lay(folder: Path) -> tuple[Path, str]:
        text, rows = (DATA / "requests" / f"{name}.toml").read_text("utf-8"), DATA / "requests" / data
        text = re.sub(r'"sqlite:///var/.*?"', '"sqlite:///FOLDER/ledger.db"', text)
        text = re.sub(r'^path = ".*?"', f'path = "FOLDER/{data}"', text, flags=re.MULTILINE)
        shutil.copy(rows, folder)
        file = settings_in(folder, text)
        command.read_in(file, questions.CITIES_READ, "requests")
        return file, digest([text.encode(), rows.read_bytes()])

    return lay


# ---------------------------------------------------------------- a real Asterisk


def _asterisk_settings(kind: str, place: str) -> str:
    queues = "".join(
        f"[queues.{queue}]\nshort_abandon_s = 5\ntargets = [{{ within_s = {s} }}]\n" for queue, s in WITHIN_S.items()
    )
    return (
        'ledger = "sqlite:///FOLDER/ledger.db"\n[sites.main]\nname = "Main"\nzone = "UTC"\n'
        f'[sources.pbx]\nkind = "{kind}"\n{place}\n{queues}'
    )


def lay_asterisk_table(folder: Path) -> tuple[Path, str]:
    """The realtime table, read in two halves, so that it is known what had arrived after the first."""
    text = _asterisk_settings("asterisk_queue_log", 'url = "sqlite:///FOLDER/phones.db"')
    file, recorded = settings_in(folder, text), ASTERISK / "queue_log_table.csv"
    with recorded.open(newline="", encoding="utf-8") as lines:
        columns, *rows = csv.reader(lines)
    phones = sqlite3.connect(folder / "phones.db")
    phones.execute(
        f"create table queue_log (id integer primary key, {', '.join(f'{name} text' for name in columns[1:])})"
    )
    half = len(rows) // 2
    for part, now in ((rows[:half], "2026-11-22T02:30Z"), (rows[half:], questions.ASTERISK_ENDS)):
        phones.executemany(f"insert into queue_log values ({', '.join('?' * len(columns))})", part)
        phones.commit()
        command.read_in(file, now, "pbx")
    phones.close()
    return file, digest([text.encode(), recorded.read_bytes()])


def lay_asterisk_file(folder: Path) -> tuple[Path, str]:
    """The log file, which grows between two reads."""
    text = _asterisk_settings("asterisk_queue_log_file", 'path = "FOLDER/queue_log"')
    file, recorded = settings_in(folder, text), (ASTERISK / "queue_log").read_bytes()
    half = len(recorded) // 2  # in the midst of a line
    for part, now in ((recorded[:half], "2026-11-22T02:30Z"), (recorded[half:], questions.ASTERISK_ENDS)):
        with (folder / "queue_log").open("ab") as log:
            log.write(part)
        command.read_in(file, now, "pbx")
    return file, digest([text.encode(), recorded])


# ---------------------------------------------------------------- a ledger of before


def lay_ledger(folder: Path) -> tuple[Path, str]:
    """A ledger file as the tree before wrote it: whoever asks it first brings its tables up to date."""
    text = (DATA / "frozen" / "ledger.toml").read_text("utf-8")
    file, packed = settings_in(folder, text), LEDGER_FILE.read_bytes()
    (folder / "wallboard.db").write_bytes(gzip.decompress(packed))
    return file, digest([text.encode(), gzip.decompress(packed)])


INPUTS = {
    each.name: each
    for each in (
        Input("demo", lay_demo, questions.DEMO),
        Input("asterisk_table", lay_asterisk_table, questions.ASTERISK),
        Input("asterisk_file", lay_asterisk_file, questions.ASTERISK_FILE),
        Input("boston", city("boston", "boston_2015.csv"), questions.BOSTON),
        Input("st_louis", city("st_louis", "st_louis_2012.csv"), questions.ST_LOUIS),
        Input("new_york", city("new_york", "new_york_1000.csv"), questions.NEW_YORK),
        Input("ledger", lay_ledger, questions.LEDGER),
    )
}
