"""The wall's own certificate: what is wrong with it is said by the file's name; what is served is TLS 1.2 or later."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from layouts.web.certificate import make
from layouts.web.http import AsgiScope, Receive, Send
from layouts.web.tls import BadCertificate, tls
from tests.layouts.serving import serving
from wallboard.clock import system_clock
from wallboard.settings.parts.access import Server


class Alive:
    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while True:
                message = await receive()
                await send({"type": f"{message['type']}.complete"})
                if message["type"] == "lifespan.shutdown":
                    return
        told = f"{scope['scheme']}".encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": told})

    def stopping(self) -> None: ...


def of(folder: Path, name: str = "wall") -> Server:
    made = make(["localhost", "127.0.0.1"], folder / name, system_clock)
    return Server(port=0, certificate=str(made.certificate), certificate_key=str(made.key))


def test_without_a_certificate_it_is_plain_http() -> None:
    assert tls(Server()) is None


@pytest.mark.parametrize("which", ["certificate", "certificate_key"])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, which: str) -> None:
    gone = tmp_path / "gone.pem"
    with pytest.raises(BadCertificate, match=rf"server\.{which}: cannot read .*gone\.pem: No such file"):
        tls(of(tmp_path).model_copy(update={which: str(gone)}))


@pytest.mark.parametrize("which", ["certificate", "certificate_key"])
def test_a_file_that_is_no_pem_is_named(tmp_path: Path, which: str) -> None:
    other = tmp_path / "other.pem"
    other.write_text("not a certificate\n", encoding="utf-8")
    with pytest.raises(BadCertificate, match=r"other\.pem.*no PEM files"):
        tls(of(tmp_path).model_copy(update={which: str(other)}))


def test_a_key_of_another_certificate_is_named(tmp_path: Path) -> None:
    one, two = of(tmp_path, "one"), of(tmp_path, "two")
    with pytest.raises(BadCertificate, match=r"two\.key is not the key of .*one\.crt"):
        tls(one.model_copy(update={"certificate_key": two.certificate_key}))


def test_a_key_with_a_password_is_refused_rather_than_asked_for(tmp_path: Path) -> None:
    settings = of(tmp_path)
    key = serialization.load_pem_private_key(Path(settings.certificate_key).read_bytes(), None)
    locked = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"locked"),
    )
    Path(settings.certificate_key).write_bytes(locked)
    with pytest.raises(BadCertificate, match="locked by a password"):
        tls(settings)


def asked(port: int, context: ssl.SSLContext | None) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as plain:
        connection = plain if context is None else context.wrap_socket(plain, server_hostname="localhost")
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        answer = b""
        while more := connection.recv(65_536):
            answer += more
        if connection is not plain:
            connection.close()
        return answer


@pytest.mark.whole
def test_it_is_served_by_https_of_today_and_by_nothing_else(tmp_path: Path) -> None:
    settings = of(tmp_path)
    trusting = ssl.create_default_context(cafile=settings.certificate)
    with serving(Alive(), settings) as port:
        assert asked(port, trusting).endswith(b"https")
        old = ssl.create_default_context(cafile=settings.certificate)
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(ssl.SSLError):
            asked(port, old)
        try:
            told = asked(port, None)
        except ConnectionError:
            told = b""
        assert b"HTTP/1.1 200" not in told
