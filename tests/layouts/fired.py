"""An alert that fires on a city's wall, with somebody to be told."""

from __future__ import annotations

from tests.layouts.city_wall import MARKS, NORTH, CityWall
from wallboard.ledger import Telling
from wallboard.model import MINUTE, Scope
from wallboard.model.alerts import Alert, AlertKey, AlertKind, Raised, Why


def fire(wall: CityWall, site: str = NORTH, kind: AlertKind = AlertKind.UNSTAFFED, **facts: str) -> Alert:
    scope = Scope(site, queue=facts.get("queue", "" if kind is AlertKind.OVERLONG_PAUSE else MARKS[site][2]))
    key = AlertKey(kind.value, scope, facts.get("subject", ""))
    raised = Raised(key, kind, facts.get("tone", "alarm"), wall.now - MINUTE, wall.now, 3, 1800)
    alert = wall.engine.equipment.ledger.alerts.fire(raised, [Telling("desk", Why.FIRED)], wall.now)
    assert alert is not None
    return alert
