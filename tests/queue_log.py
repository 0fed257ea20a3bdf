"""Happenings written down as Asterisk writes them: the shortest way to tell a test's calls."""

from __future__ import annotations

from collections.abc import Sequence

from data_sources._asterisk.queue_log import five
from data_sources._asterisk.verbs import happening
from wallboard.calls.happenings import Happening
from wallboard.model import Micros


def logged(
    source: str,
    site: str,
    seq: int,
    at: Micros,
    callid: str,
    queue: str,
    agent: str,
    verb: str,
    data: Sequence[str] = (),
) -> Happening:
    """What a row of queue_log tells, with as many of data1 to data5 as matter."""
    return happening(source, site, seq, at, callid, queue, agent, verb, five(data))


def verb_of(happened: Happening) -> str:
    return happened.raw.partition("|")[0]


def data_of(happened: Happening) -> tuple[str, str, str, str, str]:
    """data1 to data5 as they were kept."""
    return five(happened.raw.split("|")[1:])
