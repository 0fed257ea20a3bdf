"""docs/hang-it-on-the-wall.md does what it says: its commands, run as they are written there, end at a paired live wall."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.board_page import LIVE
from tests.chromium import chromium_options
from tests.installation import PASSWORD
from tests.served import ROOT, clean
from tests.servers import free_port

PAGE = ROOT / "docs" / "hang-it-on-the-wall.md"
TEN_MINUTES_S = 600
WITHIN_S = 200  # one step, on a machine that is busy with other tests
NOT_IN_A_CLONE = shutil.ignore_patterns(".git", ".venv", "var", ".hypothesis", ".*_cache", "__pycache__")

pytestmark = pytest.mark.timeout(TEN_MINUTES_S)


def blocks() -> list[str]:
    """What a reader types, in the order of the page."""
    return re.findall(r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


class Terminal:
    """A shell in a clone of the repository: what is exported stays, one thing runs at a time."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        self._folder, self._environ, self._exports = folder, environ, ""

    def export(self, block: str) -> None:
        self._exports += block

    def run(self, block: str) -> str:
        """Runs a block to its end; all that it said."""
        done = subprocess.run(
            self._words(block), cwd=self._folder, env=self._environ, capture_output=True, text=True, timeout=WITHIN_S
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    @contextmanager
    def running(self, block: str) -> Iterator[str]:
        """Starts what goes on until Ctrl-C, which the end is; the line in which it says where it is."""
        log = self._folder / "terminal"
        with log.open("wb") as out:
            process = subprocess.Popen(
                self._words(block), cwd=self._folder, env=self._environ, stdout=out, stderr=out, start_new_session=True
            )
        try:
            yield wait_for(lambda: re.search(r"^Wallboard is at .*$", log.read_text(), re.MULTILINE), process, log)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)

    def _words(self, block: str) -> list[str]:
        return ["bash", "-euc", self._exports + block]


def wait_for(look: Callable[[], re.Match[str] | None], process: subprocess.Popen[bytes], log: Path) -> str:
    ends = time.monotonic() + WITHIN_S
    while time.monotonic() < ends and process.poll() is None:
        found = look()
        if found:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"it did not come up:\n{log.read_text()[-4000:]}")


def packages_are_in_place() -> bool:
    """Whether `make run` has nothing to install into the .venv that the clone shares with us, as .ci/setup asks."""
    python = subprocess.run([ROOT / ".venv/bin/python", "-VV"], capture_output=True, check=True).stdout
    stamp = hashlib.sha256(python + (ROOT / "requirements/dev.txt").read_bytes()).hexdigest()
    told = ROOT / ".venv" / ".set-up-dev"
    return told.exists() and told.read_text().split()[0] == stamp


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    folder = tmp_path / "wallboard"
    shutil.copytree(ROOT, folder, ignore=NOT_IN_A_CLONE)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    return folder


@pytest.fixture
def trusting(chromium: Browser) -> Iterator[Callable[[str], Browser]]:
    """Starts a Chromium with the switch that `certificate` printed, as the page tells for a small computer."""
    started: list[Browser] = []

    def start(switch: str) -> Browser:
        options = chromium_options()
        options["args"] = [*options["args"], switch]
        started.append(chromium.browser_type.launch(**options))
        return started[-1]

    yield start
    for browser in started:
        browser.close()


def choose_password(page: Page, address: str, code: str) -> None:
    page.goto(f"{address}/welcome")
    page.get_by_label("Name").fill("ada")
    page.get_by_label("One-time code").fill(code)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Set password and sign in").click()
    page.locator(LIVE).wait_for(state="attached")


def let_in(page: Page, address: str, code: str) -> None:
    page.goto(f"{address}/screens")
    page.get_by_label("Code on the screen").fill(code)
    page.get_by_label("Name of the screen").fill("Hall")
    page.get_by_role("button", name="Let it in").click()
    expect(page.get_by_role("rowheader", name="Hall")).to_be_visible()


def test_the_commands_of_the_page_lead_to_a_paired_tv(clone: Path, trusting: Callable[[str], Browser]) -> None:
    assert packages_are_in_place(), "the packages are not those of requirements/dev.txt; run: .ci/setup dev"
    look, say_how, make_certificate, first_administrator, open_it = blocks()
    began = time.monotonic()
    took: dict[str, float] = {}

    def done(step: str) -> None:
        took[step] = time.monotonic() - began - sum(took.values())

    # only what the page says that a reader replaces: the server's name, the port, and the one to look at
    own = clean({"ARGS": f"--port {free_port()}"})
    for make in ("MAKEFLAGS", "MAKEOVERRIDES", "MFLAGS", "MAKELEVEL"):  # of the make that runs the tests
        own.pop(make, None)
    terminal = Terminal(clone, own)
    with terminal.running(look) as said:
        address = re.search(r"http://\S+/", said)
        assert address is not None
        with urllib.request.urlopen(address[0], timeout=WITHIN_S) as answer:
            assert answer.status == 200
    done("look")
    port = free_port()
    assert say_how == "export WALL=10.20.0.5\nexport PORT=8311\n"
    terminal.export(say_how.replace("10.20.0.5", "127.0.0.1").replace("8311", str(port)))
    switch = re.search(r"--ignore-certificate-errors-spki-list=\S+", terminal.run(make_certificate))
    code = re.search(r"One-time code for ada, .*: (\S+)$", terminal.run(first_administrator), re.MULTILINE)
    assert switch is not None
    assert code is not None
    done("certificate and administrator")
    address_told = f"https://127.0.0.1:{port}"
    with terminal.running(open_it) as said:
        assert f"{address_told}/" in said
        done("open to the network")
        browser = trusting(switch[0])
        person, tv = (browser.new_context().new_page() for _ in range(2))
        choose_password(person, address_told, code[1])
        tv.goto(f"{address_told}/tv")
        shown = tv.locator("#code")
        expect(shown).to_have_text(re.compile(r"^\w{4}-\w{4}$"))
        let_in(person, address_told, shown.inner_text())
        tv.locator(LIVE).wait_for(state="attached")
        expect(tv.get_by_text("DEMO").first).to_be_visible()
        done("password, pairing, live")
        with pytest.raises(OSError, match="self-signed"):  # no other browser takes it unasked
            urllib.request.urlopen(address_told, timeout=WITHIN_S)
    print("\n".join(f"{step}: {seconds:.1f} s" for step, seconds in took.items()))
    print(f"from the clone to the live wall: {sum(took.values()):.1f} s")
    assert sum(took.values()) < TEN_MINUTES_S
