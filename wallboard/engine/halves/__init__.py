"""The halves of the wall: one module each, and a line here."""

from __future__ import annotations

from collections.abc import Mapping

from wallboard.engine.halves.calls import Calls
from wallboard.engine.halves.days import Days
from wallboard.engine.halves.half import Half, HalfState, Unread, Wanted
from wallboard.engine.halves.requests import Requests

HALVES: Mapping[str, Half] = {half.carries: half for half in (Calls(), Requests(), Days())}

__all__ = ["HALVES", "Half", "HalfState", "Unread", "Wanted"]
