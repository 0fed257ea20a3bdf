"""The client that asks servers over HTTP: bounds, redirects, deadlines, and what is kept."""

from __future__ import annotations

import gzip
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing

import pytest

from data_sources._http.body import BadBody, whole_body
from data_sources._http.client import HttpClient
from data_sources._http.kept import Answer, KeptAnswers
from data_sources._http.retry_after import LONGEST, UNSAID, left_alone_for
from tests.data_sources.georeport_server import GeoReportServer
from wallboard.model import SECOND
from wallboard.source import SourceError

pytestmark = pytest.mark.whole

NOW = 1_795_400_000_000_000
ARGUMENTS = {"api_key": "s3cret-Key-99"}


@pytest.fixture(scope="module")
def server() -> Iterator[GeoReportServer]:
    with closing(GeoReportServer()) as made:
        yield made


@pytest.fixture
def client(server: GeoReportServer) -> Iterator[HttpClient]:
    with closing(HttpClient("city", server.endpoint, 5, "application/json")) as made:
        made.begin(NOW)
        yield made


Instead = Callable[[str], tuple[int, dict[str, str], bytes] | None]


def test_redirects_are_followed_on_the_same_server_alone(server: GeoReportServer, client: HttpClient) -> None:
    def leads(to: str) -> Instead:
        return lambda path: (302, {"Location": to}, b"") if path == "a" else (200, {}, path.encode())

    server.instead = leads("/open311/v2/b?x=1")
    assert client.get("a", ARGUMENTS, NOW).body == b"b"
    for to, says in (
        ("http://127.0.0.2/b", "leads elsewhere"),
        ("//example.org/b", "leads elsewhere"),
        (server.endpoint.replace("http:", "https:"), "write that into settings"),
        ("http://127.0.0.1:1/b", "leads elsewhere"),
        ("a", "leads from one address to the next"),
        ("file:///etc/passwd", "leads elsewhere"),
        ("", "leads elsewhere"),
    ):
        server.instead = leads(to)
        with pytest.raises(SourceError, match=says) as caught:
            client.get("a", ARGUMENTS, NOW)
        assert caught.value.permanent
        assert ARGUMENTS["api_key"] not in str(caught.value)


def test_an_answer_is_bounded_packed_or_not() -> None:
    assert whole_body([b"ab", b"c"], "identity", 3) == b"abc"
    packed = gzip.compress(b"\0" * 1_000_000)
    assert len(whole_body([packed], "gzip")) == 1_000_000
    for pieces, how, says in (
        ([b"abcd"], "", "more than 3 bytes"),
        ([packed], "gzip", "more than 3 bytes"),
        ([b"nonsense"], "gzip", "cannot be unpacked"),
        ([gzip.compress(b"ab")[:-3]], "gzip", "broke off"),
        ([b"x"], "br", "not asked for"),
    ):
        with pytest.raises(BadBody, match=says):
            whole_body(pieces, how, 3)


def test_a_server_that_drips_is_given_up_at_the_deadline() -> None:
    """Each byte comes in time, and the whole never does."""
    over = threading.Event()

    def drip(listening: socket.socket) -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(4_096)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            while not over.wait(0.02):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with closing(HttpClient("city", address, 0.3, "*/*")) as client:
            client.begin(NOW)
            with pytest.raises(SourceError, match=r"took more than 0.3 s"):
                client.get("a", ARGUMENTS, NOW)
            with pytest.raises(SourceError, match=r"took more than 0.3 s"):  # the poll's time, not the question's
                client.get("a", ARGUMENTS, NOW)
            listening.setblocking(False)
            with pytest.raises(BlockingIOError):  # nobody asks a second time
                listening.accept()
        over.set()
        thread.join(5)


def test_no_log_repeats_a_key(server: GeoReportServer, client: HttpClient, caplog: pytest.LogCaptureFixture) -> None:
    server.instead = lambda path: (200, {}, b"[]")
    with caplog.at_level(logging.DEBUG):
        client.get("a", ARGUMENTS, NOW)
    assert ARGUMENTS["api_key"] not in caplog.text
    assert server.asked[-1][1] == ARGUMENTS


def test_it_goes_on_after_it_was_closed(server: GeoReportServer, client: HttpClient) -> None:
    server.instead = lambda path: (200, {}, b"[]")
    client.close()
    assert client.get("a", {}, NOW).body == b"[]"
    client.close()
    client.close()


def test_what_is_kept_is_bounded_and_the_oldest_goes_first() -> None:
    kept = KeptAnswers(bytes_at_most=10)
    for address, size in (("a", 6), ("b", 4), ("c", 4)):
        kept.put(address, Answer(200, b"x" * size, {"etag": '"1"', "last-modified": "then"}))
    assert kept.get("a") is None
    assert kept.headers("b") == {"if-none-match": '"1"', "if-modified-since": "then"}
    kept.put("b", Answer(200, b"", {}))
    assert (kept.get("b"), kept.headers("b")) == (None, {})
    kept.put("d", Answer(200, b"x" * 11, {"etag": '"1"'}))
    assert kept.get("d") is None


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("90", 90),
        ("0", 0),
        ("999999999999999999999", LONGEST // SECOND),
        ("Mon, 23 Nov 2026 02:14:00 GMT", 60),
        ("Mon, 23 Nov 2026 02:12:00 GMT", 1),
        ("", UNSAID // SECOND),
        ("-5", UNSAID // SECOND),
        ("tomorrow", UNSAID // SECOND),
        ("Mon, 99 Nov 2026 99:14:00 GMT", UNSAID // SECOND),
    ],
)
def test_how_long_a_server_wants_to_be_left_alone(header: str, seconds: int) -> None:
    """By its own clock, where it tells that."""
    assert left_alone_for(header, "Mon, 23 Nov 2026 02:13:00 GMT", NOW) == seconds * SECOND
