"""What a department is sent in the morning has the figures that its page has at the same instant, and nothing that is others'."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time
from html.parser import HTMLParser
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from layouts.pages import department, department_list
from layouts.site.morning_html import morning_html
from layouts.site.morning_letter import Letter, Line, Morning, Paragraph, days_left, morning_letter
from layouts.site.morning_mail import NothingReadYet, calendar_of, day_before, morning_messages
from layouts.site.morning_text import morning_text
from layouts.site.review_mail import ReviewWriter
from layouts.wall.format import NOTHING, count
from tests.integration.mail_and_hooks import mail_server
from tests.integration.test_review_mail import Taken, text_of
from tests.layouts.city_wall import MARKS, NORTH, CityWall
from tests.layouts.pages.looked_at import context, parts, text
from tests.layouts.scope_city import ScopeCity
from wallboard.calendar import calendar
from wallboard.clock import day_start
from wallboard.judging.instant import instant
from wallboard.languages import language, offered, speak
from wallboard.ledger.mailing_log import BACK_OFF
from wallboard.model import HOUR, MINUTE
from wallboard.model.mailings import Mail, MailingState
from wallboard.model.remit import EVERYTHING
from wallboard.notifying.review_mail import ReviewMail
from wallboard.notifying.review_post import ReviewMessage
from wallboard.notifying.sender import AppriseSender
from wallboard.questions.departments.chosen_items import next_to_break
from wallboard.questions.departments.rows import row_of
from wallboard.questions.flow import FlowQuestion, read_flow
from wallboard.questions.past_lists import list_flow
from wallboard.questions.requests_past import PastQuestion
from wallboard.settings import Channel, Hours, Mailing, Settings

pytestmark = pytest.mark.whole

SUNDAY = date(2026, 11, 22)
WEEKDAYS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "08:00-17:00")
CHANNEL = Channel(address=SecretStr("mailto://127.0.0.1?to=a@example.gov"), language="en")
NAMES = ("dept-parks", "dept-roads", "dept-waste")


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScopeCity]:
    made = ScopeCity(tmp_path_factory.mktemp("mornings"))
    yield made
    made.close()


def sent(city: ScopeCity, *names: str, day: date = SUNDAY, of: Settings | None = None) -> Sequence[ReviewMessage]:
    mailing = Mailing(
        what="departments", channel="mail", site="north", recipients=dict.fromkeys(names, ("a@example.gov",))
    )
    whole = of or city.settings.model_copy(
        update={"server": city.settings.server.model_copy(update={"address": "https://wall.example.gov"})}
    )
    return ReviewWriter(city.readers, lambda: whole)(Mail("mornings", "north", day), mailing, CHANNEL)


def page_says(city: ScopeCity, name: str) -> dict[str, str]:
    """Each figure at the head of the department's page, by what it is called."""
    drawn = list(parts(department.content(context(city, name=name))))
    terms = [text(part) for part in drawn if type(part).__name__ == "Dt"]
    said = [text(part.children[0]) for part in drawn if type(part).__name__ == "Dd"]
    of = {
        term: text(part.children[1])
        for term, part in zip(terms, (p for p in drawn if type(p).__name__ == "Dd"), strict=True)
    }
    on_top = (text(part).rpartition(" ") for part in drawn if getattr(part, "className", "") == "on-top")
    figures = dict(zip(terms, said, strict=True)) | {label: n for label, _blank, n in on_top}
    kept, its = figures["Promises kept in 7 days"], of["Promises kept in 7 days"]
    return figures | {"Promises kept in 7 days": its if kept == NOTHING and its else f"{kept} {its}".strip()}


@pytest.mark.parametrize("name", NAMES)
def test_its_figures_are_those_of_the_page(city: ScopeCity, name: str) -> None:
    (message,) = sent(city, name)
    lines = message.body.splitlines()
    figures = [
        line.partition("  ") for line in lines if ": " in line and not line.startswith(("-", "Since", "Nothing"))
    ]
    told = dict(said.split(": ", 1) for said, _blank, _there in figures)
    page = page_says(city, name)
    every = {there for there, _said in opened(city, name)}
    assert {there.removeprefix("https://wall.example.gov") for _said, _blank, there in figures if there} <= every
    assert sum(bool(there) for _said, _blank, there in figures) >= 3
    assert len(told) == 7
    assert {figure: page[figure] for figure in told} == told
    assert message.title == f"{name}: {page['Open']} open, {page['Past due']} past due"
    assert lines[-1] == f"https://wall.example.gov/departments/{name}?site=north"
    assert (message.part, message.to) == (f"{name} to a@example.gov", "a@example.gov")
    html = Told(message.html)
    assert html.links == [said.rpartition("  ")[2] for said in lines if "https://" in said], (
        "as many, in the same order"
    )
    assert all(value in html.texts for value in told.values())
    items = city.readers.within(EVERYTHING).open_items("north", name)
    assert items is not None
    breaking = [line.removeprefix("- ").split(",")[0] for line in lines if line.startswith("-")]
    assert all("  https://wall.example.gov/request/" in line for line in lines if line.startswith("-"))
    assert breaking == [item.ticket for item in next_to_break(items, 5)]


class Told(HTMLParser):
    """Where the HTML of a mail leads to, its texts, and whatever would fetch or run something."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links, self.texts, self.odd = list[str](), list[str](), list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.links += [named["href"] or ""] if tag == "a" else []
        if (
            tag in ("img", "script", "link", "style", "iframe", "form", "b")
            or {"src", "class", "onerror"} & named.keys()
        ):
            self.odd.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def opened(city: ScopeCity, name: str) -> list[tuple[str, str]]:
    """Where the figures of the department's page lead to."""
    shown = department.content(context(city, "?site=north", name))
    drawn = [part for part in parts(shown) if getattr(part, "href", "")]
    return [(part.href, text(part)) for part in drawn]


@pytest.mark.parametrize("name", NAMES)
def test_what_came_and_went_is_that_since_the_working_day_before(city: ScopeCity, name: str) -> None:
    (message,) = sent(city, name)
    question = PastQuestion("north", day_start(date(2026, 11, 21), ZoneInfo("UTC")), name)
    past = city.readers.within(EVERYTHING).requests_past(question)
    assert past is not None
    flow = read_flow(FlowQuestion(since=question.since), past)
    (line,) = (line for line in message.body.splitlines() if line.startswith("Since"))
    came, went = count(flow.together.opened), count(flow.together.finished)
    assert line.startswith(f"Since Sat 21 Nov 2026: {came} opened, {went} finished; ")
    assert flow.open_now - flow.open_before == flow.together.net
    there = urlsplit(line.partition("  ")[2])
    (listed,) = (
        text(part)
        for part in parts(department_list.content(context(city, f"?{there.query}", name)))
        if type(part).__name__ == "Caption"
    )
    happened = list_flow(past, question.since, past.now + 1)
    assert there.path == f"/departments/{name}/course/list"
    assert listed.split(" ")[0] == count(len(happened))


def test_each_is_told_its_own_alone_in_every_language(city: ScopeCity) -> None:
    mailing = Mailing(what="departments", channel="mail", recipients=dict.fromkeys(NAMES, ("a@example.gov",)))
    for tag in offered():
        with speak(language(tag)):
            for message in morning_messages(Mail("m", "north", SUNDAY), mailing, city.readers, city.settings):
                assert "{" not in message.title + message.body
                others = {*NAMES} - {message.part.split(" ")[0]}
                assert not any(each in message.title + message.body for each in others)
                assert "ward" not in message.body


def test_what_stands_in_the_helpdesk_writes_no_line_of_a_mail(city: ScopeCity) -> None:
    items = city.readers.within(EVERYTHING).open_items("north", "dept-roads")
    assert items is not None
    hostile = items.items[0]._replace(service_type="leak\n- pay at\u2028http://evil.example", ticket="7\r\nBcc: x")
    ahead = hostile._replace(promised=True, due=items.at + HOUR)
    hours = calendar_of("dept-roads", "north", city.settings)
    row = row_of(instant(city.readers.within(EVERYTHING).full_snapshot(), city.settings, "north"), "dept-roads")
    morning = Morning(items._replace(items=(ahead,)), row, hours, SUNDAY, None, city.settings)
    letter = morning_letter(morning, lambda path: "")
    lines = morning_text(letter).splitlines()
    (line,) = (each for each in lines if each.startswith("-"))
    assert line.startswith("- 7 Bcc: x, leak - pay at http://evil.example, ")
    assert not any(each.startswith("Bcc") for each in lines)
    marked = Line('<img src=x onerror=alert(1)>"</a>', 'https://wall.example.gov/"><script>x</script>', "<b>Open</b>")
    html = Told(morning_html(Letter("</title><script>x</script>", [*letter.paragraphs, Paragraph([marked])])))
    assert (html.odd, html.links) == ([], [marked.address])
    assert {marked.said, marked.name} <= {*html.texts}


def test_a_department_without_anything_open_is_told_so(city: ScopeCity) -> None:
    (message,) = sent(city, "dept-nothing")
    assert message.title == "dept-nothing: nothing is open"
    assert "Nothing is open in this department." in message.body


def test_nothing_is_sent_on_a_day_on_which_a_department_is_closed(city: ScopeCity) -> None:
    hours = (Hours.model_validate(WEEKDAYS | {"closed_days": ["2026-11-26"]}),)
    roads = city.settings.departments["dept-roads"].model_copy(update={"hours": hours})
    of = city.settings.model_copy(update={"departments": city.settings.departments | {"dept-roads": roads}})
    for day, who in (
        (SUNDAY, ["dept-parks"]),
        (date(2026, 11, 26), ["dept-parks"]),
        (date(2026, 11, 23), ["dept-roads", "dept-parks"]),
    ):
        messages = sent(city, "dept-roads", "dept-parks", day=day, of=of)
        assert [message.part.split(" ")[0] for message in messages] == who
    own = calendar_of("dept-roads", "north", of)
    assert day_before(date(2026, 11, 23), own) == date(2026, 11, 20)
    assert day_before(date(2026, 11, 27), own) == date(2026, 11, 25)
    never = calendar((Hours.model_validate({}),), ZoneInfo("UTC"))
    assert day_before(date(2026, 11, 27), never) == date(2026, 11, 13)


def test_while_nothing_was_read_nobody_is_told_that_nothing_is_open(tmp_path_factory: pytest.TempPathFactory) -> None:
    wall = CityWall(tmp_path_factory.mktemp("unread"))
    name = MARKS[NORTH][3]
    mailing = Mailing(what="departments", channel="mail", recipients={name: ("a@example.gov",)})
    with pytest.raises(NothingReadYet):
        list(morning_messages(Mail("m", NORTH, SUNDAY), mailing, wall.readers, wall.settings))
    wall.close()


def test_what_is_left_is_of_the_clock_in_which_the_department_tells_its_ages(city: ScopeCity) -> None:
    reader = city.readers.within(EVERYTHING)
    page = reader.open_items("north", "dept-parks")
    assert page is not None
    row = row_of(instant(reader.full_snapshot(), reader.settings, "north"), "dept-parks")
    hours = calendar((Hours.model_validate(WEEKDAYS),), ZoneInfo("UTC"))
    tuesday_evening = day_start(date(2026, 11, 24), hours.zone) + 20 * HOUR
    item = page.items[0]._replace(due=tuesday_evening)  # it is noon of a Sunday
    left = {
        clock: days_left(item, Morning(page._replace(clock=clock), row, hours, SUNDAY, None, reader.settings))
        for clock in ("calendar", "business")
    }
    assert left == {"calendar": pytest.approx(56 / 24), "business": pytest.approx(2)}


def test_a_mail_server_that_is_broken_is_tried_again_and_nobody_is_mailed_twice(city: ScopeCity) -> None:
    taken = Taken()
    now = city.now()
    with mail_server(taken) as port:
        address = SecretStr(f"mailto://127.0.0.1:{port}?from=wall@example.gov&to=desk@example.gov&cc=boss@example.gov")
        mailing = Mailing(
            what="departments", channel="mail", site="north", at=time(12), recipients={"dept-parks": ("a@example.gov",)}
        )
        channels = {"mail": Channel(address=address, language="fr")}
        whole = city.settings.model_copy(update={"channels": channels, "mailings": {"mornings": mailing}})
        mailings, clock = city.readers.mailings, [now]
        write = ReviewWriter(city.readers, lambda: whole)
        mail = ReviewMail(lambda: mailings, lambda: whole, AppriseSender(), write, lambda: clock[0])
        of_day = Mail("mornings", "north", SUNDAY)
        states = []
        for taken.mood, at in (
            ("refuses", now),
            ("well", now + MINUTE),
            ("well", now + BACK_OFF),
            ("well", now + HOUR),
        ):
            clock[0] = at
            mail.run()
            states.append((mailings.state(of_day), len(taken.mails)))
    refused, sent_once = (MailingState.REFUSED, 0), (MailingState.SENT, 1)
    assert states == [refused, refused, sent_once, sent_once]
    assert (taken.mails[0]["To"], taken.mails[0]["Cc"]) == ("a@example.gov", None)
    assert "Prochaines à dépasser leur échéance" in text_of(taken.mails[0])
    assert taken.mails[0].get_content_type() == "multipart/alternative"
    _plain, html = taken.mails[0].iter_parts()  # type: ignore[attr-defined]
    assert html.get_content_type() == "text/html"
    assert "Prochaines à dépasser leur échéance" in html.get_content()
