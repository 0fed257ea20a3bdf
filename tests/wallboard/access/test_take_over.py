"""Changed settings while the wall runs: they never open it to those whom the start kept out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from wallboard.access.access import Access
from wallboard.access.visitor import MACHINE, NOBODY
from wallboard.settings import Settings, Site

WIDE: dict[str, Any] = {
    "host": "0.0.0.0",
    "address": "https://wall.example.gov",
    "certificate": "wall.crt",
    "certificate_key": "wall.key",
}


def settings(folder: Path, sign_in: bool = False, **server: Any) -> Settings:
    return Settings.model_validate(
        {
            "sites": {"main": Site(name="City", zone="UTC")},
            "ledger": f"sqlite:///{folder}/wall.db",
            "server": server,
            "access": {"sign_in": sign_in, "database": f"sqlite:///{folder}/access.db", "keys": "k" * 40},
        }
    )


@pytest.mark.parametrize(
    ("sign_in", "server"),
    [(True, {}), (False, WIDE), (False, {"address": "https://wall.example.gov", "proxies": ["127.0.0.1"]})],
    ids=["asked for", "listening wide", "behind a proxy"],
)
def test_who_had_to_sign_in_at_the_start_has_to_until_the_end(
    tmp_path: Path, sign_in: bool, server: dict[str, Any]
) -> None:
    """The socket stays open as wide as it was: whoever edits the file meanwhile must not let everybody in."""
    access = Access(settings(tmp_path, sign_in, **server))
    try:
        assert access.recognise() == NOBODY
        access.take_over(settings(tmp_path))
        assert access.sign_in
        assert access.recognise() == NOBODY
    finally:
        access.close()


def test_where_nobody_signed_in_at_the_start_nobody_is_asked_to_before_a_restart(tmp_path: Path) -> None:
    access = Access(settings(tmp_path))
    access.take_over(settings(tmp_path, sign_in=True))
    assert access.recognise() == MACHINE
    access.close()
