"""A provider is asked within bounds, over https that is checked, and without being led elsewhere."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from layouts.web.certificate import Certificate, make
from tests.servers import free_port
from wallboard.access.openid.asking import ProviderClient, Reply
from wallboard.access.openid.discovery import discovered, safe_address, well_known
from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.clock import system_clock

RIGHT = {
    "issuer": "https://login.example.org",
    "authorization_endpoint": "https://login.example.org/authorize",
    "token_endpoint": "https://other.example.org/token",
    "jwks_uri": "https://login.example.org/keys",
}


@contextlib.contextmanager
def answering(say: bytes, piece_by_piece: bool = False, certificate: Certificate | None = None) -> Iterator[str]:
    """A server on 127.0.0.1 that sends these bytes as its whole response; with pauses without end if so wished."""
    done = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not piece_by_piece:
                self.wfile.write(say)
                return
            with contextlib.suppress(OSError):
                self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
                while not done.wait(0.02):
                    self.wfile.write(b"x")
                    self.wfile.flush()

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.certificate, certificate.key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{server.server_port}/token"
    finally:
        done.set()
        server.shutdown()
        server.server_close()
        thread.join(5)


def asked(address: str, deadline_s: float = 5.0) -> Reply:
    return asyncio.run(ProviderClient(direct=True, deadline_s=deadline_s).get(address))


def refused(address: str, deadline_s: float = 5.0) -> OpenIdError:
    with pytest.raises(OpenIdError) as caught:
        asked(address, deadline_s)
    return caught.value


def whole(body: bytes, status: bytes = b"200 OK", more: bytes = b"") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + more + b"content-length: %d\r\n\r\n" % len(body) + body


@pytest.mark.whole
def test_an_object_is_read_and_an_error_keeps_its_status() -> None:
    with answering(whole(b'{"a": 1}')) as address:
        assert asked(address) == Reply(200, {"a": 1})
    with answering(whole(b'{"error": "invalid_grant"}', b"400 Bad Request")) as address:
        assert asked(address) == Reply(400, {"error": "invalid_grant"})


@pytest.mark.whole
@pytest.mark.parametrize(
    ("say", "reason"),
    [
        (whole(b"[]"), "without a JSON object"),
        (whole(b"<html>"), "without a JSON object"),
        (whole(b""), "without a JSON object"),
        (whole(b"\xff\xfe"), "without a JSON object"),
        (whole(b"[" * 200_000), "without a JSON object"),
        (whole(b'{"a":' + b"1" * 10_000 + b"}"), "without a JSON object"),
        (whole(b'{"a": 1}', b"302 Found", b"location: http://127.0.0.1:1/\r\n"), "leads elsewhere"),
        (whole(b'{"a": 1}', b"500 Oh"), "answers 500"),
        (whole(b'{"a":"' + b"x" * 600_000 + b'"}'), "more than"),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 65_536 + b"\r\n" * 1,
            "cannot be asked",
        ),
        (whole(b"x", more=b"content-encoding: gzip\r\n"), "compressed"),
        (b"no http at all\r\n\r\n", "cannot be asked"),
        (b"", "cannot be asked"),
        (whole(b"{}")[:-1], "cannot be asked"),
    ],
)
def test_whatever_else_a_provider_says_is_an_error_of_its_own(say: bytes, reason: str) -> None:
    with answering(say) as address:
        error = refused(address)
    assert error.fault is Fault.UNAVAILABLE
    assert reason in error.log


@pytest.mark.whole
def test_a_closed_port_and_a_name_that_does_not_resolve_read_differently() -> None:
    closed = refused(f"https://127.0.0.1:{free_port()}/token").log
    nameless = refused("https://no..name/token").log
    assert "cannot be asked: the connection was refused" in closed
    assert "does not resolve" in nameless


@pytest.mark.whole
def test_a_provider_that_trickles_is_given_up_at_the_deadline() -> None:
    with answering(b"", piece_by_piece=True) as address:
        assert "took more than 0.3 s" in refused(address, 0.3).log


@pytest.mark.whole
def test_what_is_sent_along_is_in_no_error() -> None:
    with answering(b"") as address, pytest.raises(OpenIdError) as caught:
        asyncio.run(
            ProviderClient(direct=True).post(f"{address}?code=hidden", {"authorization": "Basic hidden"}, "hidden")
        )
    assert "hidden" not in caught.value.log


@pytest.mark.whole
def test_only_a_certificate_that_this_machine_trusts_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(["127.0.0.1"], tmp_path / "city", system_clock)
    with answering(whole(b'{"a": 1}'), certificate=made) as address:
        assert "certificate verify failed" in refused(address).log
        monkeypatch.setenv("SSL_CERT_FILE", str(made.certificate))
        assert asked(address) == Reply(200, {"a": 1})


def fault(**changed: object) -> str:
    with pytest.raises(OpenIdError) as caught:
        discovered({**RIGHT, **changed}, "https://login.example.org")
    assert caught.value.fault is Fault.NOT_BELIEVED
    return caught.value.log


def test_a_description_with_only_what_must_be_there_has_the_standards_defaults() -> None:
    found = discovered(RIGHT, "https://login.example.org")
    assert (found.algorithms, found.userinfo) == (("RS256",), None)
    assert (found.secret_in_body, found.tells_issuer) == (False, False)


@pytest.mark.parametrize("issuer", ["https://login.example.org/", "HTTPS://login.example.org", None, 5, ""])
def test_an_issuer_is_the_same_to_the_letter_or_another(issuer: object) -> None:
    assert "calls itself" in fault(issuer=issuer)


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        5,
        "http://login.example.org/x",
        "http://127.0.0.1/x",
        "https://",
        "https://u:p@login.example.org/",
        "https://login.example.org/#x",
        "https://login.example.org/\r\nx",
        "file:///etc/passwd",
        "//login.example.org",
        "https://login.example.org:0/",
        "https://[::1",
    ],
)
def test_every_endpoint_is_an_https_address(address: object) -> None:
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        assert name in fault(**{name: address})
    if address:
        assert "userinfo_endpoint" in fault(userinfo_endpoint=address)


@pytest.mark.parametrize("announced", [[], ["none"], ["HS256", "HS512"], ["EdDSA"], "RS256", None, {"RS256": 1}])
def test_a_provider_signs_with_a_key_that_only_it_has(announced: object) -> None:
    assert "signs with none of" in fault(id_token_signing_alg_values_supported=announced)


def test_on_this_machine_plain_http_will_do_but_only_there() -> None:
    assert safe_address("http://127.0.0.1:8080/x", loopback=True)
    assert not safe_address("http://127.0.0.1:8080/x", loopback=False)
    assert not safe_address("http://login.example.org/x", loopback=True)


def test_the_description_is_found_below_the_issuer_with_or_without_its_last_slash() -> None:
    assert well_known("https://a.example/r/") == well_known("https://a.example/r")
