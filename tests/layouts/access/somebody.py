"""Somebody at a desk who opens pages of a city's wall and sends their forms."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from tests.layouts.asking import OWN, SAME_ORIGIN, Response, ask
from tests.layouts.city_wall import CityWall
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Role


class Somebody:
    """Signed in; without a role at the machine itself, where nobody signs in."""

    def __init__(
        self, wall: CityWall, name: str, role: Role | None = Role.SUPERVISOR, remit: Remit = EVERYTHING
    ) -> None:
        self.wall, self.headers = wall, [*OWN, SAME_ORIGIN]
        if role is not None:
            person = wall.access.people.add(name, name.title(), role, remit, by=None)[0]
            secret = wall.access.sessions.open(person, address="127.0.0.1").secret
            self.headers.append(("cookie", f"wallboard-session={secret}"))

    def asks(self, path: str) -> Response:
        return ask(self.wall.shell, path, headers=self.headers)

    def opens(self, path: str) -> str:
        answer = self.asks(path)
        assert answer.status == 200, answer.body
        return answer.body.decode()

    def posts(self, path: str, fields: Iterable[tuple[str, str]] = ()) -> Response:
        body = urlencode(list(fields)).encode()
        kind = ("content-type", "application/x-www-form-urlencoded")
        return ask(self.wall.shell, path, "POST", [*self.headers, kind, ("content-length", str(len(body)))], body)
