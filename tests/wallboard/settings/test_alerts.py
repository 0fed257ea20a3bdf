"""Settings of alerts: what fires, who is told, and every mistake with what would be right."""

from __future__ import annotations

from datetime import time

import pytest

from wallboard.metrics import METRICS
from wallboard.settings import Settings
from wallboard.settings.file.exposed import secret_keys
from wallboard.settings.file.read import parse
from wallboard.settings.problems.wording import SettingsError

SITE = '[sites.main]\nname = "311"\nzone = "UTC"\n[queues.roads]\n[departments.Parks]\n'
CHANNELS = '[channels.desk]\naddress = "json://127.0.0.1/T0ken"\n[channels.chief]\naddress = "json://127.0.0.1"\n'


def read(text: str) -> Settings:
    return parse(SITE + CHANNELS + text, "wallboard.toml", {}, {}, None, METRICS)


def error(text: str) -> str:
    with pytest.raises(SettingsError) as told:
        read(text)
    (only,) = told.value.lines
    return only


def rule(text: str, name: str = "slow") -> str:
    return f"[alerts.{name}]\n{text}\n"


@pytest.mark.parametrize("hours", ["22:00-06:00", "22:00-24:00, 00:00-06:00"])
def test_times_of_day_go_over_midnight_however_they_are_written(hours: str) -> None:
    quiet = read(f'[channels.night]\naddress = "json://127.0.0.1"\nquiet = "{hours}"\n').channels["night"].quiet
    assert quiet == ((time(22), time.max), (time(), time(6)))


def test_what_is_no_time_of_day_is_told() -> None:
    told = error(rule('reading = "calls.waiting"\nover = 5\nbetween = "22 to 6"'))
    assert '"22 to 6" are no times of a day; write "09:00-11:30" or "22:00-06:00"' in told


def test_a_rule_with_all_that_it_may_say() -> None:
    told = read(
        rule(
            'reading = "calls.service_level"\nwindow = "30m"\nvariant = "offered"\nunder = 0.6\nclear = 0.8\nhold_s = 120\n'
            'at_least = 10\nqueues = ["roads"]\nbetween = "09:00-11:30"\ntone = "watch"\nsays = "Roads"\nnotify = ["desk"]'
        )
    ).alerts["slow"]
    assert (told.under, told.clear, told.queues, told.notify) == (0.6, 0.8, ("roads",), ("desk",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (rule('reading = "calls.waitng"\nover = 5'), '"calls.waitng" is no number; did you mean "calls.waiting"?'),
        (rule('reading = "calls.waiting"\nwindow = "15m"\nover = 5'), '"15m" is no window of calls.waiting'),
        (rule('reading = "tickets.open"\nvariant = "calender"\nover = 5'), '"calender" is no variant of tickets.open'),
        (
            rule('reading = "calls.service_level"\nvariant = "ofered"\nwindow = "30m"\nunder = 0.5'),
            'did you mean "offered"?',
        ),
        (
            rule('reading = "calls.called_again"\nwindow = "today"\nover = 5\neach = "queue"'),
            "of queues; leave it to the site",
        ),
        (
            rule('reading = "calls.service_level"\nwindow = "30m"\nunder = 80'),
            "80 is no share from 0 to 1; write 0.8 for 80 %",
        ),
        (rule('reading = "calls.waiting"'), "has neither over nor under; write the one at which it fires"),
        (rule('reading = "calls.waiting"\nover = 5\nunder = 1'), "has over and under"),
        (rule('reading = "calls.waiting"\nover = 5\nclear = 6'), "is above over (5): it would be over while it fires"),
        (rule('reading = "calls.waiting"\nunder = 5\nclear = 4'), "is below under (5)"),
        (rule('reading = "calls.waiting"\nover = 5\nqueues = ["rods"]'), '"rods" is no queue; did you mean "roads"?'),
        (rule('reading = "tickets.open"\nover = 5\ndepartments = ["Park"]'), '"Park" is no department'),
        (rule('reading = "tickets.open"\nover = 5\neach = "queue"'), "tickets.open is not told of queues"),
        (rule('reading = "calls.waiting"\nover = 5\neach = "department"'), "calls.waiting is not told of departments"),
        (rule('reading = "calls.waiting"\nover = 5\nsite = "north"'), '"north" is no site'),
        (rule('reading = "calls.waiting"\nover = 5\nnotify = ["dek"]'), '"dek" is no channel; did you mean "desk"?'),
        (rule('reading = "calls.waiting"\nover = 5', "surge"), '"surge" is the name of a built-in alert'),
        ('[built_in_alerts.surge]\nnotify = ["nobody"]\n', '"nobody" is no channel'),
        ('[channels.sms]\naddress = "x://"\nescalate_to = "chief"\n', "escalate_after_s"),
        ('[channels.sms]\naddress = "x://"\nescalate_after_s = 60\nescalate_to = "sms"\n', "is the channel itself"),
        ('[channels.sms]\naddress = "x://"\nescalate_after_s = 60\nescalate_to = "boss"\n', '"boss" is no channel'),
    ],
)
def test_each_mistake_is_told_with_what_would_be_right(text: str, told: str) -> None:
    assert told in error(text)


def test_a_rule_of_another_sites_queue_is_told() -> None:
    sites = "".join(
        f'[sites.{name}]\nname = "{name}"\nzone = "UTC"\n[queues.of_{name}]\nsite = "{name}"\n' for name in ("a", "b")
    )
    text = rule('reading = "calls.waiting"\nover = 5\nsite = "a"\nqueues = ["of_b"]')
    with pytest.raises(SettingsError) as told:
        parse(sites + text, "wallboard.toml", {}, {}, None, METRICS)
    assert '"of_b" belongs to site b, and this alert is of a' in str(told.value)


def test_the_address_of_a_channel_is_a_secret() -> None:
    assert "T0ken" not in repr(read(""))
    assert secret_keys({"channels": {"desk": {"address": "json://127.0.0.1/T0ken"}}}) == ["channels.desk.address"]


def test_a_mailing_names_a_channel_and_a_site_that_there_are() -> None:
    mailing = read('[mailings.council]\nchannel = "desk"\nat = "7:30"\n').mailings["council"]
    assert (mailing.day, mailing.at, mailing.forms) == ("mon", time(7, 30), ("pdf",))
    assert '"dask" is no channel; did you mean "desk"?' in error('[mailings.council]\nchannel = "dask"\n')
    assert '"mian" is no site' in error('[mailings.council]\nchannel = "desk"\nsite = "mian"\n')
    for at in ("noon", "7.30", "07:30+02:00"):
        assert f'"{at}" is no time of a day; write "08:00"' in error(
            f'[mailings.council]\nchannel = "desk"\nat = "{at}"\n'
        )


def test_where_there_is_no_channel_it_is_said_how_to_write_one() -> None:
    with pytest.raises(SettingsError, match=r'"desk" is no channel; there is none: write \[channels.NAME\]'):
        parse(SITE + '[mailings.council]\nchannel = "desk"\n', "wallboard.toml", {}, {})


def test_a_mailing_that_asks_says_by_when() -> None:
    mail = '[channels.mail]\naddress = "mailtos://u:p@example.gov?to=a@example.gov"\n[mailings.why]\nchannel = "mail"\n'
    mailing = read(
        f'{mail}what = "ask"\nuntil = "Tue 9:30"\n[mailings.why.addresses]\n"Grace Park" = "g@example.gov"\n'
    )
    assert mailing.mailings["why"].cut_off == ("tue", time(9, 30))
    for text, told in (
        ('what = "ask"', "until is missing: by when is it to be explained?"),
        ('what = "ask"\nuntil = "tue 9.30"', '"tue 9.30" is no weekday with a time'),
        ('what = "ask"\nuntil = "noon"', '"noon" is no weekday with a time; write "tue 12:00"'),
        ('what = "ask"\nuntil = "mon 08:00"', "until is when it is sent; write a later time"),
        ('until = "tue 12:00"', 'until is of a mailing that asks; write what = "ask"'),
        ('what = "ask"\nuntil = "tue 12:00"\naddresses = { "Grace" = "grace" }', '"grace" is no address of mail'),
    ):
        assert told in error(f"{mail}{text}\n"), text
    hook = (
        '[mailings.why]\nchannel = "desk"\nwhat = "ask"\nuntil = "tue 12:00"\naddresses = { "G" = "g@example.gov" }\n'
    )
    assert 'addresses] need a channel of mail, and "desk" is none' in error(hook)


def test_departments_are_told_by_mail_on_their_own_days() -> None:
    mail = (
        '[channels.mail]\naddress = "mailtos://u:p@example.gov?to=a@example.gov"\n[departments.streets]\n'
        '[mailings.mornings]\nwhat = "departments"\n'
    )
    right = 'recipients = { streets = ["a@example.gov"] }\n'
    told = read(f'{mail}channel = "mail"\n{right}').mailings["mornings"]
    assert told.recipients == {"streets": ("a@example.gov",)}
    for text, said in (
        ("", "recipients are missing"),
        ('recipients = { street = ["a@example.gov"] }', '"street" is no department; did you mean "streets"?'),
        (f'{right}day = "tue"', "day is of the review"),
        (f'{right}forms = ["pdf"]', "forms is of the review"),
        (f'{right}until = "tue 12:00"', "until is of a mailing that asks"),
        (
            f'{right}[mailings.b]\nchannel = "mail"\n{right}',
            'recipients] are of departments; write what = "departments"',
        ),
    ):
        assert said in error(f'{mail}channel = "mail"\n{text}\n'), text
    assert 'need a channel of mail, and "desk" is none' in error(f'{mail}channel = "desk"\n{right}')
