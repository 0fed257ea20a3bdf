"""Settings of reviews that are sent round by themselves."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from wallboard.settings.parts.section import Section

FormName = Literal["html", "pdf", "pdf-letter", "pptx", "xlsx"]


def _time(text: object) -> object:
    try:
        return time.fromisoformat(text.zfill(5)) if isinstance(text, str) else text
    except ValueError:
        raise ValueError(f'"{text}" is no time of a day; write "08:00"') from None


class Mailing(Section):
    """The review of the week before, published and sent to a channel once a week."""

    channel: str = Field(description="channel that it is sent to, such as one of mail")
    site: str = Field(default="", description="site that it is of; may be left out where there is one site")
    day: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field(
        default="mon", description="weekday of the site on which it is sent"
    )
    at: Annotated[time, BeforeValidator(_time)] = Field(
        default=time(8), description='time of that day, by the site\'s clock, such as "08:00"'
    )
    forms: tuple[FormName, ...] = Field(
        default=("pdf",), min_length=1, description="in which forms: pdf (A4), pdf-letter, pptx, xlsx, html"
    )
