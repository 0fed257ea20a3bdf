"""Which alerts are whose: by site, department and ward, and by name only to who may know names."""

from __future__ import annotations

import pytest

from wallboard.engine.active_alerts import within
from wallboard.model import Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised, without_names
from wallboard.model.remit import EVERYTHING, Remit


def alert(scope: Scope, kind: AlertKind = AlertKind.READING, metric: str = "", subject: str = "") -> Alert:
    return Alert(1, Raised(AlertKey("rule", scope, subject), kind, "alarm", 0, 0, metric=metric))


ALERTS = {
    "a queue": alert(Scope("main", queue="roads"), metric="calls.waiting"),
    "all requests": alert(Scope("main"), metric="tickets.open"),
    "a department": alert(Scope("main", department="water"), metric="tickets.open"),
    "another site": alert(Scope("north", queue="roads"), metric="calls.waiting"),
}


@pytest.mark.parametrize(
    ("remit", "theirs"),
    [
        (EVERYTHING, set(ALERTS)),
        (Remit.of(sites=["main"]), {"a queue", "all requests", "a department"}),
        (Remit.of(sites=["main"], departments=["water"]), {"a queue", "a department"}),
        (Remit.of(sites=["main"], departments=["tax"]), {"a queue"}),
        (Remit.of(sites=["main"], departments=["water"], wards=["1"]), {"a queue"}),
        (Remit.of(sites=["north"]), {"another site"}),
    ],
    ids=["all", "a site", "a department", "another department", "a ward", "another site"],
)
def test_alerts_are_told_within_a_remit(remit: Remit, theirs: set[str]) -> None:
    assert set(within(ALERTS.values(), remit)) == {ALERTS[name] for name in theirs}


def test_of_alerts_only_a_pause_names_somebody() -> None:
    pause = alert(Scope("main"), AlertKind.OVERLONG_PAUSE, subject="Ann")
    lost = alert(Scope("main"), AlertKind.SOURCE_LOST, subject="pbx")
    assert without_names(pause).key.subject == ""
    assert without_names(lost) == lost
