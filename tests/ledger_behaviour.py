"""What a ledger does, whatever database it is kept in. Subclasses bring a fixture `ledger`."""

from __future__ import annotations

from tests.ledger_calls import CallsBehaviour
from tests.ledger_intake import IntakeBehaviour
from tests.ledger_keeping import KeepingBehaviour
from tests.ledger_tickets import TicketsBehaviour
from tests.ledger_whole_visits import WholeVisitsBehaviour


class LedgerBehaviour(CallsBehaviour, TicketsBehaviour, IntakeBehaviour, WholeVisitsBehaviour, KeepingBehaviour):
    """Rules for calls, requests, what is beside them, and keeping."""
