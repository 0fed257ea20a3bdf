"""The instants that are asked about: 60 of the inputs, and those of the ledger file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One `snapshot --at AT [--known KNOWN]`, run at `now`. `at` and `known` are the site's local time unless they name
    another; `now` names its zone."""

    what: str
    at: str
    now: str
    known: str = ""


DEMO_ENDS = "2026-11-14T12:00-05:00"
DEMO = tuple(
    Question(what, at, DEMO_ENDS, known)
    for what, at, known in (
        ("quiet: the first day", "2026-10-31T10:00", ""),
        ("night: the hour before clocks go back", "2026-11-01T01:30-04:00", ""),
        ("night: the same hour again", "2026-11-01T01:30-05:00", ""),
        ("closing: a Sunday's last calls", "2026-11-01T19:58", ""),
        ("closing: ten minutes after", "2026-11-01T20:10", ""),
        ("opening: to the second", "2026-11-02T06:00", ""),
        ("opening: the first calls of a Monday", "2026-11-02T06:04", ""),
        ("quiet: a morning", "2026-11-03T09:12", ""),
        ("night: nobody there", "2026-11-04T03:17", ""),
        ("quiet: an afternoon", "2026-11-05T15:30", ""),
        ("quiet: noon, by what had arrived", "2026-11-06T12:00", "2026-11-06T12:00:01"),
        ("the hottest hour", "2026-11-06T10:42", ""),
        ("weekend: noon of a Sunday", "2026-11-08T13:00", ""),
        ("closing: half a minute before", "2026-11-09T22:59:30", ""),
        ("night: a second after midnight", "2026-11-10T00:00:01", ""),
        ("storm: as it begins", "2026-11-10T13:05", ""),
        ("storm: long lines", "2026-11-10T13:40", ""),
        ("storm: by what had arrived an hour in", "2026-11-10T14:20", "2026-11-10T14:25"),
        ("storm: before the phones start anew", "2026-11-10T14:29:59", ""),
        ("storm: after the phones started anew", "2026-11-10T14:31", ""),
        ("storm: its third hour", "2026-11-10T15:10", ""),
        ("storm: over", "2026-11-10T16:45", ""),
        ("night: midnight after the storm", "2026-11-11T00:00", ""),
        ("holiday", "2026-11-11T11:00", ""),
        ("opening: a Saturday", "2026-11-14T08:00:30", ""),
        ("weekend: now", "2026-11-14T12:00", ""),
    )
)

ASTERISK_ENDS = "2026-11-22T04:00Z"
_DRIVEN = (
    ("before the first call", "2026-11-22T01:39:25", ""),
    ("lines growing", "2026-11-22T01:45:10.25", ""),
    ("by what had arrived by then", "2026-11-22T01:58:00", "2026-11-22T03:00"),
    ("half way", "2026-11-22T01:53:00", ""),
    ("towards the end", "2026-11-22T02:01:30", ""),
    ("two hours after", "2026-11-22T04:00:00", ""),
)
ASTERISK = tuple(Question(what, at, ASTERISK_ENDS, known) for what, at, known in _DRIVEN)
ASTERISK_FILE = tuple(question for question in ASTERISK if question.what not in ("lines growing", "half way"))

CITIES_READ = "2026-11-23T10:00Z"


def _city(*instants: str) -> tuple[Question, ...]:
    return tuple(Question(at, at, CITIES_READ) for at in instants)


BOSTON = _city(
    "2015-01-20T09:00", "2015-03-08T03:30", "2015-03-09T08:00", "2015-05-25T12:00",
    "2015-07-01T00:00", "2015-10-10T17:45", "2015-12-31T18:00", "2026-11-23T05:00",
)  # fmt: skip
ST_LOUIS = _city(
    "2012-01-12T11:52", "2012-03-12T07:00", "2012-05-09T09:33:07", "2012-08-15T12:30",
    "2012-11-04T01:30", "2012-12-31T23:59:59", "2013-05-06T12:00", "2026-11-23T04:00",
)  # fmt: skip
NEW_YORK = _city(
    "2015-06-01T12:00", "2018-06-26T11:00", "2018-06-29T20:00", "2018-08-28T09:00",
    "2018-11-15T07:00", "2019-03-23T18:54:58", "2019-06-01T08:00", "2026-11-23T05:00",
)  # fmt: skip

LEDGER_BEGINS, LEDGER_ENDS = "2026-11-12T00:00-05:00", "2026-11-15T10:00-05:00"
LEDGER = tuple(
    Question(what, at, LEDGER_ENDS, known)
    for what, at, known in (
        ("the first morning", "2026-11-12T09:30", ""),
        ("its hottest hour", "2026-11-12T11:40", ""),
        ("by what had arrived then", "2026-11-12T11:40", "2026-11-12T11:40"),
        ("a second before midnight", "2026-11-12T23:59:59", ""),
        ("midnight", "2026-11-13T00:00", ""),
        ("night", "2026-11-13T03:00", ""),
        ("the second morning, by what had arrived", "2026-11-13T10:15", "2026-11-13T10:20"),
        ("before the phones start anew", "2026-11-13T11:19:59", ""),
        ("after the phones started anew", "2026-11-13T11:21", ""),
        ("rows that came late, not yet there", "2026-11-13T18:00", "2026-11-14T00:00"),
        ("rows that came late", "2026-11-13T18:00", ""),
        ("a Saturday", "2026-11-14T13:00", ""),
        ("a Sunday's opening", "2026-11-15T08:03", ""),
        ("its last instant", "2026-11-15T10:00", ""),
    )
)
