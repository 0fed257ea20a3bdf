"""What was said of one input, in one compressed file of lines: a head, then one line a reading with what was said of it
at each instant. The same answers make the same bytes."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from tests.frozen.questions import Question

KEY = ("metric", "scope", "window", "variant")  # what tells one reading from another
NOT_FROZEN = frozenset({"message", "notice"})  # of the health: words for people, which may become better ones
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Frozen:
    """One input's answers: by the name of what was told (a reading, or the health of a source), for each question the
    fields that were told, or None where nothing was."""

    input: str
    laid: str
    questions: tuple[Question, ...]
    told: Mapping[str, tuple[Fields | None, ...]]

    def count(self) -> int:
        """Of readings (and healths), over all instants."""
        return sum(fields is not None for row in self.told.values() for fields in row)


def answered(snapshot: Mapping[str, Any]) -> dict[str, Fields]:
    """What a snapshot tells, by name. Raises ValueError where it tells one thing twice."""
    found: dict[str, Fields] = {}
    for name, fields in [*map(_reading, snapshot["readings"]), *map(_health, snapshot["health"])]:
        if name in found:
            raise ValueError(f"{name} is told twice in one snapshot")
        found[name] = fields
    return found


def _reading(reading: Mapping[str, Any]) -> tuple[str, Fields]:
    scope = " ".join(f"{name}={value}" for name, value in sorted(reading["scope"].items()))
    variant = f" ({reading['variant']})" if reading.get("variant") else ""
    name = f"{reading['metric']} {reading['window']}{variant} {scope}"
    return name, {field: value for field, value in reading.items() if field not in KEY}


def _health(health: Mapping[str, Any]) -> tuple[str, Fields]:
    return f"health of {health['source']}", {name: value for name, value in health.items() if name not in NOT_FROZEN}


def collected(name: str, laid: str, questions: tuple[Question, ...], answers: list[dict[str, Fields]]) -> Frozen:
    names = sorted({each for answer in answers for each in answer})
    return Frozen(name, laid, questions, {each: tuple(answer.get(each) for answer in answers) for each in names})


def write(frozen: Frozen, folder: Path) -> Path:
    head = {"input": frozen.input, "laid": frozen.laid, "count": frozen.count()}
    head["questions"] = [asdict(question) for question in frozen.questions]
    lines = [head, *({"of": name, "told": row} for name, row in frozen.told.items())]
    file = folder / f"{frozen.input}.json.gz"
    file.write_bytes(gzip.compress(b"\n".join(map(orjson.dumps, lines)) + b"\n", 9, mtime=0))
    return file


def read(file: Path) -> Frozen:
    """Raises ValueError where the file does not hold as much as its head says."""
    head, *lines = map(orjson.loads, gzip.decompress(file.read_bytes()).splitlines())
    questions = tuple(Question(**question) for question in head["questions"])
    frozen = Frozen(head["input"], head["laid"], questions, {line["of"]: tuple(line["told"]) for line in lines})
    if (
        not questions
        or frozen.count() != head["count"]
        or {len(row) for row in frozen.told.values()} != {len(questions)}
    ):
        raise ValueError(f"{file.name} is not whole")
    return frozen
