"""The settings file: what is right is taken, and everything that is wrong is told at once, with its line."""

from __future__ import annotations

from datetime import time

import pytest

from tests.wallboard.settings.settings_file import GOOD, SITE, Options, error, errors, read


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
        'wallboard.toml:21: [[promises]] "Pothole" is promised twice (first by promise 1 of the file); keep one, or give it another department, priority or from',
        'wallboard.toml:27: [boards.wall] rows[0][0] "speed_of_anser" is no tile; did you mean "speed_of_answer"?',
    )


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
        (SITE + "[queues.a]\ntargets = [{}, {}]", "5: [[queues.a.targets]] is there twice without from"),
        (SITE + '[[sites.main.hours]]\nmon = "17:00-08:00"', "5: [[sites.main.hours]] mon ends at 08:00, not after its start at 17:00"),
        (SITE + '[[sites.main.hours]]\nmon = "8 to 5"', '5: [[sites.main.hours]] mon is not usable: "8 to 5" are no opening hours'),
        (SITE + "[[sites.main.hours]]\nmon = 5", '5: [[sites.main.hours]] mon is not usable: "5" are no opening hours'),
        (SITE + '[[sites.main.hours]]\nmon = "08:00+01:00-09:00"', "5: [[sites.main.hours]] mon is not usable"),
        (SITE + '[[sites.main.hours]]\nholidays = "US-XX"', '5: [[sites.main.hours]] holidays "US-XX" is not known: US has no subdivision "XX"; known: AK, '),
        (SITE + '[[sites.main.hours]]\nholidays = "ZZ"', '5: [[sites.main.hours]] holidays "ZZ" is not known; write a country such as "US"'),
        (SITE + '[[sites.main.hours]]\nfrom = "01/02/2027"', '5: [[sites.main.hours]] from must be a date such as 2026-01-31, not "01/02/2027"'),
        (SITE + '[[sites.main.hours]]\nfrom = 2027-01-01\n[[sites.main.hours]]\nfrom = 2027-01-01', "6: [[sites.main.hours]] from 2027-01-01 is there twice"),
        (SITE + '[[sites.main.hours]]\nspecial_days = { 2026-12-24 = "8 to 12" }', '5: [sites.main.hours.special_days] is not usable: 2026-12-24: "8 to 12" are no opening hours'),
        (SITE + '[[sites.main.hours]]\nspecial_days = { 24-12-2026 = "08:00-12:00" }', '5: [sites.main.hours.special_days] is not usable: "24-12-2026" is no day; write one like 2026-12-24 = "08:00-12:00"'),
        (SITE + '[[sites.main.hours]]\nclosed_days = [2026-12-24]\nspecial_days = { 2026-12-24 = "08:00-12:00" }', "6: [sites.main.hours.special_days] 2026-12-24 is one of closed_days too; keep one of them"),
        (SITE + '[[service_types.leak.hours]]\nspecial_days = { 2026-12-24 = "12:00-08:00" }', "5: [service_types.leak.hours.special_days] 2026-12-24 ends at 08:00, not after its start at 12:00"),
        (SITE + '[[service_types.leak.hours]]\nmon = "08:00-12:00"\n[[service_types.leak.hours]]', "6: [[service_types.leak.hours]] is there twice without from"),
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
        ("ledger = 'postgresql://db:70000/wall'\n" + SITE, "1: ledger has a port that there is not: ports are 1 to 65535"),
        ("ledger = ' '\n" + SITE, "1: ledger is empty"),
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


def test_a_pause_is_allowed_by_its_reason_whichever_way_it_is_written_and_every_other_by_the_star() -> None:
    settings = read('[sites.main]\nname = "A"\nzone = "UTC"\n[pauses]\nLunch = 2400\n"*" = 900\n')
    assert [settings.pause_allowed_s(reason) for reason in ("LUNCH ", "Coffee", "")] == [2400, 900, 900]
    assert read('[sites.main]\nname = "A"\nzone = "UTC"\n').pause_allowed_s("Lunch") is None
