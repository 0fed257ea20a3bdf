"""The alerts that are on, for every snapshot that is taken."""

from __future__ import annotations

from collections.abc import Iterable

from wallboard.model.alerts import Alert
from wallboard.model.remit import Remit


class ActiveAlerts:
    """As they were last looked at. Any thread may call."""

    def __init__(self) -> None:
        self.on: tuple[Alert, ...] = ()

    def within(self, remit: Remit) -> tuple[Alert, ...]:
        """As `within`."""
        return within(self.on, remit)


def within(alerts: Iterable[Alert], remit: Remit) -> tuple[Alert, ...]:
    """Those of its sites; of departments only its own, and where it holds but some wards none."""
    return tuple(alert for alert in alerts if _is_within(alert, remit))


def _is_within(alert: Alert, remit: Remit) -> bool:
    scope = alert.key.scope
    if not remit.has_site(scope.site):
        return False
    if scope.department:
        return remit.wards is None and remit.has_request(scope.department, "")
    return remit.whole_sites or not alert.raised.metric.startswith("tickets.")
