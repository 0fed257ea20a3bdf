"""The past of a site that is held in columns tells what is read anew, whatever was asked before and whatever came since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.empty_databases import lay_ledger
from tests.examples import examples
from tests.wallboard.ticket_histories import SETTINGS, START, frame, histories
from wallboard.ledger import Ledger
from wallboard.model import DAY, HOUR, MINUTE
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.questions.flow import FlowQuestion, read_flow
from wallboard.questions.handoffs import HandOffsQuestion, handed_over, read_handoffs
from wallboard.questions.past_lists import list_decided, list_finishing, list_flow
from wallboard.questions.promises_kept import PromisesQuestion, read_promises_kept
from wallboard.questions.requests_past import PastQuestion, RequestsPast, read_past
from wallboard.questions.site_past import Outdated, SitePast
from wallboard.questions.time_to_finish import TimeToFinishQuestion, read_time_to_finish
from wallboard.source import Batch
from wallboard.state.packed import packed_instants, unpacked_instants

NOW = START + 500 * HOUR
REMITS = (EVERYTHING, Remit.of(departments=["A", "C"]), Remit.of(wards=["1"]))
Rows = Sequence[dict[str, Any]]


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    lay_ledger(tmp_path / "ledger.db")
    with closing(Ledger(f"sqlite:///{tmp_path}/ledger.db")) as ledger:
        yield ledger


def told(ledger: Ledger, rows: Rows, at: int) -> None:
    """Each source by itself, all at once."""
    for source in {str(row.get("source", "crm")) for row in rows}:
        tickets = frame([row for row in rows if row.get("source", "crm") == source])
        tickets = tickets.drop(columns=["source", "received_at", "batch"])
        ledger.record(source, "main", Batch({"at": at}, tickets=tickets), at)


def held(ledger: Ledger, since: int = START) -> SitePast:
    past = SitePast(SETTINGS, "main", since)
    for _ in past.read(ledger):
        pass
    return past


def figures(past: RequestsPast) -> list[object]:
    first = date(2024, 10, 4)
    finish = TimeToFinishQuestion(past.since, past.now, by="department")
    kept = read_promises_kept(PromisesQuestion(first, first + timedelta(20), "ward"), past)
    lists = (list_finishing(finish, past), list_decided(first, first + timedelta(40), past))
    return [
        [(each.group, each.n, each.finished, each.promised, each.days, each.in_promise) for each in read_time_to_finish(finish, past)],
        (kept.groups, kept.undecided, kept.unpromised),
        read_flow(FlowQuestion(), past),
        read_handoffs(HandOffsQuestion(), past),
        *map(sorted, lists),
        sorted(list_flow(past, past.since, past.now + 1)),
        sorted(handed_over(HandOffsQuestion(), past), key=str),
    ]  # fmt: skip


@pytest.mark.slow
@examples(4)
@given(
    histories,
    histories,
    st.sampled_from([None, "A", "B", ""]),
    st.sampled_from([None, "leak"]),
    st.sampled_from(REMITS),
)
def test_it_tells_what_is_read_anew_also_when_more_came(
    tmp_path_factory: pytest.TempPathFactory,
    before: Rows,
    after: Rows,
    department: str | None,
    kind: str | None,
    within: Remit,
) -> None:
    folder = tmp_path_factory.mktemp("held")
    lay_ledger(folder / "ledger.db")
    question = PastQuestion("main", START, department, kind)
    with closing(Ledger(f"sqlite:///{folder}/ledger.db")) as ledger:
        told(ledger, before, NOW)
        past = held(ledger)
        assert figures(past.of(question, ledger, within, NOW)) == figures(
            read_past(question, ledger, SETTINGS, within, NOW)
        )
        told(ledger, after, NOW + DAY)
        past.follow(ledger, NOW + 1)
        assert figures(past.of(question, ledger, within, NOW)) == figures(
            read_past(question, ledger, SETTINGS, within, NOW)
        )


def test_a_channel_is_the_one_that_was_told_last(ledger: Ledger) -> None:
    opened = {"opened_at": START, "updated_at": START, "department": "A"}
    moved = {"ticket": "2", "updated_at": START + HOUR, "department": "B", "channel": "web"}
    told(ledger, [{"ticket": str(n), "channel": "phone"} | opened for n in range(4)], NOW)
    told(ledger, [opened | moved], NOW + MINUTE)
    past = held(ledger)
    for channel, count in (("phone", 3), ("web", 1), ("letter", 0), (None, 4)):
        asked = PastQuestion("main", START, channel=channel)
        assert read_flow(FlowQuestion(), past.of(asked, ledger, EVERYTHING, NOW)).open_now == count
        assert read_flow(FlowQuestion(), read_past(asked, ledger, SETTINGS, EVERYTHING, NOW)).open_now == count


def test_what_was_taken_out_of_the_ledger_is_not_held_any_longer(ledger: Ledger) -> None:
    told(ledger, [{"ticket": "1", "opened_at": START, "updated_at": START}], NOW)
    past = held(ledger)
    ledger.forget_source("crm", NOW)
    past.follow(ledger, START)  # of the very instant that it was read for
    with pytest.raises(Outdated):
        past.follow(ledger, NOW + 1)


def test_instants_are_packed_without_a_loss() -> None:
    for at in ([START, 2**62], [START + 1, 2**62], [-(10**17), START], []):
        column = np.array(at, np.int64)
        assert unpacked_instants(packed_instants(column)).tolist() == at
    assert packed_instants(np.array([START, 2**62], np.int64)).nbytes == 8


def test_who_was_named_by_a_version_that_never_counted_has_nothing_of_which_anything_is_not_known(
    ledger: Ledger,
) -> None:
    request = {"ticket": "1", "opened_at": START}
    rows = [("removed", 20, ""), ("finished", 30, "B"), ("open", 10, "")]
    told(
        ledger,
        [request | {"state": state, "updated_at": START + at * HOUR, "department": name} for state, at, name in rows],
        NOW,
    )
    asked = PastQuestion("main", START, "B")
    anew = read_past(asked, ledger, SETTINGS, EVERYTHING, NOW)
    assert (anew.observed_since, len(anew.spans.begins)) == (None, 0)
    assert figures(held(ledger).of(asked, ledger, EVERYTHING, NOW)) == figures(anew)


def test_what_is_deleted_between_counting_and_listing_names_no_other_request(ledger: Ledger) -> None:
    def moved(ticket: str, source: str) -> Rows:
        one = {"ticket": ticket, "source": source, "opened_at": START, "updated_at": START, "department": "A"}
        return [one, one | {"updated_at": START + HOUR, "department": "B"}]

    told(ledger, moved("1", "other"), START + HOUR)
    told(ledger, moved("2", "crm"), START + HOUR)
    past = held(ledger).of(PastQuestion("main", START), ledger, EVERYTHING, NOW)
    ledger.forget_source("other", NOW)
    finish = TimeToFinishQuestion(past.since, past.now)
    assert {each.request.ticket for each in list_finishing(finish, past)} == {"", "2"}
    assert {each.request.ticket for each in list_flow(past, past.since, NOW)} == {"2"}
