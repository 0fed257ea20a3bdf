"""What a ledger gives of the requests that stand at an instant, whatever database it is kept in. Subclasses bring a fixture
`ledger`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.ledger_told import FOREVER, NOON, requests, ticket
from wallboard.ledger import AsOf, Ledger, kept_requests
from wallboard.ledger.standing import StandingRequests
from wallboard.model import DAY, HOUR, Micros
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.state.texts import BETWEEN
from wallboard.state.timeline import Version

FINISHED: dict[str, Any] = {"state": "finished", "finished_at": NOON + 2 * HOUR, "updated_at": NOON + 2 * HOUR}
LONG: Micros = 100_000 * DAY


def fill(ledger: Ledger) -> None:
    """Open and finished ones, one that changed its department, one whose words hold what stands between words."""
    odd = ticket("5", NOON, department=f"Ro{BETWEEN}ads", ward="é")
    first = [ticket(str(key), NOON - key * DAY, department="Roads", due_at=NOON + key) for key in range(1, 5)]
    ledger.record("crm", "main", requests(*first, odd), NOON)
    moved = ticket("2", NOON - 2 * DAY, department="Parks", updated_at=NOON + HOUR)
    over = ticket("3", NOON - 3 * DAY, department="Roads", due_at=NOON + 3, **FINISHED)
    ledger.record("crm", "main", requests(moved, over, cursor=1), NOON + 3 * HOUR)


def alone(found: StandingRequests) -> dict[str, Version]:
    versions = [each.version(row) for each in found.alone for row in range(len(each))]
    found_once = {f"{version.source.removeprefix('crm')}{version.ticket}": version for version in versions}
    assert len(found_once) == len(versions)
    return found_once


class StandingBehaviour:
    def test_of_a_plain_history_the_last_version_comes_in_columns_and_of_others_all_in_rows(
        self, ledger: Ledger
    ) -> None:
        fill(ledger)
        found = ledger.standing(AsOf("main", FOREVER, horizon=LONG))
        assert sorted(alone(found)) == ["1", "3", "4", "5"]
        assert found.others["department"].tolist() == ["Roads", "Parks"]
        over = alone(found)["3"]
        assert (over.state, over.finished_at, over.due_at, over.received_at) == (
            "finished", NOON + 2 * HOUR, NOON + 3, NOON + 3 * HOUR
        )  # fmt: skip
        assert (alone(found)["5"].department, alone(found)["5"].ward) == (f"Ro{BETWEEN}ads", "é")

    def test_by_what_was_known_then_it_is_the_version_of_then(self, ledger: Ledger) -> None:
        fill(ledger)
        found = ledger.standing(AsOf("main", FOREVER, NOON, horizon=LONG))
        assert {key: version.state for key, version in alone(found).items()} == dict.fromkeys("1345", "open")
        assert found.others["department"].tolist() == ["Roads"]
        assert not len(ledger.standing(AsOf("main", FOREVER, NOON - 1, horizon=LONG)))

    def test_a_remit_holds_its_own(self, ledger: Ledger) -> None:
        fill(ledger)
        found = ledger.standing(AsOf("main", FOREVER, horizon=LONG, remit=Remit.of(departments=["Roads"])))
        assert sorted(alone(found)) == ["1", "3", "4"]
        assert found.others["ticket"].tolist() == ["2", "2"]  # it was there once

    def test_read_in_small_parts_it_is_the_same(self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
        old = [ticket(f"t{key}", NOON - 100 * DAY, ward=str(key % 3)) for key in range(10)]
        ledger.record("crm", "main", requests(*old), NOON)
        monkeypatch.setattr(kept_requests, "_AT_ONCE", 3)
        assert sorted(alone(ledger.standing(AsOf("main", FOREVER)))) == sorted(f"t{key}" for key in range(10))

    @pytest.mark.parametrize("remit", [EVERYTHING, Remit.of(departments=["Parks"])])
    def test_kept_in_memory_they_follow_what_changes(self, ledger: Ledger, remit: Remit) -> None:
        def as_read_anew(at: Micros = FOREVER, known: Micros | None = None) -> None:
            found, anew = (each.standing(AsOf("main", at, known, LONG, remit)) for each in (ledger, other))
            assert alone(found) == alone(anew)
            assert found.others.to_dict("records") == anew.others.to_dict("records")

        other = Ledger(ledger._store.url.render_as_string(hide_password=False))
        fill(ledger)
        ledger.standing(AsOf("main", FOREVER))
        as_read_anew()
        over = ticket("1", NOON - DAY, department="Roads", due_at=NOON + 1, **FINISHED)
        back = ticket("3", NOON - 3 * DAY, department="Parks", due_at=NOON + 3, updated_at=NOON + 5 * HOUR)
        new = [ticket("6", NOON + HOUR, department="Parks"), ticket("7", NOON, "finished", finished_at=NOON)]
        ledger.record("crm", "main", requests(over, back, *new, cursor=2), NOON + 6 * HOUR)
        ledger.record("desk", "main", requests(ticket("4", NOON, department="Parks")), NOON + 7 * HOUR)
        for known in (None, NOON - 1, NOON, NOON + 3 * HOUR, NOON + 6 * HOUR, NOON + 8 * HOUR):
            as_read_anew(known=known)
        as_read_anew(NOON - 2 * DAY)
        ledger.mark_removed("crm", "main", ["4", "6"], NOON + 9 * HOUR, NOON + 9 * HOUR)
        as_read_anew()
        ledger.rename_source("crm", "old", NOON + 9 * HOUR)
        as_read_anew()
        names = {"department": {f"Ro{BETWEEN}ads": "Streets"}}
        ledger.record("old", "main", replace(requests(cursor=3), renamed=names), NOON + 9 * HOUR)
        now = {version.department for version in alone(ledger.standing(AsOf("main", FOREVER))).values()}
        assert "Streets" in now
        assert not names["department"].keys() & now
        other.close()

    def test_read_ahead_it_is_what_is_read_when_somebody_looks(
        self, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        others = [
            ticket("open", NOON - 80 * DAY),
            ticket("soon", NOON - 10 * DAY),
            *(ticket(f"long{key}", NOON - 100 * DAY) for key in range(3)),
        ]
        ledger.record("crm", "main", requests(*others), NOON)
        for key in range(3):
            at = NOON + key * 20 * DAY
            over: dict[str, Any] = {"state": "finished", "finished_at": at, "updated_at": at}
            ledger.record(
                "crm", "main", requests(ticket(f"long{key}", NOON - 100 * DAY, **over), cursor=key), at + HOUR
            )
        assert not ledger.look_back("main", NOON)  # nobody asked yet
        ledger.standing(AsOf("main", NOON + 60 * DAY))
        steps = 0
        while ledger.look_back("main", NOON) and steps < 20:
            steps += 1
        assert 4 < steps < 20
        other = Ledger(ledger._store.url.render_as_string(hide_password=False))
        asked = [(NOON + days * DAY, NOON + days * DAY) for days in (0, 1, 19, 20, 30, 41, 60)]
        anew = [alone(other.standing(AsOf("main", *each))) for each in asked]
        other.close()
        for reads in ("_read_over", "_read_open"):
            monkeypatch.setattr(kept_requests, reads, None)  # it is all there
        assert [alone(ledger.standing(AsOf("main", *each))) for each in asked] == anew
        assert [len(each) for each in anew] == [5, 5, 4, 4, 3, 3, 2]

    def test_a_key_may_hold_what_stands_between_keys(self, ledger: Ledger) -> None:
        ledger.record("crm", "main", requests(ticket(f"a{BETWEEN}b", NOON), ticket("c", NOON)), NOON)
        later = [ticket(key, NOON, updated_at=NOON + HOUR) for key in (f"a{BETWEEN}b", "c")]
        ledger.record("crm", "main", requests(*later, cursor=1), NOON + HOUR)
        assert sorted(alone(ledger.standing(AsOf("main", FOREVER)))) == [f"a{BETWEEN}b", "c"]
        assert sorted(alone(ledger.standing(AsOf("main", FOREVER, NOON)))) == [f"a{BETWEEN}b", "c"]
        assert not alone(ledger.standing(AsOf("main", FOREVER, NOON - 1)))
        assert sorted(ledger.standing_versions(AsOf("main", FOREVER))["ticket"]) == [f"a{BETWEEN}b", "c"]
