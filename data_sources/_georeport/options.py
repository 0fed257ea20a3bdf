"""The settings of an Open311 server: where it is, what is asked of it, and what its words mean."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, model_validator

from data_sources._georeport.keys import asked_by
from data_sources._http.address import HttpAddress
from data_sources._tickets.mapping import TextName, TicketMapping, standing
from wallboard.settings import Growing, Pace, PromiseClock, RecordLink, SourceBase, Where

FINISHED = "updated_datetime of closed"  # the one time of an ending that GeoReport has
# The request's own names, and those that extensions put beside them; "parent" is what notes tell of a work item.
COLUMNS = {
    "ticket": "service_request_id",
    "opened_at": "requested_datetime",
    "updated_at": "updated_datetime",
    "finished_at": FINISHED,
    "due_at": "expected_datetime",
    "status": "status",
    "department": "agency_responsible",
    "service_type": ("service_name", "service_code"),
    "ward": "extended_attributes.ward",
    "channel": "extended_attributes.channel",
    "parent": "parent",
}
STATES = {"open": "open", "closed": "finished"}


def _known_standing(text: str) -> str:
    standing(text)
    return text


class Options(PromiseClock, RecordLink, SourceBase):
    """A server that speaks Open311 GeoReport v2 ([open311.md](open311.md)). It is somebody else's: it is asked once a
    minute, one question at a time, and left alone for as long as it wants to be."""

    poll_every: Pace[float] = Field(default=60, ge=1, description="seconds between polls")
    endpoint: Where[HttpAddress] = Field(
        description='address under which "requests.json" is found, such as https://311.example.gov/open311/v2'
    )
    jurisdiction_id: Where[str] = Field(default="", description="which city, where the server has several")
    api_key: Pace[SecretStr] = Field(default=SecretStr(""), description="key, where the server wants one for reading")
    format: Pace[Literal["auto", "json", "xml"]] = Field(
        default="auto", description="auto (JSON, and XML where there is none), json or xml"
    )
    page_size: Pace[int] = Field(
        default=500,
        ge=0,
        le=10_000,
        description="requests of one page; 0 never asks for pages, for servers that refuse to",
    )
    first_page: Pace[int] = Field(
        default=1,
        ge=0,
        le=1,
        description="number of the first page; 0 where `app.py check` says so, as Drupal's servers count",
    )
    slice_days: Pace[float] = Field(
        default=90, gt=0, le=90, description="days of history asked for at once; halved by itself where they do not fit"
    )
    open_days: Pace[int] = Field(
        default=3_650,
        ge=0,
        le=36_500,
        description="days of history of which, beyond `first_days`, open requests are read",
    )
    extensions: bool = Field(
        default=True,
        description="ask for notes: the work items of a request in other departments become requests of their own",
    )
    updated_after: Pace[bool] = Field(
        default=True, description="ask for what was updated since, where the server is found to honour it"
    )
    look_back_s: Pace[float] = Field(
        default=900, ge=0, description="seconds read again at each poll, for requests that come late"
    )
    recent_days: Pace[int] = Field(
        default=30,
        ge=0,
        le=3_660,
        description="days of requests read again every `round_every_s`, where updated_after is not honoured",
    )
    round_every_s: Pace[float] = Field(default=3_600, ge=60, description="seconds between two such rounds")
    ids_at_once: Pace[int] = Field(default=50, ge=1, le=500, description="open requests asked for by their ids at once")
    id_requests: Pace[int] = Field(
        default=4, ge=1, le=50, description="how often the server is asked by ids at a time, every 30 s at most"
    )
    states: Growing[dict[str, Annotated[str, AfterValidator(_known_standing)]]] = Field(
        default={},
        description='what words of the status mean beside GeoReport\'s own "open" and "closed", or what these mean here: '
        'open, paused, removed, or finished with its outcome, such as { Duplicate = "finished:duplicate" }',
    )
    rename: dict[TextName, dict[str, str]] = Field(
        default={}, description='texts to show instead, by field: { department = { "SAN" = "Sanitation" } }'
    )

    @model_validator(mode="after")
    def _meanings(self) -> Options:
        self.mapping()
        return self

    def mapping(self) -> TicketMapping:
        """Raises ValueError."""
        words = {word.strip().casefold() for word in self.states}
        states = {word: meant for word, meant in STATES.items() if word not in words} | self.states
        given = {"kind": self.kind, "columns": COLUMNS, "states": states, "rename": self.rename}
        return TicketMapping.model_validate(given)

    def record_address(self, ticket: str) -> str:
        """Of a work item of notes that of its request."""
        return super().record_address(asked_by(ticket))
