"""Ledgers as earlier versions made them, and what must become of their calls. Subclasses bring a fixture `address`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

import wallboard.ledger
from wallboard.calls.whole import VisitVersion
from wallboard.ledger import Ledger
from wallboard.source import Batch

SCRIPTS = Path(wallboard.ledger.__file__).parent / "migrations"
_INTO = "INSERT INTO call_events VALUES ('pbx', :seq, 'main', :at, :callid, :queue, :agent, :event"
# verb, data and queue as kept; what became of them: what, queue, wait_s, talk_s, detail, raw
ROWS: list[tuple[str, tuple[str, ...], str, tuple[Any, ...]]] = [
    ("ENTERQUEUE", ("", "***", "1"), "roads", ("entered", "roads", None, None, "", "ENTERQUEUE||***|1")),
    ("CONNECT", ("20", "x", "3"), "roads", ("answered", "roads", 20, None, "", "CONNECT|20|x|3")),
    ("CONNECT", ("-1",), "roads", ("answered", "roads", None, None, "", "CONNECT|-1")),
    ("COMPLETEAGENT", ("2", "60", "1"), "roads", ("ended", "roads", 2, 60, "", "COMPLETEAGENT|2|60|1")),
    ("COMPLETECALLER", ("2", "60"), "roads", ("ended", "roads", 2, 60, "", "COMPLETECALLER|2|60")),
    ("TRANSFER", ("1", "q", "2", "9"), "roads", ("ended", "roads", 2, 9, "transferred", "TRANSFER|1|q|2|9")),
    ("BLINDTRANSFER", ("1", "q", "2", "9"), "roads", ("ended", "roads", 2, 9, "transferred", "BLINDTRANSFER|1|q|2|9")),
    (
        "ATTENDEDTRANSFER",
        ("BRIDGE", "b", "2", "9", "1"),
        "roads",
        ("ended", "roads", 2, 9, "transferred", "ATTENDEDTRANSFER|BRIDGE|b|2|9|1"),
    ),
    (
        "ATTENDEDTRANSFER",
        ("LINK", "a", "b", "2", "9|1"),
        "roads",
        ("ended", "roads", 2, 9, "transferred", "ATTENDEDTRANSFER|LINK|a|b|2|9|1"),
    ),
    ("ABANDON", ("1", "1", "7"), "roads", ("left", "roads", 7, None, "abandoned", "ABANDON|1|1|7")),
    ("EXITWITHTIMEOUT", ("1",), "roads", ("left", "roads", None, None, "timeout", "EXITWITHTIMEOUT|1")),
    ("EXITEMPTY", ("1", "1", "8"), "roads", ("left", "roads", 8, None, "empty", "EXITEMPTY|1|1|8")),
    ("EXITWITHKEY", ("9", "1", "1", "12"), "roads", ("left", "roads", 12, None, "key", "EXITWITHKEY|9|1|1|12")),
    ("WITHDRAW", ("1", "1", "3", "why"), "roads", ("left", "roads", 3, None, "withdrawn", "WITHDRAW|1|1|3|why")),
    ("ADDMEMBER", ("PAUSED",), "roads", ("joined", "roads", None, None, "paused", "ADDMEMBER|PAUSED")),
    ("ADDMEMBER", (), "roads", ("joined", "roads", None, None, "", "ADDMEMBER")),
    ("REMOVEMEMBER", (), "roads", ("parted", "roads", None, None, "", "REMOVEMEMBER")),
    ("PAUSE", ("Lunch",), "roads", ("paused", "roads", None, None, "Lunch", "PAUSE|Lunch")),
    ("PAUSEALL", ("Lunch",), "NONE", ("paused", "", None, None, "Lunch", "PAUSEALL|Lunch")),
    ("UNPAUSE", (), "roads", ("resumed", "roads", None, None, "", "UNPAUSE")),
    ("UNPAUSEALL", (), "NONE", ("resumed", "", None, None, "", "UNPAUSEALL")),
    ("AGENTLOGIN", ("SIP/1",), "NONE", ("logged_in", "", None, None, "", "AGENTLOGIN|SIP/1")),
    ("AGENTCALLBACKLOGIN", (), "NONE", ("logged_in", "", None, None, "", "AGENTCALLBACKLOGIN")),
    ("AGENTLOGOFF", ("SIP/1", "60"), "NONE", ("logged_out", "", None, None, "", "AGENTLOGOFF|SIP/1|60")),
    ("AGENTCALLBACKLOGOFF", (), "NONE", ("logged_out", "", None, None, "", "AGENTCALLBACKLOGOFF")),
    ("RINGNOANSWER", ("3000",), "roads", ("rang", "roads", None, None, "", "RINGNOANSWER|3000")),
    ("QUEUESTART", (), "NONE", ("restarted", "", None, None, "", "QUEUESTART")),
    ("DID", ("***",), "roads", ("other", "roads", None, None, "", "DID|***")),
]


@contextmanager
def connected(address: str) -> Iterator[Connection]:
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def make_ledger_of_0002(address: str) -> None:
    """With a row of every verb that Wallboard ever knew, and of one that it did not."""
    with connected(address) as connection:
        _upgrade(connection, "0002")
        insert = text(f"{_INTO}, :d1, :d2, :d3, :d4, :d5, 7, 3)")
        for seq, (verb, data, queue, _) in enumerate(ROWS, 1):
            columns = dict(zip(("d1", "d2", "d3", "d4", "d5"), (*data, "", "", "", "", ""), strict=False))
            names = {"seq": seq, "at": 100 + seq, "callid": "NONE" if queue == "NONE" else "c1", "queue": queue}
            connection.execute(insert, {**names, "agent": "NONE" if seq == 1 else "ann", "event": verb, **columns})


def make_ledger_of_0004(address: str) -> None:
    """With whole visits by call and queue: one of a call, told twice, and two of another."""
    with connected(address) as connection:
        _upgrade(connection, "0004")
        version = text("INSERT INTO visit_versions VALUES (:id, 'crm', 'main', :call, :queue, :updated, 100, 'waiting',"
                       " NULL, NULL, '', NULL, NULL, NULL, 0, 7, 3, 1)")  # fmt: skip
        visit = text("INSERT INTO visits VALUES ('crm', :call, :queue, 0, 'main', 100, 'waiting',"
                     " NULL, NULL, NULL, NULL, NULL, 0, NULL, 0, 9223372036854775807, 1)")  # fmt: skip
        told = (("16", "roads"), ("16", "roads"), ("17", "roads"), ("17", "water"))
        for number, (call, queue) in enumerate(told, 5):
            connection.execute(version, {"id": number, "call": call, "queue": queue, "updated": number})
        for call, queue in dict.fromkeys(told):
            connection.execute(visit, {"call": call, "queue": queue})


def _upgrade(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


class CallsOfBefore:
    """Rules for what a newer version makes of them."""

    def test_visits_that_went_by_call_and_queue_go_by_a_key(self, address: str) -> None:
        make_ledger_of_0004(address)
        ledger = Ledger(address)
        ledger.migrate()
        told = VisitVersion("crm", "main", "16", "water", 99, 100)
        known = ledger.calls_at("main", 200, 0, known=8).visits
        before = ledger.calls_at("main", 200, 0).visits
        assert sorted((visit.key.callid, visit.queue) for visit in before) == [
            *(("16", "roads"), ("17/roads", "roads"), ("17/water", "water")),
        ]
        assert sorted(visit.key for visit in known) == sorted(visit.key for visit in before)
        recorded = ledger.record("crm", "main", Batch(None, visits=(told,)), 9)
        assert ([visit.queue for visit in recorded.visits], [key.queue for key in recorded.gone]) == (
            ["water"],
            ["roads"],
        )
        ledger.close()

    def test_every_row_becomes_what_it_meant_and_keeps_what_it_said(self, address: str) -> None:
        make_ledger_of_0002(address)
        ledger = Ledger(address)
        ledger.migrate()
        ledger.close()
        query = "SELECT what, queue, wait_s, talk_s, detail, raw FROM happenings ORDER BY seq"
        with connected(address) as connection:
            assert [tuple(row) for row in connection.execute(text(query))] == [became for *_, became in ROWS]
            places = "SELECT source, seq, part, site, at, received_at, batch FROM happenings ORDER BY seq"
            assert [tuple(row) for row in connection.execute(text(places))] == [
                ("pbx", seq, 0, "main", 100 + seq, 7, 3) for seq in range(1, len(ROWS) + 1)
            ]
            names = connection.execute(text("SELECT callid, agent FROM happenings WHERE seq IN (1, 27) ORDER BY seq"))
            assert [tuple(row) for row in names] == [("c1", ""), ("", "ann")]
