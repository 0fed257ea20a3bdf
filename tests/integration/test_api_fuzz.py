"""Whatever is asked of the API, by whomever: never an error of ours, always what the description says, nothing to strangers.

Some cases, always the same, in the suite; as many random ones as wished with WALLBOARD_FUZZ=10000.
"""

from __future__ import annotations

import os
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from layouts.api.openapi import document
from tests.layouts.api.city import City
from wallboard.access.attempts import Attempts
from wallboard.model.remit import Remit
from wallboard.model.roles import Role

CASES = int(os.environ.get("WALLBOARD_FUZZ", "150"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
REFUSED, ANSWERED = {400, 401, 403, 405, 411, 413, 415, 421}, {200, 400, 403, 404, 405, 411, 413, 415, 429}
THERE = {"site": "main", "day": "2026-11-22", "metric": "tickets.open", "department": "Parks"}
# What only somebody with a remit may be told; none of it is a word of the API's own.
DATA = (b"crm-0", b"roads", b"Parks", b"Harbour", b"pbx2", "Zoë".encode(), b"Ola")


class Served:
    """The small city behind a real server on loopback, a token for each kind of caller, and one screen that lives."""

    def __init__(self, city: City, port: int) -> None:
        self.city, self.base = city, f"http://127.0.0.1:{port}"
        self.tokens = {
            "nobody": None,
            "forged": "wb_" + "A" * 43,
            "viewer": city.token(Role.VIEWER),
            "supervisor": city.token(Role.SUPERVISOR),
            "manager": city.token(Role.DEPARTMENT_MANAGER, Remit.of(sites=["main"], departments=["Parks"])),
            "councillor": city.token(Role.COUNCILLOR, Remit.of(sites=["main"], wards=["4"])),
            "administrator": city.token(Role.ADMINISTRATOR),
        }
        pairing = city.access.screens.begin()
        self.screen = city.access.screens.approve(pairing.code, "floor", "main", "Fuzzed", None).id
        city.access.screens.claim(pairing.secret)
        self.description = document(city.operations)
        # who calls is chosen below, not made up
        del self.description["security"], self.description["components"]["securitySchemes"]

    def forget_exports(self) -> None:
        """So that exports go on being made, and not only refused as too many."""
        self.city.access.attempts = Attempts(lambda: self.city.wall.now)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with closing(City(tmp_path_factory.mktemp("fuzzed"))) as city, socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            city.app, http="httptools", ws="none", lifespan="off", log_config=None, interface="asgi3"
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="served")
        thread.start()
        try:
            yield Served(city, listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(20)


def caller(served: Served, name: str) -> dict[str, str]:
    token = served.tokens[name]
    return {} if token is None else {"Authorization": f"Bearer {token}"}


def make_known(case: Any, served: Served) -> None:
    """What is there, in the place of what was made up: so that there is an answer."""
    if "id" in (case.path_parameters or {}):
        case.path_parameters["id"] = served.screen
    takes = {parameter.name for parameter in case.operation.query}
    made_up = {name: value for name, value in (case.query or {}).items() if name != "after"}
    there = {name: value for name, value in THERE.items() if name in made_up or (name == "site" and name in takes)}
    case.query = made_up | there


@pytest.mark.timeout(3600)
def test_no_request_is_an_error_of_ours_or_gives_what_is_not_described_or_not_theirs(served: Served) -> None:
    schema = schemathesis.openapi.from_dict(served.description)
    schema.config.checks.negative_data_rejection.expected_statuses = [
        str(each) for each in sorted(REFUSED | {404, 429})
    ]
    right, wrong = (schema.as_strategy(generation_mode=mode) for mode in schemathesis.GenerationMode)
    seen: Counter[tuple[str, int]] = Counter()
    session = requests.Session()
    session.trust_env = False

    @settings(
        max_examples=CASES,
        derandomize="WALLBOARD_FUZZ" not in os.environ,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(right, wrong), who=st.sampled_from(sorted(served.tokens)), known=st.booleans())
    def one(case: Any, who: str, known: bool) -> None:
        if known and case.meta.generation.mode.is_positive:
            make_known(case, served)
        if sum(seen.values()) % 40 == 0:
            served.forget_exports()
        answer = case.call(base_url=served.base, session=session, headers=caller(served, who))
        seen[who, answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)
        if who in ("nobody", "forged"):
            assert answer.status_code in REFUSED
            assert not any(word in answer.content for word in DATA)
        else:
            assert answer.status_code in ANSWERED

    one()
    session.close()
    told = Counter[int]()
    for (_, status), times in seen.items():
        told[status] += times
    print(f"{sum(seen.values())} cases: {', '.join(f'{n} × {status}' for status, n in sorted(told.items()))}")
    assert sum(seen.values()) >= CASES
    assert told[200] > CASES / 50, "hardly anything was asked that has an answer"
    assert told[401] > CASES / 20, "hardly anything was asked by strangers"
