"""The wall's own certificate: read once at the start, and refused in words that name the file."""

from __future__ import annotations

import ssl
from pathlib import Path

from wallboard.mendable import Mendable
from wallboard.settings.parts.access import Server

# Forward secrecy and authenticated encryption only; TLS 1.3 has its own list, which is all of that kind.
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


class BadCertificate(Mendable, ValueError):
    """The certificate or its key cannot be used; the text says which file and what would be right."""


def tls(settings: Server) -> ssl.SSLContext | None:
    """What the server answers https with; None without a certificate. Raises BadCertificate."""
    if not settings.certificate:
        return None
    certificate, key = Path(settings.certificate), Path(settings.certificate_key)
    for name, file in (("certificate", certificate), ("certificate_key", key)):
        try:
            file.read_bytes()
        except OSError as error:
            raise BadCertificate(f"server.{name}: cannot read {file}: {error.strerror}") from None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(CIPHERS)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(certificate, key, _no_password)
    except ssl.SSLError as error:
        raise BadCertificate(_words(error, certificate, key)) from None
    return context


def _no_password() -> str:
    raise BadCertificate("server.certificate_key: the key is locked by a password; give it as a PEM file without one")


def _words(error: ssl.SSLError, certificate: Path, key: Path) -> str:
    if error.reason == "KEY_VALUES_MISMATCH":
        return f"server.certificate_key: {key} is not the key of {certificate}"
    if error.reason and error.reason.endswith(("KEY_TOO_SMALL", "MD_TOO_WEAK")):
        return f"server.certificate: {certificate} is too weak to be trusted; make one with a key of 2,048 bits or more"
    return (
        f"server.certificate: {certificate} and {key} are no PEM files of a certificate with its chain and of its "
        "private key"
    )
