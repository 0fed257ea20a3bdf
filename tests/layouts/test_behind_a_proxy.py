"""The wall behind a reverse proxy that speaks https for it: what browsers get, and what is believed of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.empty_databases import lay_access
from tests.layouts.asking import Response, ask
from tests.layouts.attacked import FORM, PASSWORD, with_ada
from tests.layouts.city_wall import CityWall

pytestmark = pytest.mark.whole

NAME, PROXY, BROWSER = "wall.example.gov", "10.20.0.2", "198.51.100.7"
BY_PROXY = [("host", NAME), ("x-forwarded-proto", "https"), ("x-forwarded-for", f"203.0.113.5, {BROWSER}")]


@pytest.fixture
def wall(tmp_path: Path) -> Iterator[CityWall]:
    server = {"host": "0.0.0.0", "address": f"https://{NAME}", "proxies": [PROXY]}
    lay_access(tmp_path / "access.db")  # sign-in is on here, whatever the settings say
    made = with_ada(CityWall(tmp_path, {"sign_in": False}, server))
    yield made
    made.close()


def sign_in(wall: CityWall, headers: list[tuple[str, str]], origin: str, client: str) -> Response:
    body = urlencode({"name": "ada", "password": PASSWORD}).encode()
    told = [*headers, ("origin", origin), FORM, ("content-length", str(len(body)))]
    return ask(wall.shell, "/sign-in", "POST", told, body, client=client)


def test_people_must_sign_in_whatever_the_settings_say_of_it(wall: CityWall) -> None:
    assert ask(wall.shell, "/today", headers=BY_PROXY, client=PROXY).headers["location"] == "/sign-in?next=/today"


def test_who_signs_in_gets_a_cookie_of_this_host_and_https_alone(wall: CityWall) -> None:
    answer = sign_in(wall, BY_PROXY, f"https://{NAME}", PROXY)
    assert answer.status == 303
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    cookies = [value for name, value in answer.all_headers if name == "set-cookie"]
    assert any(line.startswith("__Host-wallboard-session=") for line in cookies)
    assert all(line.startswith("__Host-") and line.endswith("; Secure") for line in cookies)
    session = next(line for line in cookies if "session" in line).partition(";")[0]
    assert ask(wall.shell, "/today", headers=[*BY_PROXY, ("cookie", session)], client=PROXY).status == 200


def test_the_address_that_is_written_down_is_the_browsers_as_the_proxy_saw_it(wall: CityWall) -> None:
    sign_in(wall, BY_PROXY, f"https://{NAME}", PROXY)
    assert wall.access.audit.read(event="signed_in", limit=1)[0].address == BROWSER


def test_the_same_words_of_a_stranger_are_not_believed(wall: CityWall) -> None:
    """Whoever reaches the wall past its proxy comes in the clear, and is told where to go."""
    answer = sign_in(wall, BY_PROXY, f"https://{NAME}", "203.0.113.66")
    assert answer.status == 421
    assert f"https://{NAME}".encode() in answer.body
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "origin", [f"http://{NAME}", f"https://{NAME}:8443", "https://evil.example", f"https://{PROXY}"]
)
def test_a_change_comes_from_the_address_that_browsers_use(wall: CityWall, origin: str) -> None:
    assert sign_in(wall, BY_PROXY, origin, PROXY).status == 403


def test_a_probe_on_the_machine_itself_needs_no_https(wall: CityWall) -> None:
    assert ask(wall.shell, "/livez", headers=[("host", "127.0.0.1:8311")], client="127.0.0.1").status == 200
    assert ask(wall.shell, "/livez", headers=[("host", "127.0.0.1:8311")], client="203.0.113.66").status == 421
