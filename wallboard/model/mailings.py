"""What is sent round of the review and to departments, and how that stands."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from wallboard.model.instants import Micros


class MailingState(StrEnum):
    SENDING = "sending"  # whoever died meanwhile may have sent it: it is not sent again
    SENT = "sent"
    REFUSED = "refused"  # nobody has it: it is tried again
    UNSURE = "unsure"


class Mail(NamedTuple):
    """What one mailing sends of the week that ends on `last`, or to departments on that day. `part`: one message of several; "" is all that the settings
    say."""

    mailing: str
    site: str
    last: date
    part: str = ""


class Standing(NamedTuple):
    """How a message stands, and since when."""

    state: MailingState
    at: Micros
