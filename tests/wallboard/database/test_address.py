"""No piece of a password passes for a host, and no address is repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_sources._sql.connection import database_url
from wallboard.database.address import NoAddress, parsed
from wallboard.ledger import Ledger, LedgerError
from wallboard.settings.file.read import parse
from wallboard.settings.problems.wording import SettingsError
from wallboard.simulate.replay import ReplayError, replay

WRONG = [
    "postgresql://wall:a@hunter22@127.0.0.1:1/x",
    "postgresql+psycopg://wall:hunter22@b@127.0.0.1/x",
    "postgresql://wall:a@hunter22/b@127.0.0.1/x",
    "postgresql://wall:a@hunter22?b@127.0.0.1/x",
    "postgresql://wall:a@hunter22:b@127.0.0.1/x",
    "postgresql://wall:a@127.0.0.1/x?options=hunter22@b",
    "postgresql://wa/ll:hunter22@127.0.0.1/x",
    "mysql://wall:a@hunter22@127.0.0.1/x",
]


@pytest.mark.parametrize("address", WRONG)
def test_an_address_with_an_at_sign_too_many_is_refused_and_no_piece_of_it_repeated(
    address: str, tmp_path: Path
) -> None:
    with pytest.raises(NoAddress, match="write it as %40") as told:
        parsed(address)
    said = [str(told.value)]
    with pytest.raises(ValueError, match="%40") as of_url:
        database_url(address)
    said.append(str(of_url.value))
    with pytest.raises(LedgerError, match="%40") as of_ledger:
        Ledger(address)
    said.append(str(of_ledger.value))
    log = tmp_path / "queue_log"
    log.write_text("1795311566|NONE|NONE|NONE|QUEUESTART|\n")
    with pytest.raises(ReplayError, match="%40") as of_replay:
        replay(log, address, 1.0)
    said.append(str(of_replay.value))
    for settings in (
        f'ledger = "{address}"\n[sites.main]\nname = "M"\nzone = "UTC"\n',
        f'[sites.main]\nname = "M"\nzone = "UTC"\n[access]\ndatabase = "{address}"\n',
        f'[sites.main]\nname = "M"\nzone = "UTC"\n[server]\naddress = "{address}"\n',
        f'[sites.main]\nname = "M"\nzone = "UTC"\n[access.providers.city]\nissuer = "{address}"\n',
    ):
        with pytest.raises(SettingsError) as of_settings:
            parse(settings, "wall.toml", {}, {})
        said.append(str(of_settings.value))
    assert not [text for text in said if "hunter22" in text]


@pytest.mark.parametrize(
    ("address", "host", "password"),
    [
        ("postgresql://wall:a%40b%2Fc%3A@db:5432/x", "db", "a@b/c:"),
        ("postgresql://wall@pbx:hunter22@db/x", "db", "hunter22"),  # an account with its server, as some clouds have it
        ("postgresql://wall:a?b/c#d@db/x", "db", "a?b/c#d"),
        ("postgresql://db/x?user=wall@pbx", "db", None),
        ("postgresql:///x?host=/run/postgresql", None, None),
        ("sqlite:////srv/a@b/wall.db", None, None),
        ("sqlite:///var/wall.db", None, None),
    ],
)
def test_what_can_be_told_apart_is_read(address: str, host: str | None, password: str | None) -> None:
    url = parsed(address)
    assert (url.host or None, url.password) == (host, password)
