"""A certificate of one's own, for where no city gives one: right for a wall on one network, vouched for by nobody."""

from __future__ import annotations

import base64
import ipaddress
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from wallboard.clock import Clock, iso, micros, utc
from wallboard.mendable import Mendable
from wallboard.model import Micros

GOOD_FOR = timedelta(days=397)  # what browsers take at most
CLOCKS_DIFFER = timedelta(hours=1)  # a screen's clock may be behind
_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z")


class UnfitName(Mendable, ValueError):
    """A name that cannot stand in a certificate; the words say what can."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where a certificate and its key lie, and by what one knows them again."""

    certificate: Path
    key: Path
    names: tuple[str, ...]
    until: Micros
    fingerprint: str  # SHA-256 of the certificate, as browsers show it
    public_key: str  # SHA-256 of the public key in base64, as Chromium's switch takes it


def make(names: Sequence[str], out: Path, clock: Clock) -> Certificate:
    """Writes `out`.crt and `out`.key (mode 0600). Raises ValueError for a name that cannot be one, and
    FileExistsError rather than overwrite: a screen may trust what is there."""
    hosts = tuple(dict.fromkeys(name.strip().rstrip(".").lower() for name in names))
    alternatives = [_alternative(name) for name in hosts]
    certificate, key = out.with_name(out.name + ".crt"), out.with_name(out.name + ".key")
    for file in (certificate, key):
        if file.exists():
            raise FileExistsError(f"{file} is there already; name another with --out, or move it away first")
    secret = ec.generate_private_key(ec.SECP256R1())
    made = _signed(hosts[0], alternatives, secret, clock)
    out.parent.mkdir(parents=True, exist_ok=True)
    _write(key, _pem(secret), 0o600)
    _write(certificate, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return Certificate(
        certificate,
        key,
        hosts,
        micros(made.not_valid_after_utc),
        made.fingerprint(hashes.SHA256()).hex(":").upper(),
        _public_key_hash(secret.public_key()),
    )


def words(made: Certificate) -> list[str]:
    """What to write into the settings, what a browser will show, and how to make it trust the certificate."""
    return [
        f"Wrote {made.certificate} and its private key {made.key}, which only you can read.",
        f"Good for {', '.join(made.names)} until {iso(made.until)[:10]}; make the next one before that day.",
        "",
        "Into the settings:",
        "  [server]",
        f'  certificate = "{made.certificate}"',
        f'  certificate_key = "{made.key}"',
        "",
        'Nobody vouches for it, so a browser first shows "Your connection is not private". Compare the fingerprint',
        "(Advanced, or the certificate viewer) with this one before you go on:",
        f"  SHA-256 {made.fingerprint}",
        "A screen's Chromium goes on by itself, for this key and no other, when it is started with",
        f"  --ignore-certificate-errors-spki-list={made.public_key}",
        f"For many desks, have {made.certificate} put among the computers' trusted certificates, or ask the city for one.",
    ]


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        pass
    if not _HOST.match(name) or re.fullmatch(r"[0-9.]+", name):
        raise UnfitName(
            f'"{name}" cannot be in a certificate; write a name such as wall.example.gov or an address such as 10.20.0.5'
        )
    return x509.DNSName(name)


def _signed(
    title: str, alternatives: list[x509.GeneralName], secret: ec.EllipticCurvePrivateKey, clock: Clock
) -> x509.Certificate:
    # A common name holds 64 characters at most; browsers go by the alternatives only.
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title[:64])])
    now = utc(clock()).replace(microsecond=0)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now - CLOCKS_DIFFER + GOOD_FOR)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(secret, hashes.SHA256())
    )


def _pem(secret: ec.EllipticCurvePrivateKey) -> bytes:
    return secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _public_key_hash(public: ec.EllipticCurvePublicKey) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo))
    return base64.b64encode(digest.finalize()).decode()


def _write(file: Path, content: bytes, mode: int) -> None:
    """With its mode from the first byte on."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
        opened.write(content)
