"""What was promised to residents, and when the clock of a promise runs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallboard.settings.parts.dated import Dated
from wallboard.settings.parts.section import Section, Seen
from wallboard.settings.parts.source_says import Judged
from wallboard.settings.parts.values import Share

WhenPaused = Literal["stands", "runs"]
WhenReopened = Literal["goes_on", "restarts"]


class Promise(Dated):
    """What was promised for a service type. A due date told by the source itself wins over it."""

    service_type: Seen[str] = Field(description="the ticket system's own name for the type")
    department: Seen[str] = Field(default="", description="only where this department has it; any when empty")
    priority: Seen[str] = Field(default="", description="only for this priority; any when empty")
    days: Seen[float] = Field(
        gt=0,
        description="amount of time promised, in days (business days are counted in open hours of the service type's calendar, else the department's, else the site's, 1 day = its mean open day)",
    )
    business: Seen[bool] = Field(default=False, description="whether the clock runs in business time")
    when_paused: Seen[WhenPaused | None] = Field(
        default=None,
        description="whether its clock stands or runs while a request is paused; as in the request's source when left out",
    )
    share: Seen[Share] = Field(default=0.9, description="share of requests that must keep it")


class PromiseClock(Section):
    """Keys of every source of requests: what its pauses and reopenings do to the clock of a promise."""

    when_paused: Judged[WhenPaused] = Field(
        default="stands",
        description="whether the clock of a promise stands while a request is paused, or runs on, as in osTicket",
    )
    when_reopened: Judged[WhenReopened] = Field(
        default="goes_on",
        description="whether the clock of a promise goes on where it stood when a request is reopened, or restarts, as in osTicket",
    )
