"""Which reviews were sent round, so that each is sent once: through restarts, and by several walls over one ledger."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import ColumnElement, Connection, insert, select, update

from wallboard.ledger.tables import review_mailings as mailings
from wallboard.model import SECOND, Micros
from wallboard.model.mailings import Mail, MailingState, Standing

Transaction = Callable[[], AbstractContextManager[Connection]]
BACK_OFF: Micros = 300 * SECOND  # after a refusal
_COLUMN = mailings.c


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
        stands = self.stands(mail)
        return None if stands is None else stands.state

    def stands(self, mail: Mail) -> Standing | None:
        """None of one that was never tried."""
        with self._reading() as connection:
            found = connection.execute(select(_COLUMN.state, _COLUMN.at).where(*_is(mail))).first()
        return None if found is None else Standing(MailingState(found[0]), found[1])


def _is(mail: Mail) -> tuple[ColumnElement[bool], ...]:
    last = mail.last.isoformat()
    of_week = _COLUMN.mailing == mail.mailing, _COLUMN.site == mail.site, _COLUMN.last == last
    return *of_week, _COLUMN.part == mail.part
