"""The settings file: what is right is taken, and everything that is wrong is told at once, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wallboard.settings import Settings, SourceBase
from wallboard.settings.file.read import load, parse
from wallboard.settings.problems.wording import SettingsError
from wallboard.source import Source, SourceKind

TILES = frozenset({"speed_of_answer", "waiting_now", "queues", "ageing"})


class Options(SourceBase):
    url: str
    table: str = "queue_log"


def no_source(*_: object) -> Source:
    raise AssertionError("reading settings opens nothing")


KINDS = {name: SourceKind(name, "calls", Options, no_source) for name in ("asterisk_queue_log", "sql_tickets")}

GOOD = """\
[sites.main]
name = "City 311"
zone = "America/Chicago"
hours = [{ mon = "08:00-12:00, 13:00-24:00", holidays = "US-IL" }]

[sources.pbx]
kind = "asterisk_queue_log"
url = "mysql+pymysql://wall:hunter22@db/asterisk"
poll_every = 1

[queues.roads]
targets = [{ share = 0.8, within_s = 30 }, { share = 0.9, within_s = 20, from = 2026-01-01 }]

[departments."Streets & Roads"]
owner = "Ana"
[[departments."Streets & Roads".hours]]
from = 2026-01-01
mon = "8:00-20:00"
tue = "00:00-24:00"
closed_days = [2026-12-24]

[[promises]]
service_type = "Pothole"
department = "Streets & Roads"
days = 3

[[promises]]
service_type = "Pothole"
department = "Streets & Roads"
days = 2
from = 2026-07-01

[boards.wall]
columns = 3
rows = [["speed_of_answer", "queues:2"], ["ageing:3"]]
heights = [1, 2]
queues = ["roads"]
"""


def read(text: str, environ: Mapping[str, str] | None = None, name: str = "wallboard.toml") -> Settings:
    return parse(text, name, KINDS, environ or {}, TILES)


def errors(text: str, environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        read(text, environ)
    return caught.value.lines


def error(text: str, environ: Mapping[str, str] | None = None) -> str:
    (line,) = errors(text, environ)
    return line


def test_a_good_file_is_taken_and_a_source_has_the_options_of_its_kind() -> None:
    settings = read(GOOD)
    pbx = settings.sources["pbx"]
    assert isinstance(pbx, Options)
    assert (pbx.url, pbx.poll_every, pbx.table) == ("mysql+pymysql://wall:hunter22@db/asterisk", 1.0, "queue_log")
    assert settings.queues["roads"].targets[1].share == 0.9
    assert settings.boards["wall"].rows == (("speed_of_answer", "queues:2"), ("ageing:3",))


def test_opening_hours_are_written_as_people_write_them() -> None:
    hours = read(GOOD).departments["Streets & Roads"].hours[0]
    assert hours.mon == ((time(8), time(20)),)
    assert hours.tue == ((time(0), time.max),)
    assert hours.wed == ()
    assert read(GOOD).sites["main"].hours[0].mon == ((time(8), time(12)), (time(13), time.max))


TEN = """\
ledger = "mysql://wall:hunter22@db/wall"
[server]
prot = 80
[sites.main]
name = "Main"
zone = "America/Chicgo"
[sources.pbx]
kind = "asterix"
poll_every = 0
[queues.roads]
site = "mian"
targets = [
  { share = 0.8 },
  { share = 80, from = 2026-01-01 },
]
[departments."Streets & Roads"]
hours = [{ mon = "08:00-12:00, 11:00-17:00" }]
[[promises]]
service_type = "Pothole"
days = 3
[[promises]]
service_type = "Pothole"
days = 5
[boards.wall]
columns = 2
rows = [
  ["speed_of_anser", "waiting_now"],
]
"""


def test_a_file_with_ten_errors_has_all_ten_told_with_their_lines() -> None:
    assert errors(TEN) == (
        'wallboard.toml:1: ledger "mysql" keeps no ledger; write "sqlite:///var/wallboard.db" or "postgresql+psycopg://user@host/database"',
        'wallboard.toml:3: [server] prot is not known; did you mean "port"?',
        'wallboard.toml:6: [sites.main] zone is not usable: "America/Chicgo" is not a time zone; write one like "America/Chicago" or "UTC"',
        'wallboard.toml:8: [sources.pbx] kind "asterix" is not known; this build has: asterisk_queue_log, sql_tickets',
        "wallboard.toml:9: [sources.pbx] poll_every must be 1 s or more, not 0",
        'wallboard.toml:11: [queues.roads] site "mian" is no site; did you mean "main"?',
        "wallboard.toml:14: [[queues.roads.targets]] share must be 1 or less, not 80",
        'wallboard.toml:17: [[departments."Streets & Roads".hours]] mon overlaps itself: open until 12:00, and again from 11:00',
        'wallboard.toml:21: [[promises]] "Pothole" is promised twice from 1970-01-01 (first by promise 1 of the file); keep one, or give it another department, priority or from',
        'wallboard.toml:27: [boards.wall] rows[0][0] "speed_of_anser" is no tile; did you mean "speed_of_answer"?',
    )


SITE = '[sites.main]\nname = "M"\nzone = "UTC"\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "wallboard.toml: sites is missing: the centres that this wallboard serves"),
        ("[sites]", 'wallboard.toml:1: [sites] has no site; write [sites.main] with name = "..." and zone = "America/Chicago"'),
        ('[sites.main]\nname = "M"', '1: [sites.main] zone is missing: IANA time zone of the site, such as "America/Chicago"'),
        ('[sites."a b"]\nname = "M"\nzone = "UTC"', '1: [sites."a b"] is no usable name; use letters, digits, - and _'),
        (SITE + "a = 'b", "4: this is not TOML: "),
        (SITE + "demo = 1\ndemo = 2", "5: this is not TOML: "),
        (SITE + "sources = 5\n", "4: [sites.main] sources is not known; known: hours, language, name, week_ends, year_ends, zone"),
        (SITE + "[sources]\npbx = 5", "5: [sources] pbx must be a table"),
        (SITE + "[sources.pbx]\nurl = 'x'", "4: [sources.pbx] kind is missing; this build has: asterisk_queue_log, sql_tickets"),
        (SITE + "[sources.pbx]\nkind = 'sql_tickets'", "4: [sources.pbx] url is missing"),
        (SITE + "[sources.pbx]\nkind = 'sql_tickts'\n", '5: [sources.pbx] kind "sql_tickts" is not known; this build has: asterisk_queue_log, sql_tickets; did you mean "sql_tickets"?'),
        (SITE + "[sources.pbx]\nkind = 'sql_tickets'\nurl = 'x'\nlate_after_s = 2", "7: [sources.pbx] late_after_s must be more than poll_every (2 s)"),
        (SITE + "[server]\nhost = '0.0.0.0'", '5: [server] host "0.0.0.0" can be reached from elsewhere'),
        (SITE + "[server]\nport = 70000", "5: [server] port must be 65535 or less, not 70000"),
        (SITE + "[server]\nport = 'a'", '5: [server] port must be a whole number, not "a"'),
        (SITE + "[alarm]\nwatch_over = nan", "5: [alarm] watch_over must be a number, not nan"),
        (SITE + "[alarm]\nwatch_over = 2", "4: [alarm] alarm_over is below watch_over: the alarm would come before the watch"),
        (SITE + "[review]\nminutes = { signals = 0 }", "5: [review.minutes] signals must be 1 or more, not 0"),
        (SITE + "[review.minutes]\nsignal = 20", '5: [review.minutes] signal is not known; did you mean "signals"?'),
        (SITE + "[pauses]\nLunch = 0", "5: [pauses] Lunch must be more than 0, not 0"),
        (SITE + "[pauses]\nLunch = 2400\nlunch = 60", '6: [pauses] lunch is the same reason as "Lunch"; keep one of them'),
        (SITE + '[queues."Straße"]\nlable = "x"', '5: [queues."Straße"] lable is not known; did you mean "label"?'),
        (SITE + "[queues.a]\nservice_level = 'offred'", "5: [queues.a] service_level must be one of answered, offered,"),
        (SITE + "[queues.a]\ntargets = [{}, {}]", "5: [[queues.a.targets]] from 1970-01-01 is there twice"),
        (SITE + '[[sites.main.hours]]\nmon = "17:00-08:00"', "5: [[sites.main.hours]] mon ends at 08:00, not after its start at 17:00"),
        (SITE + '[[sites.main.hours]]\nmon = "8 to 5"', '5: [[sites.main.hours]] mon is not usable: "8 to 5" are no opening hours'),
        (SITE + "[[sites.main.hours]]\nmon = 5", '5: [[sites.main.hours]] mon is not usable: "5" are no opening hours'),
        (SITE + '[[sites.main.hours]]\nmon = "08:00+01:00-09:00"', "5: [[sites.main.hours]] mon is not usable"),
        (SITE + '[[sites.main.hours]]\nholidays = "US-XX"', '5: [[sites.main.hours]] holidays "US-XX" is not known'),
        (SITE + '[[sites.main.hours]]\nspecial_days = { 2026-12-24 = "8 to 12" }', '5: [sites.main.hours.special_days] is not usable: 2026-12-24: "8 to 12" are no opening hours'),
        (SITE + '[[sites.main.hours]]\nspecial_days = { 24-12-2026 = "08:00-12:00" }', '5: [sites.main.hours.special_days] is not usable: "24-12-2026" is no day; write one like 2026-12-24 = "08:00-12:00"'),
        (SITE + '[[sites.main.hours]]\nclosed_days = [2026-12-24]\nspecial_days = { 2026-12-24 = "08:00-12:00" }', "6: [sites.main.hours.special_days] 2026-12-24 is one of closed_days too; keep one of them"),
        (SITE + '[[service_types.leak.hours]]\nspecial_days = { 2026-12-24 = "12:00-08:00" }', "5: [service_types.leak.hours.special_days] 2026-12-24 ends at 08:00, not after its start at 12:00"),
        (SITE + '[[service_types.leak.hours]]\nmon = "08:00-12:00"\n[[service_types.leak.hours]]', "6: [[service_types.leak.hours]] from 1970-01-01 is there twice"),
        (SITE + '[[promises]]\nservice_type = "leak"\ndays = 1\nbusiness = true\n[[service_types.leek.hours]]', '8: [service_types.leek.hours] are of no promise: none of "leek" has business = true; did you mean "leak"?'),
        (SITE + '[[promises]]\nservice_type = "leak"\ndays = 1\nwhen_paused = "stops"', '7: [[promises]] when_paused must be one of stands, runs, not "stops"'),
        (SITE + '[[sites.main.hours]]\n[[sites.main.hours]]\nfrom = 2026-02-30', "6: this is not TOML"),
        (SITE + '[departments.a]\n[[promises]]\nservice_type = "x"\ndays = 1\ndepartment = "aa"', '8: [[promises]] department "aa" is no department; known: a'),
        (SITE + "[boards.b]\nrows = []", "5: [boards.b] rows is empty"),
        (SITE + "[boards.b]\ncolumns = 2\nrows = [['queues']]", "6: [boards.b] rows[0] fills 1 of the board's 2 columns"),
        (SITE + "[boards.b]\ncolumns = 1\nrows = [['queues:x']]", '6: [boards.b] rows[0][0] "queues:x" is no width; write "queues:1" to "queues:1"'),
        (SITE + "[boards.b]\ncolumns = 1\nrows = [['queues']]\nheights = [1, 2]", "7: [boards.b] heights has 2 heights for 1 rows"),
        ("ledger = 'sqlite://'\n" + SITE, "1: ledger names no database to keep it in"),
        ("ledger = '::'\n" + SITE, "1: ledger is no address of a database"),
    ],
)  # fmt: skip
def test_each_mistake_is_told_with_its_line_and_what_would_be_right(text: str, told: str) -> None:
    lines = [line for line in errors(text) if told in line]
    assert lines, errors(text)


def test_with_several_sites_everything_says_to_which_it_belongs() -> None:
    text = SITE + '[sites.east]\nname = "E"\nzone = "UTC"\n[queues.a]\nsite = "east"\n[queues.b]\n'
    assert error(text) == "wallboard.toml:9: [queues.b] site is missing; there are several: main, east"


def test_a_board_shows_the_queues_of_its_own_site() -> None:
    text = SITE + '[sites.east]\nname = "E"\nzone = "UTC"\n[queues.a]\nsite = "east"\n'
    board = '[boards.b]\nsite = "main"\ncolumns = 1\nrows = [["queues"]]\nqueues = ["a"]\n'
    assert (
        error(text + board)
        == 'wallboard.toml:13: [boards.b] queues "a" belongs to site east, and this board shows main'
    )


TWO = SITE + "[boards.a]\ncolumns = 1\nrows = [['queues']]\n[boards.b]\ncolumns = 1\nrows = [['queues']]\n"


@pytest.mark.parametrize(
    ("rotation", "says"),
    [
        ("[rotations.hall]\nboards = [['a', 30]]", "[rotations.hall] boards needs two boards at least"),
        ("[rotations.hall]\nboards = [['a', 30], ['a', 5]]", '[rotations.hall] boards has "a" twice'),
        ("[rotations.hall]\nboards = [['a', 30], ['c', 5]]", '[rotations.hall] boards "c" is no board'),
        ("[rotations.hall]\nboards = [['a', 30], ['b', 4]]", "[rotations.hall] boards[1][1] must be 5 or more"),
        ("[rotations.a]\nboards = [['a', 30], ['b', 5]]", "[rotations.a] there is a board of this name"),
        ("[rotations.hall]\nsite = 'east'\nboards = [['a', 30], ['b', 5]]", '[rotations.hall] site "east" is no site'),
    ],
)
def test_a_rotation_goes_through_boards_that_there_are(rotation: str, says: str) -> None:
    assert any(says in line for line in errors(TWO + rotation)), errors(TWO + rotation)


def test_a_rotation_is_read_with_the_seconds_of_each_board() -> None:
    assert read(TWO + "[rotations.hall]\nboards = [['a', 30], ['b', 5.5]]").rotations["hall"].boards == (
        ("a", 30),
        ("b", 5.5),
    )
    assert read(SITE + "[rotations.hall]\nboards = [['wall', 30], ['far', 20]]").rotations, "of those that are built in"


def test_an_empty_table_of_boards_declares_none() -> None:
    assert "boards" not in read('[sites.main]\nname = "A"\nzone = "UTC"\n[boards]\n').model_fields_set


def test_names_of_queues_are_free_where_the_file_declares_none() -> None:
    board = "[boards.b]\ncolumns = 1\nrows = [['queues']]\nqueues = ['anything']\n"
    assert read(SITE + board).boards["b"].queues == ("anything",)
    assert '"anything" is no queue' in error(SITE + board + "[queues.roads]")


def test_the_environment_wins_over_the_file() -> None:
    settings = read(
        GOOD,
        {
            "WALLBOARD_SERVER__PORT": "0",
            "WALLBOARD_DEMO": "true",
            "WALLBOARD_SOURCES__PBX__TABLE": "other",
            "WALLBOARD_DEPARTMENTS__STREETS_ROADS__OWNER": "Bo",
            "WALLBOARD_QUEUES__ROADS__TARGETS__1__SHARE": "0.5",
            "WALLBOARD_EMERGENCY_TYPES": '["Gas leak"]',
            "WALLBOARD_SETTINGS": "elsewhere.toml",
            "HOME": "/nowhere",
        },
    )
    assert (settings.server.port, settings.demo, settings.sources["pbx"].table) == (0, True, "other")
    assert settings.departments["Streets & Roads"].owner == "Bo"
    assert settings.queues["roads"].targets[1].share == 0.5
    assert settings.emergency_types == ("Gas leak",)


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("WALLBOARD_SERVER__PORT", "x", 'WALLBOARD_SERVER__PORT: [server] port must be a whole number, not "x"'),
        ("WALLBOARD_SEVER__PORT", "1", 'WALLBOARD_SEVER__PORT: "sever" is no setting; did you mean "server"?'),
        ("WALLBOARD_SERVER__PROT", "1", 'WALLBOARD_SERVER__PROT: "prot" is no setting; did you mean "port"?'),
        ("WALLBOARD_SOURCES__PBX__TABEL", "1", 'WALLBOARD_SOURCES__PBX__TABEL: "tabel" is no setting; did you mean "table"?'),
        ("WALLBOARD_QUEUES__ROADS__TARGETS__9__SHARE", "1", "TARGETS__9__SHARE: leads into something that is no table"),
        ("WALLBOARD_LEDGER_FILE", "/nowhere/x", 'WALLBOARD_LEDGER_FILE: the file "/nowhere/x" cannot be read: No such file'),
        ("WALLBOARD_", "x", 'WALLBOARD_: "" is no setting'),
    ],
)  # fmt: skip
def test_a_wrong_variable_is_named(variable: str, value: str, told: str) -> None:
    assert told in error(GOOD, {variable: value})


def test_a_secret_comes_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgresql+psycopg://wall:s3cret-word@db/asterisk\n")
    settings = read(GOOD, {"WALLBOARD_SOURCES__PBX__URL_FILE": str(secret)})
    assert settings.sources["pbx"].url == "postgresql+psycopg://wall:s3cret-word@db/asterisk"


def test_a_value_and_a_file_for_it_are_one_too_many(tmp_path: Path) -> None:
    secret = tmp_path / "ledger"
    secret.write_text("sqlite:///var/b.db")
    told = error(GOOD, {"WALLBOARD_LEDGER": "sqlite:///var/a.db", "WALLBOARD_LEDGER_FILE": str(secret)})
    assert told == "WALLBOARD_LEDGER_FILE: says the same as WALLBOARD_LEDGER; keep one of them"


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("poll_every = 1", "poll_every = 0"),
        GOOD.replace('url = "mysql', 'urll = "mysql'),
        GOOD.replace('url = "mysql', 'table = ["mysql').replace("/asterisk", '/asterisk", "x"]#'),
        "ledger = 'oracle://wall:hunter22@db/x'\n" + GOOD,
        "ledger = 'oracle:/wall:hunter22@db/x'\n" + GOOD,
        GOOD.replace('owner = "Ana"', 'owner = ["mysql://wall:a@b/hunter22@db"]\n"mysql://wall:a@b/hunter22@db" = 1'),
        GOOD.replace("hunter22", "hunter%32%32").replace("columns = 3", 'columns = "hunter22"'),
        GOOD.replace('owner = "Ana"', 'owner = ["hunter22"]\npassword = "hunter22"'),
        GOOD.replace('kind = "asterisk_queue_log"', 'kind = "mysql://wall:hunter22@db"'),
    ],
)
def test_no_error_repeats_a_secret(text: str) -> None:
    assert not [line for line in errors(text) if "hunter22" in line]


def test_no_error_repeats_a_secret_that_came_from_a_file(tmp_path: Path) -> None:
    """Whatever it stands in: here a word that is no address at all, so that nothing but its origin tells that it is one."""
    secret = tmp_path / "port"
    secret.write_text("quite-another-word\n")
    told = error(GOOD, {"WALLBOARD_SERVER__PORT_FILE": str(secret)})
    assert "[server] port must be a whole number" in told
    assert "quite-another-word" not in told


def test_a_file_that_is_no_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "wallboard.toml"
    path.write_bytes(b"demo = true\n# caf\xe9\n")
    with pytest.raises(SettingsError, match=r"wallboard.toml:2: the file is not UTF-8 text"):
        load(path, KINDS, {})


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "wallboard.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SITE.replace("\n", "\r\n").encode())
    assert load(path, KINDS, {}).sites["main"].name == "M"


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: the settings file cannot be read: No such file"):
        load(tmp_path / "none.toml", KINDS, {})
    with pytest.raises(SettingsError, match="cannot be read: Is a directory"):
        load(tmp_path, KINDS, {})


def test_lists_nested_too_deeply_are_told() -> None:
    assert "nested too deeply" in error("a = " + "[" * 100_000)


LINES = GOOD.splitlines()
WORDS = ["5", "[1, 'a']", "{a = 1}", "'08:00+01:00-09:00'", "'٠٨:٠٠-09:00'", "07:30:00", "''", "1e30", "inf", *"[]{}=\"',.#\n", "nan", "-1", "1e400", "2026-01-01", "true", "[[sites]]", "[sites.main.zone]", "9" * 5000, '"""', "\0", "é", "from", "kind", "rows", "hours", "targets"]  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """The good file after a few lines went, came twice, or got something else in them."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = draw(st.integers(0, len(line)))
        word = draw(st.sampled_from(WORDS) | st.text(max_size=4))
        key = line.partition("=")[0]
        lines[at] = draw(
            st.sampled_from(["", line + "\n" + line, line[:cut] + word + line[cut:], f"{key}= {word}", line[:cut]])
        )
    return "\n".join(lines)


@given(text=st.text() | spoiled())
def test_only_a_settings_error_ever_escapes(text: str) -> None:
    try:
        read(text)
    except SettingsError as told:
        assert told.lines
        assert all(line.startswith("wallboard.toml:") for line in told.lines)


@given(
    name=st.lists(st.sampled_from(["SERVER", "PORT", "QUEUES", "ROADS", "TARGETS", "0", "7", "SITES", "MAIN", "HOURS", "FILE", "SOURCES", "PBX", "", "É", "PROMISES"]), max_size=5).map("__".join),
    suffix=st.sampled_from(["", "_FILE"]),
    value=st.text(st.characters(codec="utf-8", exclude_characters="\0")) | st.sampled_from(["[", "{", "[1]", "{a=1}", "/"]),
)  # fmt: skip
def test_no_environment_brings_anything_but_a_settings_error(name: str, suffix: str, value: str) -> None:
    variable = "WALLBOARD_" + name + suffix
    try:
        read(GOOD, {variable: value})
    except SettingsError as told:
        assert told.lines


def test_a_pause_is_allowed_by_its_reason_whichever_way_it_is_written_and_every_other_by_the_star() -> None:
    settings = read('[sites.main]\nname = "A"\nzone = "UTC"\n[pauses]\nLunch = 2400\n"*" = 900\n')
    assert [settings.pause_allowed_s(reason) for reason in ("LUNCH ", "Coffee", "")] == [2400, 900, 900]
    assert read('[sites.main]\nname = "A"\nzone = "UTC"\n').pause_allowed_s("Lunch") is None
