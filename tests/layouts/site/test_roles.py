"""The two halves of a wallboard, each without the other: what polls knows no screen, what shows knows no poll."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

import app
from layouts.live.stream import Showing
from layouts.site.poller import Poller
from layouts.site.web import Web
from layouts.wall.boards import boards
from tests.empty_databases import lay_access
from tests.layouts.asking import OWN, ask
from tests.layouts.snapshots import NOW, morning, settings
from wallboard.access.access import Access
from wallboard.engine.present import Listener
from wallboard.engine.telemetry import Telemetry
from wallboard.engine.troubles import Troubles
from wallboard.ledger import Ledger
from wallboard.model import HOUR, Health, Micros, Snapshot, VisitKey
from wallboard.model.floor import Floor
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.wall_messages import WallMessage
from wallboard.settings import Settings
from wallboard.source import Source

pytestmark = pytest.mark.whole

ROOT = Path(__file__).resolve().parents[3]
POLLER = """
import sys
from pathlib import Path
import app
poller = app.build(app.load(Path(sys.argv[1])), role="poller")
poller.start()
assert poller.stop()
web = ("dash", "flask", "uvicorn", "plotly", "layouts.web", "layouts.live", "layouts.pages", "layouts.access", "layouts.api")
print(sorted(name for name in sys.modules if name.startswith(web)))
"""


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    file = tmp_path / "wallboard.toml"
    file.write_text(
        f"ledger = 'sqlite:///{tmp_path}/wall.db'\n"
        f"[access]\ndatabase = 'sqlite:///{tmp_path}/access.db'\n[sites.main]\nname = 'Main'\nzone = 'UTC'\n"
    )
    return file


@pytest.mark.slow
def test_a_process_that_polls_only_has_no_part_of_the_web(settings_file: Path) -> None:
    command = [sys.executable, "-c", POLLER, str(settings_file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


def test_each_role_is_built_as_it_says(settings_file: Path) -> None:
    loaded = app.load(settings_file, {})
    poller = app.build(loaded, role="poller")
    poller.start()
    assert type(poller) is Poller
    assert poller.stop()
    both = app.build(loaded)
    both.start()
    assert (type(both.poller), type(both.web)) == (Poller, Web)
    assert both.stop()


class NoMessages:
    """Nothing is written on walls."""

    def now(self, now: Micros, remit: Remit) -> tuple[WallMessage, ...]:
        return ()

    def put(self, messages: list[WallMessage]) -> None:
        raise AssertionError("nobody writes here")

    def take_away(self, id: int) -> bool:
        return False


class NobodyOwed:
    """No call-back is settled."""

    def settle(self, site: str, key: VisitKey, who: str) -> bool:
        return False


class FiguresOfAnotherProcess:
    """Told from outside: there is no engine in this process."""

    def __init__(self, whole: Settings) -> None:
        self.settings, self.present, self.listeners = whole, self, list[Listener]()
        self.telemetry, self.troubles = Telemetry(), Troubles()
        self.every: dict[str, float] = {}
        self.messages = NoMessages()
        self.callbacks = NobodyOwed()

    @property
    def ledger(self) -> Ledger:
        raise AssertionError("nobody asked for the past")

    def snapshot(self, remit: Remit = EVERYTHING) -> Snapshot:
        return morning()

    full_snapshot = snapshot

    def floor(self, remit: Remit = EVERYTHING) -> tuple[Snapshot, Floor]:
        return morning(), Floor()

    def health(self, remit: Remit = EVERYTHING) -> tuple[Health, ...]:
        return morning().health

    def sources(self) -> Mapping[str, Source]:
        return {}

    def time_well_for(self) -> Micros:
        return HOUR

    def tell(self, listener: Listener) -> None:
        self.listeners.append(listener)

    def readiness(self) -> tuple[bool, str]:
        return True, "phones: live"

    def also(self, name: str, every_s: float, run: Callable[[], None]) -> None:
        self.every[name] = every_s


def test_the_web_shows_what_it_is_told_whoever_polls(tmp_path: Path) -> None:
    lay_access(tmp_path / "access.db")
    whole = settings(access={"database": f"sqlite:///{tmp_path}/access.db"})
    figures = FiguresOfAnotherProcess(whole)
    with closing(Access(whole)) as access:
        web = Web(whole, figures, access, lambda: NOW)
        web.listen()
        web.start()
        figures.listeners[0].changed(morning())
        shown = [board for board in boards(whole) if web.hub.newest(Showing(board, EVERYTHING.at("main", whole.sites)))]
        answers = [ask(web.shell, path, headers=OWN) for path in ("/", "/readyz")]
        web.stop()
    assert shown == list(boards(whole)) != []
    assert [answer.status for answer in answers] == [200, 200]
    assert sorted(figures.every) == ["access", "people"]
