"""The demo's settings are a file like any other, so that every command can be used on the demo city."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import data_sources
from wallboard.settings.file import read as settings_file
from wallboard.simulate import demo_city
from wallboard.simulate.demo import WEEKS
from wallboard.simulate.years import Years


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


def test_with_years_behind_it_the_phones_of_before_are_a_source_beside_those_of_now(tmp_path: Path) -> None:
    years = Years(date(2024, 10, 31), date(2026, 11, 20))
    written = demo_city.write_settings(tmp_path, {}, sign_in=False, years=years)
    sources = settings_file.load(written, data_sources.kinds(), {}).sources
    assert set(sources) == {"phones", "phones_before", "requests"}
    assert sources["requests"].first_days == years.days == 750
    assert sources["phones_before"].first_days > years.days
    assert sources["phones_before"].url.get_secret_value().endswith("/phones_before.db")
    assert sources["phones_before"].callback_keys == sources["phones"].callback_keys


def test_without_them_no_request_of_before_its_weeks_counts_as_one_of_few(tmp_path: Path) -> None:
    written = demo_city.write_settings(tmp_path, {}, sign_in=False)
    sources = settings_file.load(written, data_sources.kinds(), {}).sources
    assert set(sources) == {"phones", "requests"}
    assert sources["requests"].first_days == 7 * WEEKS
