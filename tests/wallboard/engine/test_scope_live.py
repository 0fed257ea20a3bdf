"""A city of two sites, polled live: what every remit is shown is a plain recount of its own rows, live or of the past,
and nothing outside it is named anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import TIMES, examples
from tests.queue_log import logged
from tests.wallboard.engine.parts import NOON, FakeSource, Wall
from tests.wallboard.ticket_histories import frame
from wallboard.engine.reader import Reader, Readers
from wallboard.engine.snapshot_json import snapshot_json
from wallboard.model import DAY, HOUR, SECOND, Micros, Reading, ReadingKey, Scope, Snapshot
from wallboard.model.remit import Remit
from wallboard.questions.open_requests import RequestsQuestion
from wallboard.settings import Settings, SourceBase
from wallboard.source import Batch

EXAMPLES = 3
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + 10 * TIMES * EXAMPLES)]
often = examples(EXAMPLES)
SITES = ("north", "south")
DEPARTMENTS = {"north": ("dept-parks", "dept-roads", ""), "south": ("dept-water", "dept-trees", "")}
WARDS = {"north": ("ward-one", "ward-two", ""), "south": ("ward-two", "ward-nine", "")}
QUEUES = {"north": "queue-roads", "south": "queue-water"}
NAMED = [name for named in (DEPARTMENTS, WARDS) for site in SITES for name in named[site] if name]
EVERY_NAME = {*NAMED, *SITES, *QUEUES.values(), *(f"board-{name}" for name in (*SITES, *NAMED))}


def city() -> Settings:
    departments = {name: {"site": site} for site in SITES for name in DEPARTMENTS[site] if name}
    boards = {f"board-{site}": {"site": site, "rows": [["ageing:4"]]} for site in SITES}
    boards |= {
        f"board-{name}": {"site": part["site"], "rows": [["ageing:4"]], "departments": [name]}
        for name, part in departments.items()
    }
    sources = {f"{kind}-{site}": SourceBase(kind="fake", site=site) for kind in ("crm", "pbx") for site in SITES}
    told = {
        "sites": {site: {"name": f"The {site}", "zone": "America/Chicago"} for site in SITES},
        "departments": departments,
        "queues": {queue: {"site": site} for site, queue in QUEUES.items()},
        "promises": [
            {"service_type": "leak", "days": 1},
            {"service_type": "leak", "days": 2, "department": "dept-roads"},
            {"service_type": "leak", "days": 3, "department": "dept-water"},
        ],
        "boards": boards,
        "sources": sources,
    }
    return Settings.model_validate(told)


class Change(NamedTuple):
    """One request as a poll tells of it."""

    site: str
    ticket: int
    department: str
    ward: str
    state: str


def changes(site: str) -> st.SearchStrategy[list[Change]]:
    one = st.builds(
        Change,
        st.just(site),
        st.integers(0, 5),
        st.sampled_from(DEPARTMENTS[site]),
        st.sampled_from(WARDS[site]),
        st.sampled_from(["open", "open", "paused", "finished", "removed"]),
    )
    return st.lists(one, max_size=4, unique_by=lambda change: change.ticket)


def some(names: list[str]) -> st.SearchStrategy[frozenset[str] | None]:
    return st.one_of(st.none(), st.frozensets(st.sampled_from(names), max_size=3))


remits = st.builds(
    Remit,
    some(list(SITES)),
    some([name for name in NAMED if name.startswith("dept")]),
    some([name for name in NAMED if name.startswith("ward")]),
)
steps = st.lists(
    st.tuples(st.sampled_from(SITES).flatmap(changes), st.integers(1, 90_000), st.booleans()), min_size=1, max_size=8
)


@contextmanager
def wall() -> Iterator[Wall]:
    sources = [
        FakeSource(f"{kind}-{site}", "tickets" if kind == "crm" else "calls", site=site)
        for kind in ("crm", "pbx")
        for site in SITES
    ]
    with TemporaryDirectory() as folder:
        made = Wall(Path(folder), *sources, now=NOON, of=city())
        for site in SITES:
            told = (QUEUES[site], "NONE", "ENTERQUEUE", ("", "", "1", "", ""))
            event = logged(f"pbx-{site}", site, 1, NOON - HOUR, "c1", *told)
            made.sources[f"pbx-{site}"].answers.append(Batch({"high": 1}, happenings=(event,), read=1))
            made.poll(f"pbx-{site}")
        try:
            yield made
        finally:
            made.close()


def tell(made: Wall, told: list[Change], after_s: int) -> None:
    """A poll after some time brings the changes."""
    made.now += after_s * SECOND
    rows = [
        change._asdict()
        | {
            "ticket": f"{change.site}-{change.ticket}",
            "opened_at": NOON - (change.ticket + 1) * 11 * HOUR,
            "updated_at": made.now,
            "service_type": "leak",
        }
        for change in told
    ]
    if rows:
        seen = frame(rows).drop(columns=["source", "received_at", "batch"])
        made.sources[f"crm-{told[0].site}"].answers.append(Batch({"at": made.now}, tickets=seen, read=len(seen)))
    for name in made.sources:
        made.poll(name)


def plain(readings: Snapshot) -> dict[ReadingKey, tuple[object, ...]]:
    """Without the readings of nothing: a group may be there with 0, or not be there."""
    found: list[Reading] = list(readings.readings.values())
    return {r.key: (r.value, r.n, r.state, r.as_of) for r in found if r.value or r.n}


def expected_open(told: list[Change], site: str, remit: Remit) -> pd.DataFrame:
    """What is open by a plain recount of the rows: the last that was told of each request."""
    rows = pd.DataFrame([change for change in told if change.site == site], columns=list(Change._fields))
    last = rows.groupby("ticket").last().reset_index()
    is_open = last["state"].isin(["open", "paused"])
    for column, names in (("department", remit.departments), ("ward", remit.wards)):
        is_open &= last[column].isin(names) if names is not None else True
    return last[is_open & remit.has_site(site)]


def outside(remit: Remit, told: list[Change]) -> set[str]:
    """Every name that nothing shown within a remit may hold. Of wards, whoever sees whole departments knows those of
    their own requests alone."""
    sites = {site for site in SITES if remit.has_site(site)}
    ours = [change for change in told if change.site in sites and remit.has_request(change.department, change.ward)]
    departments = {name for site in sites for name in DEPARTMENTS[site] if name}
    if remit.departments is not None:
        departments &= remit.departments
    known = {*sites, *departments, *(change.ward for change in ours), *(QUEUES[site] for site in sites)}
    return EVERY_NAME - known - {f"board-{name}" for name in {*sites, *departments}}


def everything(reader: Reader, at: Micros) -> list[bytes]:
    """All that a reader tells, as text."""
    rows = [repr(reader.requests(RequestsQuestion(site))).encode() for site in reader.settings.sites]
    snapshots = [reader.snapshot(), reader.full_snapshot(), reader.snapshot_at(at)]
    points = [repr(snapshot.series).encode() for snapshot in snapshots]
    dumped = [reader.settings.model_dump_json().encode(), repr(reader.health()).encode()]
    return [*rows, *points, *dumped, *(snapshot_json(snapshot) for snapshot in snapshots)]


@often
@given(steps, st.lists(remits, min_size=1, max_size=4))
def test_live_past_and_restarted_show_every_remit_the_same_recount_of_its_rows(
    polls: list[tuple[list[Change], int, bool]], people: list[Remit]
) -> None:
    told: list[Change] = []
    with wall() as made:
        readers = Readers(made.engine.present, lambda: made.now)
        for seen, after_s, somebody_looks in polls:
            tell(made, seen, after_s)
            told += seen
            if somebody_looks:
                for remit in people:
                    readers.within(remit).snapshot()
        live = {remit: readers.within(remit).full_snapshot() for remit in people}
        for remit, snapshot in live.items():
            reader = readers.within(remit)
            assert plain(snapshot) == plain(reader.snapshot_at(made.now))
            shown = reader.snapshot()
            assert all(snapshot.readings[key] == reading for key, reading in shown.readings.items())
            for site in SITES:
                mine = expected_open(told, site, remit)
                total = snapshot.get("tickets.open", Scope(site))
                assert (total.value if total and total.value else 0) == len(mine)
                for name, rows in mine.groupby("department"):
                    of_it = snapshot.get("tickets.open", Scope(site, department=str(name) or "(none)"))
                    assert of_it is not None
                    assert of_it.value == len(rows)
                if remit.has_site(site):
                    found = reader.requests(RequestsQuestion(site)).rows
                    assert {row.ticket for row in found} == {f"{site}-{n}" for n in mine["ticket"]}
        made.again()
        again = Readers(made.engine.present, lambda: made.now)
        for name in made.sources:
            made.poll(name)
        for remit, snapshot in live.items():
            assert plain(again.within(remit).full_snapshot()) == plain(snapshot)


@often
@given(steps, remits, remits)
def test_nothing_outside_a_remit_is_named_and_nothing_is_shared_with_another(
    polls: list[tuple[list[Change], int, bool]], remit: Remit, other: Remit
) -> None:
    told: list[Change] = []
    with wall() as made:
        readers = Readers(made.engine.present, lambda: made.now)
        for seen, after_s, _ in polls:
            tell(made, seen, after_s)
            told += seen
            for each in (other, remit):
                readers.within(each).snapshot()
        forbidden = outside(remit, told)
        for text in everything(readers.within(remit), made.now):
            assert not [name for name in forbidden if name.encode() in text]
        same = Remit.of(
            *(None if names is None else sorted(names) for names in (remit.sites, remit.departments, remit.wards))
        )
        assert readers.within(same).snapshot() == readers.within(remit).snapshot()
        assert readers.within(same).snapshot_at(made.now - DAY) is readers.within(remit).snapshot_at(made.now - DAY)
        if other != remit:
            theirs, ours = readers.within(other), readers.within(remit)
            assert theirs is not ours
            assert theirs.snapshot_at(made.now) is not ours.snapshot_at(made.now)
