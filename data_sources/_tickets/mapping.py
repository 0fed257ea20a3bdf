"""How one city's columns and words become ours: the settings that every source of tickets shares."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, NamedTuple, cast, get_args

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from wallboard.settings import Growing, PromiseClock, RecordLink, SourceBase

TicketState = Literal["open", "paused", "finished", "removed"]
TicketOutcome = Literal["", "done", "rejected", "duplicate", "referred", "unable"]

TIMES = ("opened_at", "updated_at", "finished_at", "first_finished_at", "reopened_at", "due_at")
NUMBERS = ("reopens", "paused_s")
TEXTS = ("ticket", "department", "service_type", "ward", "channel", "priority", "assignee", "status", "parent")
FIELDS = (*TEXTS, *TIMES, *NUMBERS)
# A date without a time: an opening is its first moment, an ending or a promise its last.
LASTS_ALL_DAY = frozenset({"due_at", "finished_at", "first_finished_at"})


class StatusMeaning(NamedTuple):
    """What one of the source's own words for a state means."""

    state: TicketState
    outcome: TicketOutcome


@lru_cache(maxsize=256)  # asked of each moment of each ticket: there are some words
def standing(text: str) -> StatusMeaning:
    """'open', 'paused', 'removed', 'finished' or 'finished:rejected'. Raises ValueError."""
    state, _, outcome = text.partition(":")
    outcomes = [word for word in get_args(TicketOutcome) if word]
    if state not in get_args(TicketState) or (outcome and (state != "finished" or outcome not in outcomes)):
        raise ValueError(
            f'"{text}" is no state; write open, paused, removed, finished, or finished with how it ended: '
            + ", ".join(f"finished:{word}" for word in outcomes)
        )
    return StatusMeaning(cast(TicketState, state), cast(TicketOutcome, outcome))


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _known_field(name: str) -> str:
    if name not in FIELDS:
        raise ValueError(f'"{name}" is no field of a ticket; the fields are {", ".join(FIELDS)}')
    return name


def _known_standing(text: str) -> str:
    standing(text)
    return text


def _known_outcome(text: str) -> str:
    return standing(f"finished:{text}").outcome


def _known_time(name: str) -> str:
    if name not in TIMES:
        raise ValueError(f'"{name}" is no time of a ticket; the times are {", ".join(TIMES)}')
    return name


def _known_text(name: str) -> str:
    if name not in TEXTS:
        raise ValueError(f'"{name}" is no text of a ticket; the texts are {", ".join(TEXTS)}')
    return name


def _known_format(text: str) -> str:
    if text in ("iso", "epoch", "epoch_ms") or all(part in text for part in ("%d", "%m")):
        return text
    raise ValueError(f'"{text}" is no time format; write iso, epoch, epoch_ms or a pattern like "%m/%d/%Y %I:%M:%S %p"')


Columns = Annotated[tuple[str, ...], BeforeValidator(_several), Field(min_length=1)]
Formats = Annotated[
    tuple[Annotated[str, AfterValidator(_known_format)], ...], BeforeValidator(_several), Field(min_length=1)
]
FieldName = Annotated[str, AfterValidator(_known_field)]
TimeName = Annotated[str, AfterValidator(_known_time)]
TextName = Annotated[str, AfterValidator(_known_text)]


class TicketMapping(PromiseClock, RecordLink, SourceBase):
    """Keys that every source of tickets has."""

    columns: dict[FieldName, Columns] = Field(
        description='the source\'s column for each field of a ticket, such as { ticket = "id", opened_at = "created" }; '
        "several columns in order of preference give the first that is filled. ticket and opened_at are needed; "
        f"the fields are {', '.join(FIELDS)}"
    )
    states: Growing[dict[str, Annotated[str, AfterValidator(_known_standing)]]] = Field(
        default={},
        description="what each of the source's words in the status column means: open, paused, removed, finished, or "
        'finished with its outcome, such as { Open = "open", Cancelled = "finished:rejected" }; capitals do not matter. '
        "Without a status column a ticket is finished when it has a finishing time",
    )
    outcomes: dict[str, Annotated[str, AfterValidator(_known_outcome)]] = Field(
        default={},
        description="outcome told by which finished_at column is filled, where the state's word tells none, "
        'such as { DATECANCELLED = "rejected" }',
    )
    constants: dict[TextName, str] = Field(
        default={}, description='texts that are the same for every ticket, such as { department = "Forestry" }'
    )
    rename: dict[TextName, dict[str, str]] = Field(
        default={}, description='texts to show instead, by field: { department = { "NST," = "Neighborhood Team" } }'
    )
    formats: Formats = Field(
        default=("iso",),
        description='how times are written, tried in this order: iso, epoch (seconds), epoch_ms, or patterns such as "%m/%d/%Y %I:%M:%S %p"',
    )
    formats_of: dict[TimeName, Formats] = Field(
        default={}, description="the same for single fields that are written otherwise, such as due_at"
    )
    dates: tuple[TimeName, ...] = Field(
        default=(),
        description="fields that hold dates although a time (midnight) is written: a due date means the end of that day",
    )
    unset_times: tuple[str, ...] = Field(
        default=("0", "NULL", "0000-00-00 00:00:00", "1970-01-01 00:00:00"),
        description="values of time columns that mean none, besides an empty one",
    )

    @model_validator(mode="after")
    def _complete(self) -> TicketMapping:
        missing = [name for name in ("ticket", "opened_at") if name not in self.columns]
        if missing:
            raise ValueError(f"columns lacks {' and '.join(missing)}: the source's column for it is needed")
        if "status" in self.columns and not self.states:
            raise ValueError("a status column needs states: what each of its words means")
        if self.states and "status" not in self.columns:
            raise ValueError("states are given but columns names no status column")
        self._check_words()
        return self

    def _check_words(self) -> None:
        twice = [word for word in self.states if self.standings[word.strip().casefold()] != standing(self.states[word])]
        if twice:
            raise ValueError(f'states gives "{twice[0]}" two meanings; capitals do not matter')
        strangers = [name for name in self.outcomes if name not in self.columns.get("finished_at", ())]
        if strangers:
            raise ValueError(f'outcomes names "{strangers[0]}", which is no column of finished_at')
        both = [name for name in self.constants if name in self.columns]
        if both:
            raise ValueError(f"{both[0]} is in columns and in constants; keep one")

    @property
    def standings(self) -> dict[str, StatusMeaning]:
        return {word.strip().casefold(): standing(text) for word, text in self.states.items()}

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The columns read, each once; no other column of the source is ever looked at."""
        return tuple(dict.fromkeys(name for names in self.columns.values() for name in names))

    def formats_for(self, field: str) -> tuple[str, ...]:
        return self.formats_of.get(field, self.formats)
