"""Whether everything that was frozen is said again, and said alike."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.frozen import command
from tests.frozen.frozen_file import Fields, Frozen, answered, collected
from tests.frozen.inputs import INPUTS
from tests.frozen.questions import Question

Answer = dict[str, Fields]
NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of what was told of one name at one instant. `was` and `now` are as in JSON; a reading that is not
    there any more differs in its field "reading"."""

    question: str
    name: str
    field: str
    was: object
    now: object

    def __str__(self) -> str:
        return f"{self.question}: {self.name}: {self.field} was {self.was}, is {self.now}"


@dataclass(frozen=True, slots=True)
class Compared:
    """`equal` counts readings and healths that are as they were, `new` those that were not there."""

    input: str
    equal: int
    new: int
    differences: tuple[Difference, ...] = field(default=())

    @property
    def as_before(self) -> bool:
        """Never where nothing was compared."""
        return self.equal > 0 and not self.differences


def ask(name: str, questions: Sequence[Question] = ()) -> tuple[str, list[Answer]]:
    """The digest of an input that was laid and read afresh, and its answers to the questions (all of its own)."""
    its = INPUTS[name]
    with tempfile.TemporaryDirectory(prefix=f"wallboard-frozen-{name}-") as folder:
        file, laid = its.lay(Path(folder))
        return laid, [answered(command.snapshot(file, question)) for question in questions or its.questions]


def freeze(name: str) -> Frozen:
    laid, answers = ask(name)
    return collected(name, laid, INPUTS[name].questions, answers)


def compare(frozen: Frozen, part: Callable[[int], bool] = lambda number: True) -> Compared:
    """Against what is said now, of all instants or of those whose number is in the `part`."""
    asked = [number for number in range(len(frozen.questions)) if part(number)]
    laid, answers = ask(frozen.input, [frozen.questions[number] for number in asked])
    if laid != frozen.laid:
        lost = Difference("before any question", f"the input {frozen.input}", "what was laid", frozen.laid, laid)
        return Compared(frozen.input, 0, 0, (lost,))
    return against(frozen, dict(zip(asked, answers, strict=True)))


def against(frozen: Frozen, answers: dict[int, Answer]) -> Compared:
    """Of the answers, by the number of the question."""
    equal, new, differences = 0, 0, list[Difference]()
    for number, answer in answers.items():
        was = {name: fields for name, row in frozen.told.items() if (fields := row[number]) is not None}
        new += len(answer.keys() - was.keys())
        for name, fields in was.items():
            found = list(_apart(frozen.questions[number].what, name, fields, answer.get(name)))
            equal += not found
            differences += found
    return Compared(frozen.input, equal, new, tuple(differences))


def _apart(question: str, name: str, was: Fields, now: Fields | None) -> Iterator[Difference]:
    """Fields that came later are none of ours; numbers are equal to the last bit or they are not."""
    if now is None:
        yield Difference(question, name, "reading", "there", NOTHING)
        return
    for each, value in was.items():
        if each not in now or now[each] != value:
            yield Difference(question, name, each, value, now.get(each, NOTHING))
