"""What tests of access wish for: to come in, to be refused, to be the only one of several."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from tests.access_house import House
from wallboard.access.refused import HeldUp, Refused
from wallboard.model.remit import Remit

OTHER_PASSWORD = "quite another sentence"
STREETS = Remit.of(departments=["Streets"])


def refused(house: House, name: str, password: str) -> str:
    with pytest.raises(Refused) as told:
        house.enter(name, password)
    assert not isinstance(told.value, HeldUp)
    return str(told.value)


def at_once(*wishes: Callable[[], object]) -> list[bool]:
    """Which of them were not refused, all wished at the same time."""
    ready, granted = threading.Barrier(len(wishes)), []

    def wish(what: Callable[[], object]) -> None:
        ready.wait(10)
        try:
            what()
            granted.append(True)
        except Refused:
            granted.append(False)

    threads = [threading.Thread(target=wish, args=[each]) for each in wishes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return granted
