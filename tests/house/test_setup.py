"""The set-up's own promises: the Python that somebody names, and the authorities and the mirror that the machine trusts."""

from __future__ import annotations

import base64
import hashlib
import io
import ssl
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from layouts.web.certificate import make
from tests.wide import every_value
from wallboard.clock import system_clock

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[2]
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
WITHIN_S = 60
TINY = "wallboard_tiny-1.0-py3-none-any.whl"


def said(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": SYSTEM_PATH, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=WITHIN_S,
    )


def test_whatever_python_is_named_the_wall_runs_in_its_own_environment() -> None:
    done = said("make", "-n", "run", "PYTHON=python3.13", "ARGS=--port 9000")
    assert done.stdout.splitlines() == [".ci/setup run", "exec .venv/bin/python app.py demo --port 9000"]


@pytest.mark.parametrize("named", ["python3.99", "/nowhere/python", "/bin/false"])
def test_a_python_that_does_not_run_here_is_refused_by_its_name(named: str) -> None:
    done = said("make", "run", f"PYTHON={named}")
    assert done.returncode != 0
    assert f"PYTHON={named} is no Python 3.11 or later that runs here; name another, or leave PYTHON out" in done.stderr


def test_what_make_starts_keeps_its_compiled_modules_though_the_image_says_not_to() -> None:
    done = said("make", "--eval", "probe: ; @env", "probe", PYTHONDONTWRITEBYTECODE="1", PROBE="here")
    assert "PROBE=here" in done.stdout.splitlines()
    assert "PYTHONDONTWRITEBYTECODE" not in done.stdout


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A package index on loopback, and the certificate of an authority that nobody knows, as an inspecting proxy has."""
    folder = tmp_path_factory.mktemp("index")
    made = make(["localhost"], folder / "authority", system_clock)
    pages = folder / "simple" / "wallboard-tiny"
    pages.mkdir(parents=True)
    wheel = _wheel()
    (pages / TINY).write_bytes(wheel)
    link = f'<a href="{TINY}#sha256={hashlib.sha256(wheel).hexdigest()}">{TINY}</a>'
    (pages / "index.html").write_text(f"<!DOCTYPE html><html><body>{link}</body></html>", "utf-8")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.key)
    server = _Index(("127.0.0.1", 0), _handler(folder))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}/simple", made.certificate
    server.shutdown()
    server.server_close()
    thread.join(WITHIN_S)


class _Index(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever does not trust the certificate hangs up; that is what they are asked to do."""


def _handler(folder: Path) -> type[SimpleHTTPRequestHandler]:
    class Handler(SimpleHTTPRequestHandler):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, directory=str(folder), **kwargs)  # type: ignore[arg-type]

        def log_message(self, format: str, *args: object) -> None: ...

    return Handler


def _wheel() -> bytes:
    files = {
        "wallboard_tiny.py": "",
        "wallboard_tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: wallboard-tiny\nVersion: 1.0\n",
        "wallboard_tiny-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},sha256={_digest(text)},{len(text)}\n" for name, text in files.items())
    files["wallboard_tiny-1.0.dist-info/RECORD"] = record + "wallboard_tiny-1.0.dist-info/RECORD,,\n"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return held.getvalue()


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


INSTALLERS = {
    "pip": ".venv/bin/python -m pip install --quiet --no-cache-dir --no-deps --disable-pip-version-check --target",
    "uv": ".venv/bin/uv pip install --quiet --no-cache --no-deps --python .venv/bin/python --target",
}


def install(installer: str, into: Path, trust: str, **environment: str) -> subprocess.CompletedProcess[str]:
    script = f"{trust} {INSTALLERS[installer]} {into}/packages wallboard-tiny"
    return said("bash", "-euc", script, HOME=str(into), **environment)


@pytest.mark.slow
@pytest.mark.parametrize(("installer", "told"), every_value(["uv", "pip"], ["PIP_CERT", "SSL_CERT_FILE", "pip.conf"]))
def test_pip_and_uv_trust_what_the_machine_was_told_to_trust(
    index: tuple[str, Path], tmp_path: Path, installer: str, told: str
) -> None:
    address, authority = index
    environment = {told: str(authority), "PIP_CONFIG_FILE": "/dev/null"}
    if told == "pip.conf":
        (tmp_path / "pip.conf").write_text(f"[global]\ncert = {authority}\n", "utf-8")
        environment = {"PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}
    done = install(installer, tmp_path, ". .ci/trust; trust_the_machine;", PIP_INDEX_URL=address, **environment)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "packages/wallboard_tiny.py").exists()


@pytest.mark.slow
@pytest.mark.parametrize("installer", INSTALLERS)
def test_an_authority_that_the_machine_does_not_trust_is_refused(
    index: tuple[str, Path], tmp_path: Path, installer: str
) -> None:
    bounds = {"PIP_RETRIES": "0", "UV_HTTP_RETRIES": "0", "PIP_CONFIG_FILE": "/dev/null"}
    done = install(installer, tmp_path, ". .ci/trust; trust_the_machine;", PIP_INDEX_URL=index[0], **bounds)
    assert done.returncode != 0
    assert not (tmp_path / "packages/wallboard_tiny.py").exists()


def test_what_somebody_set_stays(tmp_path: Path) -> None:
    chosen = {"PIP_CERT": "/a", "SSL_CERT_FILE": "/b", "UV_SYSTEM_CERTS": "false", "UV_DEFAULT_INDEX": "/c"}
    done = said("bash", "-euc", ". .ci/trust; trust_the_machine; env", PIP_INDEX_URL="/d", **chosen)
    assert {f"{name}={value}" for name, value in chosen.items()} <= set(done.stdout.splitlines())
