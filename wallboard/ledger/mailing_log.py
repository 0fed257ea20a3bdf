"""Which reviews were sent round, so that each is sent once: through restarts, and by several walls over one ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, update

from wallboard.ledger.tables import review_mailings as mailings
from wallboard.model import SECOND, Micros

Transaction = Callable[[], AbstractContextManager[Connection]]
BACK_OFF: Micros = 300 * SECOND  # after a refusal
_COLUMN = mailings.c


class MailingState(StrEnum):
    SENDING = "sending"  # whoever died meanwhile may have sent it: it is not sent again
    SENT = "sent"
    REFUSED = "refused"  # nobody has it: it is tried again
    UNSURE = "unsure"


class Mail(NamedTuple):
    """What one mailing sends of the week that ends on `last`. `part`: one message of several; "" is all that the settings
    say."""

    mailing: str
    site: str
    last: date
    part: str = ""


class MailingLog:
    """Of one ledger. Any thread may call, and several processes over one ledger. Every method may raise LedgerError."""

    def __init__(self, reading: Transaction, writing: Transaction) -> None:
        self._reading, self._writing = reading, writing

    def waits(self, mail: Mail, now: Micros) -> bool:
        """Whether `begin` would let it be sent."""
        with self._reading() as connection:
            there = connection.execute(select(mailings).where(*_is(mail))).mappings().first()
        return there is None or (there["state"] == MailingState.REFUSED and there["at"] <= now - BACK_OFF)

    def begin(self, mail: Mail, now: Micros) -> bool:
        """Whether it is to be sent now, and by us: it was neither sent nor tried, or was refused a while ago."""
        with self._writing() as connection:
            there = connection.execute(select(mailings).where(*_is(mail))).mappings().first()
            if there is None:
                row = mail._asdict() | {"last": mail.last.isoformat()}
                connection.execute(insert(mailings).values(**row, state=MailingState.SENDING.value, at=now, why=""))
                return True
            tried = update(mailings).where(
                *_is(mail), _COLUMN.state == MailingState.REFUSED.value, _COLUMN.at <= now - BACK_OFF
            )
            return connection.execute(tried.values(state=MailingState.SENDING.value, at=now)).rowcount == 1

    def end(self, mail: Mail, state: MailingState, now: Micros, why: str = "") -> None:
        with self._writing() as connection:
            connection.execute(update(mailings).where(*_is(mail)).values(state=state.value, at=now, why=why))

    def state(self, mail: Mail) -> MailingState | None:
        """None of one that was never tried."""
        with self._reading() as connection:
            found = connection.scalar(select(_COLUMN.state).where(*_is(mail)))
            return None if found is None else MailingState(found)


def _is(mail: Mail) -> tuple[ColumnElement[bool], ...]:
    last = mail.last.isoformat()
    of_week = _COLUMN.mailing == mail.mailing, _COLUMN.site == mail.site, _COLUMN.last == last
    return *of_week, _COLUMN.part == mail.part
