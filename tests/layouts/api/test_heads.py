"""Heads of exports: every one has its word in every language, and programs are told none but the API's own."""

from __future__ import annotations

import pytest

from layouts.access.audit import _HEADS
from layouts.api import departments, figure
from layouts.api.department_past import heads_of
from layouts.api.exports import CALL_HEADS, REQUEST_HEADS, SNAPSHOT_HEADS
from layouts.page.department_past import LISTS
from layouts.web.heads import column_words, said
from tests.layouts.api.city import City
from tests.layouts.asking import HOST, ask
from wallboard.languages import language, speak
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole


def test_every_head_of_an_export_has_its_word() -> None:
    heads = {*SNAPSHOT_HEADS, *REQUEST_HEADS, *CALL_HEADS, *_HEADS, "agent", "assignee"}
    heads |= {*departments.DEPARTMENTS, *departments.ITEMS, *(head for what in LISTS for head in heads_of(what))}
    heads |= {*figure.CALLS, *figure.REQUESTS, *figure.PEOPLE, *figure.DAYS}
    assert heads - column_words().keys() == set()
    assert said(["opened_at (America/Chicago)", "ticket"]) == ("opened_at (America/Chicago)", "ticket")
    with speak(language("fr")):
        assert said(["opened_at (America/Chicago)", "ticket"]) == ("ouverte_le (America/Chicago)", "demande")


def test_a_program_gets_the_names_of_the_api_whatever_language_it_asks_for(city: City) -> None:
    own = [("host", HOST), ("authorization", f"Bearer {city.token(Role.SUPERVISOR)}"), ("accept-language", "fr")]
    answer = ask(city.app, "/export/requests.csv?site=main", headers=own)
    assert answer.status == 200
    assert answer.body.decode("utf-8-sig").startswith('"site","ticket","source","opened_at (America/Chicago)"')
