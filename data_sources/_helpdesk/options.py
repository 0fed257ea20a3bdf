"""The settings that every helpdesk has that is read by its own tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, SecretStr, field_validator

from data_sources._sql.connection import DatabaseUrl, database_url
from data_sources._tickets.mapping import StatusMeaning, standing
from wallboard.settings import Growing, Pace, PromiseClock, RecordLink, SourceBase, Where


def _known_standing(text: str) -> str:
    standing(text)
    return text


class HelpdeskOptions(PromiseClock, RecordLink, SourceBase):
    """Its database, and what its words for the status mean."""

    usual_states: ClassVar[Mapping[str, str]] = {}  # of a helpdesk as it is installed
    engines: ClassVar[tuple[str, ...]] = ("postgresql", "mysql")  # in which it keeps its tables

    url: Where[DatabaseUrl] = Field(description="address of its database, such as postgresql://reader@db.example/desk")
    states: Growing[dict[str, Annotated[str, AfterValidator(_known_standing)]]] = Field(
        default={},
        description="what words for the status mean that the helpdesk does not have as it is installed, or means otherwise: "
        'open, paused, removed, finished, or finished with its outcome, such as { Issued = "finished", Refused = '
        '"finished:rejected" }; capitals do not matter',
    )
    tickets_at_once: Pace[int] = Field(
        default=2_000, ge=1, le=20_000, description="tickets looked at by one poll of the first round over all of them"
    )

    @field_validator("url")
    @classmethod
    def _of_its_engine(cls, url: SecretStr) -> SecretStr:
        engine = database_url(url.get_secret_value()).get_backend_name()
        if engine not in (*cls.engines, "sqlite"):  # a copy in a file is always welcome
            right = " or ".join(f"{each}://" for each in cls.engines)
            raise ValueError(f"its tables are read from {right}, not from {engine}://")
        return url

    @property
    def meanings(self) -> Mapping[str, StatusMeaning]:
        """By the word, without capitals."""
        words = {**self.usual_states, **self.states}
        return {word.strip().casefold(): standing(text) for word, text in words.items()}
