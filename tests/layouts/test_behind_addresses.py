"""Who finds something at the addresses of figures, calls and requests."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from tests.layouts.scope_city import ScopeCity
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

pytestmark = pytest.mark.whole


def test_what_there_is_not_and_what_is_of_another_site_is_no_page(tmp_path: Path) -> None:
    with closing(ScopeCity(tmp_path)) as city:
        everyone, south = (city.sign_in(Role.VIEWER, remit) for remit in (EVERYTHING, Remit.of(["south"])))
        for path in (
            "/figure/calls.offered/north/today",
            "/visit/pbx-north/c1/queue-roads/0",
            "/request/crm-north/req-north-1",
        ):
            assert everyone.ask(path).status == 200
            assert south.ask(path).status == 404
        for path in (
            "/figure/calls.none/north/today",
            "/figure/calls.offered/north/later",
            "/visit/none/c1/queue-roads/0",
            "/visit/pbx-north/c1/queue-roads/00",
            "/request/none/req-north-1",
        ):
            assert everyone.ask(path).status == 404
