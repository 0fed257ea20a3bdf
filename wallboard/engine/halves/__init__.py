"""The halves of the wall: one module each, and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.engine.halves.calls import Calls
from wallboard.engine.halves.days import Days
from wallboard.engine.halves.half import CountedByDay, Half, HalfState, Unread, Wanted
from wallboard.engine.halves.requests import Requests
from wallboard.ledger import RecordKind

_CALLS, _REQUESTS = Calls(), Requests()
HALVES: Mapping[str, Half] = {half.carries: half for half in (_CALLS, _REQUESTS, Days())}
COUNTED: Mapping[RecordKind, CountedByDay] = {"calls": _CALLS, "tickets": _REQUESTS}

__all__ = ["COUNTED", "HALVES", "CountedByDay", "Half", "HalfState", "Unread", "Wanted"]
