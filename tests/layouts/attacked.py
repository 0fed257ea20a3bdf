"""What the attack tests share: forms as a browser sends them, and what comes of signing in."""

from __future__ import annotations

from urllib.parse import urlencode

from layouts.web.routes import Answers, Route
from tests.layouts.asking import OWN, SAME_ORIGIN, Response, ask
from tests.layouts.city_wall import NORTH, CityWall
from tests.layouts.comers import Headers, Making, session
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role

PASSWORD = "four unrelated words do"
FORM = ("content-type", "application/x-www-form-urlencoded")
LASTING = {"idle_minutes": 20_160, "session_days": 90}


def with_ada(wall: CityWall) -> CityWall:
    """With a supervisor of the north who has a password."""
    _, code = wall.access.people.add("ada", "Ada", Role.SUPERVISOR, Remit.of([NORTH]), by=None)
    wall.access.entering.by_code("ada", code.text, PASSWORD, address="127.0.0.1")
    return wall


def administrator(wall: CityWall) -> Headers:
    """An administrator's cookie: whatever is refused is refused in spite of it."""
    return session(Making(wall).signed_in("root", Role.ADMINISTRATOR, EVERYTHING))


def changes(wall: CityWall) -> list[Route]:
    return [route for route in wall.shell.routes.all if route.answers is Answers.CHANGE]


def signed_in(wall: CityWall, *cookies: tuple[str, str], **fields: str) -> Response:
    wall.now += 3_600_000_000  # attempts are counted by the hour
    body = urlencode({"name": "ada", "password": PASSWORD, **fields}).encode()
    length = ("content-length", str(len(body)))
    return ask(wall.shell, "/sign-in", "POST", [*OWN, SAME_ORIGIN, FORM, length, *cookies], body)


def session_set(answer: Response) -> str:
    lines: list[str] = [value for name, value in answer.all_headers if name == "set-cookie"]
    return next(line for line in lines if line.startswith("wallboard-session=")).partition(";")[0].partition("=")[2]
