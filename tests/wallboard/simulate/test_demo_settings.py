"""The demo's settings are a file like any other, so that every command can be used on the demo city."""

from __future__ import annotations

from pathlib import Path

import data_sources
from wallboard.settings.file import read as settings_file
from wallboard.simulate import demo_city


def test_the_demo_writes_a_whole_settings_file_that_names_its_own_databases_only(tmp_path: Path) -> None:
    folder = tmp_path / 'a "quoted" city'
    written = demo_city.write_settings(folder, {"host": "127.0.0.1", "port": 9000}, sign_in=True)
    settings = settings_file.load(written, data_sources.kinds(), {})
    assert settings.demo
    assert settings.server.port == 9000
    assert settings.access.sign_in
    assert Path(settings.access.keys_file).parent == folder
    sources = [each.url.get_secret_value() for each in settings.sources.values()]
    for address in (settings.ledger, settings.access.database, *sources):
        assert str(folder) in address, address
