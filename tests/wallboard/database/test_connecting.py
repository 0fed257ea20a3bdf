"""A name that does not resolve, a closed port and a wrong password read differently, of a source and of the ledger."""

from __future__ import annotations

import errno
import socket
import ssl

import psycopg
import pymysql
import pytest
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from data_sources._sql.connection import open_engine, reading
from tests.servers import free_port
from wallboard.database.connecting import Refusal, refusal
from wallboard.ledger import Ledger, LedgerError
from wallboard.source import SourceError

PASSWORD = "hunter22"


def said_of_a_source(address: str) -> str:
    engine = open_engine(SecretStr(address), 3)
    try:
        with pytest.raises(SourceError) as told, reading(engine, "pbx", "log"):
            raise AssertionError("connected")
    finally:
        engine.dispose()
    assert PASSWORD not in str(told.value) + repr(told.value)
    return str(told.value)


def said_of_the_ledger(address: str) -> str:
    ledger = Ledger(address)
    try:
        with pytest.raises(LedgerError) as told:
            ledger.migrate()
    finally:
        ledger.close()
    assert PASSWORD not in f"{told.value!r} {told.value} {told.value.__cause__}"
    return str(told.value)


@pytest.mark.whole
@pytest.mark.parametrize("scheme", ["postgresql", "mysql"])
def test_of_a_source_each_is_said_in_words_of_its_own(scheme: str, tmp_path: object) -> None:
    port = free_port()
    assert f"cannot reach the database at 127.0.0.1:{port}: the connection was refused" in said_of_a_source(
        f"{scheme}://wall:{PASSWORD}@127.0.0.1:{port}/x"
    )
    # no name that could be asked for, so nobody is asked
    assert "cannot reach the database at no..name: its name does not resolve" in said_of_a_source(
        f"{scheme}://wall:{PASSWORD}@no..name/x"
    )


@pytest.mark.whole
def test_of_the_ledger_too() -> None:
    port = free_port()
    refused = said_of_the_ledger(f"postgresql+psycopg://wall:{PASSWORD}@127.0.0.1:{port}/x")
    assert "the connection was refused" in refused
    assert "\n" not in refused
    assert "its name does not resolve" in said_of_the_ledger(f"postgresql+psycopg://wall:{PASSWORD}@no..name/x")
    assert "there is no such socket" in said_of_the_ledger("postgresql+psycopg:///x?host=/nowhere")


# What the drivers raise of networks that a test cannot make, in their own words.
HEARD = [
    (psycopg.OperationalError("failed to resolve host 'db.example': [Errno -2] Name or service not known"), "NAME"),
    (psycopg.OperationalError('could not translate host name "db" to address: Temporary failure'), "NAME"),
    (psycopg.OperationalError("connection timeout expired"), "MUTE"),
    (psycopg.OperationalError('connection to server at "10.0.0.1", port 5432 failed: No route to host'), "NO_WAY"),
    (psycopg.OperationalError("connection failed: server does not support SSL, but SSL was required"), "TLS"),
    (psycopg.OperationalError('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "x"'), "NOT_FROM_HERE"),
    (psycopg.OperationalError('FATAL:  password authentication failed for user "x"'), "PASSWORD"),
    (psycopg.OperationalError('FATAL:  database "x" does not exist'), "DATABASE"),
    (pymysql.OperationalError(1045, "Access denied for user 'x'@'h' (using password: YES)"), "PASSWORD"),
    (pymysql.OperationalError(1130, "Host '10.0.0.1' is not allowed to connect"), "NOT_FROM_HERE"),
    (pymysql.OperationalError(1049, "Unknown database 'x'"), "DATABASE"),
    (socket.gaierror(-2, "Name or service not known"), "NAME"),
    (TimeoutError("timed out"), "MUTE"),
    (ssl.SSLCertVerificationError(1, "certificate verify failed: self-signed certificate"), "TLS"),
    (OSError(errno.EHOSTUNREACH, "No route to host"), "NO_WAY"),
]


@pytest.mark.parametrize(("error", "name"), HEARD, ids=[str(error)[:50] for error, _ in HEARD])
def test_whatever_driver_says_it_it_is_known(error: Exception, name: str) -> None:
    assert refusal(error) is Refusal[name]
    beneath = pymysql.OperationalError(2003, "Can't connect to MySQL server on 'db'")
    beneath.original_exception = error
    if isinstance(error, OSError):
        assert refusal(beneath) is Refusal[name]


def test_all_words_differ_and_none_repeats_a_secret() -> None:
    told = [each.told(make_url(f"postgresql://wall:{PASSWORD}@db:5432/x")) for each in Refusal]
    assert len(set(told)) == len(told)
    assert all("the database at db:5432" in words and PASSWORD not in words for words in told)


@pytest.mark.parametrize(
    "error",
    [
        pymysql.OperationalError(2013, "Lost connection to MySQL server during query"),
        psycopg.OperationalError("SSL connection has been closed unexpectedly"),
        psycopg.errors.QueryCanceled("canceling statement due to statement timeout"),
        pymysql.DataError(1264, "Out of range value for column 'connection refused'"),
        ValueError("certificate"),
    ],
)
def test_other_troubles_are_no_refusals(error: Exception) -> None:
    assert refusal(error) is None
