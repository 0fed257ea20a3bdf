"""A certificate of one's own is one that TLS takes, for its names only; its key is nobody else's to read."""

from __future__ import annotations

import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from typer import Typer
from typer.testing import CliRunner

from layouts.cli.certificate import certificate_commands
from layouts.web.certificate import make, words
from wallboard.clock import instant, system_clock

NOON = instant("2026-11-20T12:00Z")


def shake_hands(certificate: Path, key: Path, trusted: Path, name: str) -> str | None:
    """Runs a TLS handshake in memory; the protocol that it came to. Raises ssl.SSLError."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    theirs = ssl.create_default_context(cafile=str(trusted))
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = theirs.wrap_bio(back, there, server_hostname=name)
    server = ours.wrap_bio(there, back, server_side=True)
    for _ in range(5):
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return client.version()


@pytest.mark.parametrize("name", ["wall.example.gov", "127.0.0.1", "::1", "wall"])
def test_tls_takes_it_for_each_of_its_names(tmp_path: Path, name: str) -> None:
    made = make(["Wall.example.gov.", "127.0.0.1", "::1", "wall"], tmp_path / "wall", system_clock)
    assert shake_hands(made.certificate, made.key, made.certificate, name) == "TLSv1.3"


def test_tls_refuses_it_for_another_name_and_where_it_is_not_trusted(tmp_path: Path) -> None:
    one = make(["wall.example.gov"], tmp_path / "one", system_clock)
    two = make(["wall.example.gov"], tmp_path / "two", system_clock)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake_hands(one.certificate, one.key, one.certificate, "other.example.gov")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(one.certificate, one.key, two.certificate, "wall.example.gov")


def test_it_signs_no_others_and_is_good_for_no_longer_than_browsers_take(tmp_path: Path) -> None:
    made = make(["wall.example.gov"], tmp_path / "wall", lambda: NOON)
    read = x509.load_pem_x509_certificate(made.certificate.read_bytes())
    assert read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    assert (read.not_valid_after_utc - read.not_valid_before_utc).days == 397
    assert made.until == instant("2027-12-22T11:00Z")


def test_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    made = make(["wall.example.gov"], tmp_path / "new" / "wall", system_clock)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert not any(b"PRIVATE" in line for line in made.certificate.read_bytes().splitlines())


@pytest.mark.parametrize("there", ["wall.crt", "wall.key"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    (tmp_path / there).write_text("somebody's")
    with pytest.raises(FileExistsError, match=f"{there} is there already; name another"):
        make(["wall.example.gov"], tmp_path / "wall", system_clock)
    assert [each.name for each in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text() == "somebody's"


@pytest.mark.parametrize(
    "name", ["", " ", "https://wall.example.gov", "wall.example.gov:8311", "a..b", "-a", "a b", "*.example.gov",
             "wäll.example.gov", "a\nb", "x" * 64, "10.20.0", "300.1.1.1", "w.\x00example"]
)  # fmt: skip
def test_what_can_be_no_name_is_refused_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="cannot be in a certificate; write a name such as"):
        make(["wall.example.gov", name], tmp_path / "wall", system_clock)
    assert not list(tmp_path.iterdir())


def test_a_long_name_is_taken_whole(tmp_path: Path) -> None:
    name = ".".join(["a" * 50] * 4)
    made = make([name], tmp_path / "wall", system_clock)
    assert shake_hands(made.certificate, made.key, made.certificate, name) == "TLSv1.3"


def test_the_words_tell_what_a_person_needs_to_trust_it(tmp_path: Path) -> None:
    made = make(["wall.example.gov", "10.20.0.5"], tmp_path / "wall", lambda: NOON)
    told = "\n".join(words(made))
    for needed in (str(made.certificate), str(made.key), made.fingerprint, made.public_key, "2027-12-22"):
        assert needed in told
    assert made.key.read_text().splitlines()[1] not in told


def test_the_command_writes_both_files_and_says_where(tmp_path: Path) -> None:
    cli = Typer()
    cli.add_typer(certificate_commands())
    cli.command("other")(lambda: None)
    done = CliRunner().invoke(cli, ["certificate", "wall.example.gov", "10.20.0.5", "--out", str(tmp_path / "own")])
    assert done.exit_code == 0, done.output
    assert f'certificate = "{tmp_path / "own.crt"}"' in done.output
    assert (tmp_path / "own.key").exists()
