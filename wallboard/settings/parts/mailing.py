"""Settings of what is sent round by itself: of the review, and to departments in the morning."""

from __future__ import annotations

import re
from datetime import time
from typing import Annotated, Literal, NamedTuple, get_args

from pydantic import AfterValidator, BeforeValidator, Field

from wallboard.settings.parts.section import Section
from wallboard.settings.parts.values import clock_of

FormName = Literal["html", "pdf", "pdf-letter", "pptx", "xlsx"]
MailingDay = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_MAIL_ADDRESS = re.compile(r"[^@\s,;<>\"?&]{1,64}@[^@\s,;<>\"?&]{1,250}")


class CutOff(NamedTuple):
    """The first such weekday and time after something was asked."""

    day: MailingDay
    at: time


def _time(text: object) -> object:
    try:
        return clock_of(text) if isinstance(text, str) else text
    except ValueError:
        raise ValueError(f'"{text}" is no time of a day; write "08:00"') from None


def _cut_off(text: str) -> CutOff | None:
    if not text:
        return None
    day, _sep, at = text.strip().lower().partition(" ")
    days: tuple[MailingDay, ...] = get_args(MailingDay)
    try:
        return CutOff(next(each for each in days if each == day), clock_of(at.strip()))
    except (StopIteration, ValueError):
        raise ValueError(f'"{text}" is no weekday with a time; write "tue 12:00"') from None


def _mail_address(text: str) -> str:
    if not _MAIL_ADDRESS.fullmatch(text):
        raise ValueError(f'"{text}" is no address of mail; write one like "grace.park@example.gov"')
    return text


class Mailing(Section):
    """What is sent to a channel once a week, of the week before: the review, published; what is to be read before the meeting;
    or who is asked to explain what. Or each working morning to departments: what is open there, and what breaks next."""

    what: Literal["pack", "pre_read", "ask", "departments"] = Field(
        default="pack",
        description='"pack": the review, published, with its files; "pre_read": the text that is read before the meeting; '
        '"ask": who is asked to explain which signals; "departments": each working day, to the `recipients` of departments, '
        "what is open there",
    )
    channel: str = Field(description="channel that it is sent to, such as one of mail")
    site: str = Field(default="", description="site that it is of; may be left out where there is one site")
    day: MailingDay = Field(default="mon", description="weekday of the site on which it is sent; not of departments")
    at: Annotated[time, BeforeValidator(_time)] = Field(
        default=time(8), description='time of that day, by the site\'s clock, such as "08:00"'
    )
    forms: tuple[FormName, ...] = Field(
        default=("pdf",), min_length=1, description="of a pack, in which forms: pdf (A4), pdf-letter, pptx, xlsx, html"
    )
    until: str = Field(
        default="", description='of what is asked, by when: the next such weekday and time, such as "tue 12:00"'
    )
    addresses: dict[str, Annotated[str, AfterValidator(_mail_address)]] = Field(
        default={},
        description="of what is asked, mail addresses of process owners by their names: theirs goes to them alone, by the "
        "mail server of the channel; the channel is told of all others",
    )

    recipients: dict[str, tuple[Annotated[str, AfterValidator(_mail_address)], ...]] = Field(
        default={},
        description="of departments, mail addresses by the department's name: each is sent its own department's mail alone, by "
        "the mail server of the channel, on days on which the department is open",
    )

    @property
    def cut_off(self) -> CutOff | None:
        """Raises ValueError for what checks refuse."""
        return _cut_off(self.until)
