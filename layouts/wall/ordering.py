"""Worst first, without jumping: an order is kept for a while unless something got worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from layouts.wall.tile import Memory
from wallboard.judging.tone import SEVERITY, Tone
from wallboard.model import SECOND, Micros
from wallboard.model.alerts import Alert

HOLD: Micros = 30 * SECOND


def stable_order(
    memory: Memory, key: str, ranks: Mapping[str, tuple[Any, ...]], severity: Mapping[str, int], now: Micros
) -> tuple[str, ...]:
    """Names by descending rank. The last order stands for 30 s unless a name's severity rose, or a name came or went."""
    held = memory.orders.get(key)
    if held is not None:
        order, since, before = held
        same = set(order) == set(ranks)
        worse = any(severity[name] > before.get(name, 0) for name in ranks)
        if same and not worse and since <= now < since + HOLD:
            memory.orders[key] = (order, since, dict(severity))
            return order
    names = list(ranks)
    order = tuple(sorted(names, key=lambda name: ranks[name], reverse=True))
    memory.orders[key] = (order, now, dict(severity))
    return order


def loudest_first(alerts: Iterable[Alert]) -> list[Alert]:
    """Those that nobody is on before the others; of equals the oldest."""
    return sorted(alerts, key=lambda alert: (alert.taken_at is not None, -SEVERITY[Tone(alert.raised.tone)]))
