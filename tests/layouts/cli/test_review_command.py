"""`review`: every figure of a period, at the terminal and for programs; and `mail`: a department's morning, shown or sent on trial."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import app
from data_sources import kinds
from tests.integration.mail_and_hooks import mail_server
from tests.integration.test_review_mail import Taken
from tests.ledger_day_counts import BEGINS, visit_version
from tests.ledger_told import requests, ticket, whole
from wallboard.clock import local_day
from wallboard.engine.edition_reader import EditionReader
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, MINUTE, SECOND, Outcome
from wallboard.model.remit import EVERYTHING
from wallboard.model.review_words import Author
from wallboard.periods import PeriodKind
from wallboard.review.make import make_review
from wallboard.settings.file.read import load

WEEK_ENDS = "2026-11-15"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three weeks of ten calls a day, all answered after ten seconds, and of a request a day."""
    folder = tmp_path_factory.mktemp("reviewed")
    file = folder / "wallboard.toml"
    file.write_text(
        f"""
        ledger = "sqlite:///{folder}/ledger.db"
        [sites.main]
        name = "Centre"
        zone = "America/Chicago"
        [sources.desk]
        kind = "csv_tickets"
        path = "{folder}/none.csv"
        columns = {{ ticket = "id", opened_at = "opened", status = "status" }}
        states = {{ Open = "open" }}
        [sources.crm]
        kind = "csv_tickets"
        path = "{folder}/neither.csv"
        columns = {{ ticket = "id", opened_at = "opened", status = "status" }}
        states = {{ Open = "open" }}
        [queues.roads]
        targets = [{{ share = 0.8, within_s = 30 }}]
        """,
        encoding="utf-8",
    )
    with closing(Ledger(f"sqlite:///{folder}/ledger.db")) as ledger:
        ledger.migrate()
        for day in range(21):
            for call in range(10):
                at = BEGINS + day * DAY + (9 * HOUR) + call * MINUTE
                left = at + 10 * SECOND
                told = {"outcome": Outcome.ANSWERED, "left": left, "wait_s": 10, "agent": "ann", "ended": left + MINUTE}
                ledger.record("desk", "main", whole(visit_version(at, at, key=f"{day} {call}", **told)), at)
            ledger.record(
                "crm",
                "main",
                requests(ticket(str(day), BEGINS + day * DAY + HOUR, department="STR")),
                BEGINS + day * DAY,
            )
    return file


def review(file: Path, *options: str) -> Any:
    told = CliRunner().invoke(app.cli, ["review", "--settings", str(file), *options])
    assert told.exit_code == 0, told.output
    return told.stdout


def figures(file: Path, *options: str) -> dict[tuple[str, str], Any]:
    found = json.loads(review(file, "--json", *options))["figures"]
    return {(each["metric"], each["scope"].get("queue", "")): each for each in found}


@pytest.mark.slow
def test_a_week_is_told_whole_with_what_it_is_compared_with(file: Path) -> None:
    told = figures(file, "--week-ending", WEEK_ENDS)
    offered = told["calls.offered", "roads"]
    assert (offered["value"], offered["state"], offered["kind"]) == (70, "fine", "flow")
    assert offered["box"]["on_before"] is None  # the week before began with the first calls of all
    assert [len(offered[name]) for name in ("weeks", "weeks_year_before", "months", "months_year_before")] == [
        6,
        6,
        12,
        12,
    ]
    level = told["calls.service_level", ""]
    assert (level["value"], level["n"], level["target"], level["met"]) == (1.0, 70, 0.8, True)
    assert told["tickets.open", ""]["value"] == 14


@pytest.mark.slow
def test_scores_are_told_with_how_many_up_to_when_and_how_old_and_an_edition_keeps_its_own(file: Path) -> None:
    now = json.loads(review(file, "--json", "--week-ending", WEEK_ENDS))
    (calls,) = [each for each in now["scores"] if each["service"] == "calls"]
    (level,) = calls["figures"]
    assert (level["metric"], level["n"], level["until"], level["why"]) == ("calls.service_level", 70, WEEK_ENDS, None)
    assert level["value"] == calls["value"] == pytest.approx(1.25)
    assert (calls["scored"], calls["of"], calls["until"]) == (1, 1, WEEK_ENDS)
    settings = load(file, kinds(), {})
    with closing(Ledger(settings.ledger)) as ledger:
        published = EditionReader(ledger.editions, settings, EVERYTHING, lambda: 0)
        days = ReviewDaysReader(lambda: ledger).days(settings, "main", BEGINS + 25 * DAY, EVERYTHING)
        as_of = BEGINS + 25 * DAY + 12 * HOUR
        made = make_review(settings, "main", date.fromisoformat(WEEK_ENDS), PeriodKind.WEEK, days, as_of)
        published.publish(made, Author("Ada"))
    lower = file.with_name("lower.toml")
    lower.write_text(file.read_text("utf-8").replace("share = 0.8", "share = 0.5"), encoding="utf-8")
    frozen = json.loads(review(lower, "--json", "--week-ending", WEEK_ENDS, "--edition", "1"))
    (level,) = frozen["scores"][0]["figures"]
    assert (level["value"], level["until"]) == (pytest.approx(1.25), WEEK_ENDS), "by the target of then"
    assert level["stale_days"] == (local_day(as_of, settings.zone("main")) - date.fromisoformat(WEEK_ENDS)).days
    later = json.loads(review(lower, "--json", "--week-ending", WEEK_ENDS))["scores"][0]
    assert (later["value"], later["stale_days"]) == (1.5, calls["stale_days"])


@pytest.mark.slow
def test_at_the_terminal_it_is_a_table_and_a_month_is_told_too(file: Path) -> None:
    lines = review(file, "--week-ending", "2026-11-10").splitlines()
    assert lines[0] == "week 2026-11-09 to 2026-11-15"
    assert next(line for line in lines if line.startswith("calls.asa_s (roads)")).split()[2:4] == ["0:10", "70"]
    month = figures(file, "--month", "2026-11-30")["calls.offered", ""]
    assert (month["value"], month["state"]) == (200, "not_whole")
    assert month["box"]["last"]["gaps"]["before_first"] == 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--week-ending", "2026-11-31"], "no day; write one like 2026-11-15"),
        (["--month", "2026-11-01", "--quarter", "2026-11-01"], "not several"),
        (["--week-ending", WEEK_ENDS, "--edition", "7"], "there is no edition 7 of that period; there are"),
        (["--site", "nowhere"], 'no site "nowhere"; there are: main'),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_would_be_right(file: Path, options: list[str], words: str) -> None:
    told = CliRunner().invoke(app.cli, ["review", "--settings", str(file), *options])
    assert told.exit_code == 2
    assert words in " ".join(told.output.replace("│", " ").split())


MAILED = """
[departments.STR]
[channels.mail]
address = "mailto://127.0.0.1:{port}?from=wall@example.gov&to=desk@example.gov&cc=boss@example.gov"
language = "fr"
[mailings.mornings]
what = "departments"
channel = "mail"
at = "07:30"
recipients = {{ STR = ["str@example.gov"] }}
[server]
address = "https://wall.example.gov"
"""


@pytest.mark.whole
def test_a_departments_morning_is_shown_and_sent_on_trial_to_one_address_alone(file: Path) -> None:
    taken = Taken()
    with mail_server(taken) as port:
        mailed = file.with_name("mailed.toml")
        mailed.write_text(file.read_text("utf-8") + MAILED.format(port=port), encoding="utf-8")

        def mail(*options: str) -> Any:
            return CliRunner().invoke(app.cli, ["mail", "--settings", str(mailed), *options])

        shown, html = mail("--department", "STR"), mail("--department", "STR", "--html")
        sent = mail("--department", "STR", "--send-to", "me@example.gov")
        taken.mood = "refuses"
        refused = mail("--department", "STR", "--send-to", "me@example.gov")
        nobodys = mail("--department", "XYZ")
    assert shown.exit_code == html.exit_code == sent.exit_code == 0, shown.output + html.output + sent.output
    title, _blank, body = shown.stdout[shown.stdout.index("STR") :].partition("\n\n")  # what is logged comes before
    assert title == "STR : 21 ouvertes, 0 en retard"
    assert "Ouvertes : 21  https://wall.example.gov/departments/STR" in body
    assert "<!DOCTYPE html>" in html.stdout
    (mailed_once,) = taken.mails
    assert (mailed_once["Subject"], mailed_once["To"], mailed_once["Cc"]) == (
        f"Essai : {title}",
        "me@example.gov",
        None,
    )
    assert [part.get_content_type() for part in mailed_once.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert "it was not sent" in str(refused.exception)
    assert (nobodys.exit_code, "no department" in nobodys.output, "STR" in nobodys.output) == (2, True, True)
