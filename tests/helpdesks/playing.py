"""A recording played into a database, with a source that follows it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.empty_databases import written_by
from tests.helpdesks.following import SITE, SOURCE, Compared, Follower, compare_turns, follow
from tests.helpdesks.recording import Playing, Recording
from tests.helpdesks.systems import SYSTEMS, System
from tests.servers import MariaDBServer, PostgresServer
from wallboard.settings import Settings
from wallboard.source import Source

RECORDINGS = Path(__file__).resolve().parents[1] / "data" / "helpdesks"


def follow_recording(
    system: System, folder: Path, server: PostgresServer | MariaDBServer, beside: Path, every: int = 1
) -> Compared:
    """Polled after `every` so many actions. `beside`: an empty folder."""
    recording = Recording(folder)
    zone = recording.zone or system.zone
    with server.database() as database:
        playing = Playing(server.url(database), recording, system.metadata)
        source = opened_source(system, server.url(database), zone)
        follower = Follower(source, settings_of(system, zone), beside)
        compared = Compared(system.explain, ZoneInfo(zone))
        follow(recording, playing, follower, system.said, compared, every)
        if system.turned is not None and (folder / "truth.jsonl.gz").exists():
            compare_turns(recording, follower, system.turned, compared)
        playing.close()
        source.close()
        follower.ledger.close()
    return compared


def filled_source(name: str, folder: Path, url: str, actions: int) -> Source:
    """A source over the first actions of the project's own recording of a system, in a file in `folder`; or at a `url`."""
    file = folder / "helpdesk.db"
    file.write_bytes(_played(name, actions))
    return opened_source(SYSTEMS[name], url or f"sqlite:///{file}")


@cache
def _played(name: str, actions: int) -> bytes:
    """The file, which is played once a process: each of the many tests of the contract has a copy."""

    def play(address: str) -> None:
        recording = Recording(RECORDINGS / name)
        playing = Playing(address, recording, SYSTEMS[name].metadata)
        for action in islice(recording.actions(), actions):
            playing.write(action)
        playing.close()

    return written_by(play)


def opened_source(system: System, url: str, zone: str = "") -> Source:
    """`zone`: where it is not the one that this system's recordings have."""
    kind = import_module(f"data_sources.{system.options['kind']}").KIND
    options = kind.options(**system.options, url=url)
    source: Source = kind.open(SOURCE, SITE, ZoneInfo(zone or system.zone), options)
    return source


def settings_of(system: System, zone: str = "") -> Settings:
    return Settings.model_validate({"sites": {SITE: {"name": "City", "zone": zone or system.zone}}})
