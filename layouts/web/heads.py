"""Heads of an export's columns, in the language of whoever takes the file away. Programs, which come with a token, and
people who read English get the API's own names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wallboard.languages import pgettext


def said(heads: Iterable[str]) -> tuple[str, ...]:
    """What stands above each column; behind a name may stand whose time it is, in brackets."""
    words = column_words()
    parts = (head.partition(" ") for head in heads)
    return tuple(words.get(name, name) + space + rest for name, space, rest in parts)


def column_words() -> Mapping[str, str]:
    """Every column that an export has, by its name in the API."""
    return {
        "as_of": pgettext("a column", "as_of"),
        "metric": pgettext("a column", "metric"),
        "window": pgettext("a column", "window"),
        "variant": pgettext("a column", "variant"),
        "site": pgettext("a column", "site"),
        "queue": pgettext("a column", "queue"),
        "agent": pgettext("a column", "agent"),
        "department": pgettext("a column", "department"),
        "service_type": pgettext("a column", "service_type"),
        "ward": pgettext("a column", "ward"),
        "band": pgettext("a column", "band"),
        "value": pgettext("a column", "value"),
        "unit": pgettext("a column", "unit"),
        "n": pgettext("a column", "n"),
        "state": pgettext("a column", "state"),
        "basis": pgettext("a column", "basis"),
        "ticket": pgettext("a column", "ticket"),
        "source": pgettext("a column", "source"),
        "opened_at": pgettext("a column", "opened_at"),
        "opened_at_utc": pgettext("a column", "opened_at_utc"),
        "status": pgettext("a column", "status"),
        "due_at": pgettext("a column", "due_at"),
        "priority": pgettext("a column", "priority"),
        "channel": pgettext("a column", "channel"),
        "age_days": pgettext("a column", "age_days"),
        "assignee": pgettext("a column", "assignee"),
        "entered": pgettext("a column", "entered"),
        "entered_utc": pgettext("a column", "entered_utc"),
        "left": pgettext("a column", "left"),
        "outcome": pgettext("a column", "outcome"),
        "reason": pgettext("a column", "reason"),
        "wait_s": pgettext("a column", "wait_s"),
        "talk_s": pgettext("a column", "talk_s"),
        "transferred": pgettext("a column", "transferred"),
        "call": pgettext("a column", "call"),
        "nth": pgettext("a column", "nth"),
        "elsewhere": pgettext("a column", "elsewhere"),
        "since": pgettext("a column", "since"),
        "queues": pgettext("a column", "queues"),
        "day": pgettext("a column", "day"),
        "adds": pgettext("a column", "adds"),
        "record": pgettext("a column", "record"),
        "oldest_days": pgettext("a column", "oldest_days"),
        "median_days": pgettext("a column", "median_days"),
        "breached": pgettext("a column", "breached"),
        "due_soon": pgettext("a column", "due_soon"),
        "unassigned": pgettext("a column", "unassigned"),
        "emergency": pgettext("a column", "emergency"),
        "opened_7d": pgettext("a column", "opened_7d"),
        "finished_7d": pgettext("a column", "finished_7d"),
        "net_7d": pgettext("a column", "net_7d"),
        "on_time": pgettext("a column", "on_time"),
        "decided": pgettext("a column", "decided"),
        "on_time_low": pgettext("a column", "on_time_low"),
        "on_time_high": pgettext("a column", "on_time_high"),
        "untouched_days": pgettext("a column", "untouched_days"),
        "number": pgettext("a column", "number"),
        "at_utc": pgettext("a column", "at_utc"),
        "event": pgettext("a column", "event"),
        "what": pgettext("a column", "what"),
        "who": pgettext("a column", "who"),
        "credential": pgettext("a column", "credential"),
        "address": pgettext("a column", "address"),
        "about": pgettext("a column", "about"),
        "detail": pgettext("a column", "detail"),
        "week_ending": pgettext("a column", "week_ending"),
        "owner": pgettext("a column", "owner"),
        "due": pgettext("a column", "due"),
        "overdue": pgettext("a column", "overdue"),
        "why": pgettext("a column", "why"),
        "closed_utc": pgettext("a column", "closed_utc"),
        "moves_metric": pgettext("a column", "moves_metric"),
        "moves_by": pgettext("a column", "moves_by"),
        "moves_until": pgettext("a column", "moves_until"),
        "improvement": pgettext("a column", "improvement"),
        "improvement_since": pgettext("a column", "improvement_since"),
        "verdict": pgettext("a column", "verdict"),
        "written_by": pgettext("a column", "written_by"),
        "written_utc": pgettext("a column", "written_utc"),
        "changed_by": pgettext("a column", "changed_by"),
        "changed_utc": pgettext("a column", "changed_utc"),
        "version": pgettext("a column", "version"),
    }
