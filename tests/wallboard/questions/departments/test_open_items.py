"""Of any histories of requests, within any remit: what is chosen of a department's open requests is what its figures count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.wallboard.questions.test_behind_requests import RequestsOnly, Rows, remits
from tests.wallboard.ticket_histories import START, frame, histories, instants
from wallboard.model import DAY, HOUR, Micros, ReadingKey, Scope
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.departments.chosen_items import (
    NONE_NAMED,
    SIDES,
    STANDINGS,
    UNTOUCHED,
    Chosen,
    by_side,
    next_to_break,
    oldest,
    side_of,
    worst_first,
)
from wallboard.questions.departments.open_items import OpenItems, read_open_items
from wallboard.state.posting_table import NO_PROMISE

OPENED = START + 10 * DAY
COUNTED = {
    "": ("tickets.open", ""),
    "late": ("tickets.breached", ""),
    "late3x": ("tickets.breached", "3x"),
    "soon": ("tickets.due_soon", ""),
    "soon75": ("tickets.due_soon", "75-90"),
    "soon90": ("tickets.due_soon", "90-100"),
    "running": ("tickets.undecided", ""),
    "unpromised": (f"tickets.{NO_PROMISE}", ""),
    "emergency": ("tickets.emergency", ""),
    "unassigned": ("tickets.unassigned", ""),
}


def read(department: str, rows: Rows, at: Micros, remit: Remit = EVERYTHING) -> tuple[OpenItems, RequestsOnly]:
    then = RequestsOnly(rows, at, remit.narrowed(Remit.of(departments=[department])))
    return read_open_items(department, then.requests(), at), then


@pytest.mark.slow
@examples(12)
@given(histories, instants, remits, st.sampled_from(["A", "B", "C"]))
def test_what_is_chosen_is_what_the_figures_count(rows: Rows, at: Micros, remit: Remit, department: str) -> None:
    """The readings are those of whoever has the `remit`; the requests are read of the department alone."""
    items, _ = read(department, rows, at, remit)
    readings = RequestsOnly(rows, at, remit).readings

    def told(metric: str, variant: str = "", band: str = "") -> float:
        found = readings.get(ReadingKey(metric, Scope("main", department=department, band=band), "now", variant))
        return 0 if found is None else found.value or 0

    assert COUNTED.keys() - {""} == STANDINGS.keys()
    for which, (metric, variant) in COUNTED.items():
        assert len(Chosen(which=which).of(items).items) == told(metric, variant), which
    for band in items.bands:
        assert len(Chosen(band=band).of(items).items) == told("tickets.in_band", band=band)
        assert len(Chosen(band=band, which="late").of(items).items) == told("tickets.in_band", "breached", band)
    for clock in ("calendar", "business"):
        age = readings.get(ReadingKey("tickets.age_max_days", Scope("main", department=department), "now", clock))
        if items.clock == clock and age is not None and age.value is not None:
            assert max(item.age_days for item in items.items) == pytest.approx(age.value)


@pytest.mark.slow
@examples(12)
@given(histories, instants, st.sampled_from(["A", "B", "C"]), st.data())
def test_every_part_adds_up_and_is_of_those_chosen(
    rows: Rows, at: Micros, department: str, data: st.DataObject
) -> None:
    items, _ = read(department, rows, at)
    words = {side: data.draw(st.sampled_from(["", *{side_of(item, side) for item in items.items}])) for side in SIDES}
    page = Chosen(**words).of(items)
    for side in SIDES:
        parts = by_side(page, side)
        assert sum(part.open for part in parts) == len(page.items)
        for part in parts:
            chosen = Chosen(**{side: part.name}).of(page)
            assert (len(chosen.items), len(Chosen(which="late").of(chosen).items)) == (part.open, part.late)
    assert sorted(worst_first(page)) == sorted(page.items)
    assert set(next_to_break(page, 3)) <= set(Chosen(which="running").of(page).items)
    assert oldest(page.items, 1) == [] or oldest(page.items, 1)[0].age_days == max(i.age_days for i in page.items)


def one(**facts: object) -> dict[str, object]:
    return {"ticket": "1", "opened_at": OPENED, "updated_at": OPENED, "received_at": OPENED, "department": "B"} | facts


@pytest.mark.parametrize(("days", "name"), [(0, ""), (1, "1-5"), (5, "1-5"), (6, "6-10"), (11, "11-30"), (31, "31-")])
def test_one_is_not_touched_for_so_many_whole_days(days: int, name: str) -> None:
    items, _ = read("B", [one(updated_at=OPENED + DAY, channel="web")], OPENED + (1 + days) * DAY + HOUR)
    found = [each for each in UNTOUCHED if Chosen(untouched=each).of(items).items]
    assert found == ([name] if name else [])


def test_what_is_told_later_is_not_known_yet_and_what_no_word_is_told_of_is_named() -> None:
    later = one(updated_at=OPENED + 5 * DAY, received_at=OPENED + 5 * DAY, ward="9", channel="phone")
    items, _ = read("B", [one(channel="web"), later], OPENED + DAY)
    assert [(item.channel, side_of(item, "ward"), item.told) for item in items.items] == [("web", NONE_NAMED, OPENED)]
    assert frame([later])["channel"].tolist() == ["phone"]


def test_of_one_instant_what_was_told_last_counts() -> None:
    told = [one(channel="web"), one(channel="phone", received_at=OPENED + HOUR)]
    items, _ = read("B", told, OPENED + DAY)
    assert [item.channel for item in items.items] == ["phone"]


def test_nobody_is_named_to_whom_people_are_not_named() -> None:
    items, _ = read("B", [one(assignee="Kim")], OPENED + DAY)
    assert [item.assignee for item in items.items] == ["Kim"]
    assert [item.assignee for item in items.unnamed().items] == [""]
