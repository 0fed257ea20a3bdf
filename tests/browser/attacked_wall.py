"""A wall where every name that comes from outside is markup, and whoever attacks it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.browser.live_wall import City, Wallboard, city
from tests.browser.signed_wall import PROVIDER
from tests.installation import SIGN_IN
from wallboard.model.remit import Remit
from wallboard.model.roles import Right, Role

MARKUP = "<img src=x onerror=document.owned=1><script>document.owned=1</script>"
BOARDS = """
[boards.names]
agent_names = true
rows = [["agents:2", "queues:2"], ["ageing:4"]]
"""


def named(what: str) -> str:
    return f"{what}{MARKUP}"


@dataclass
class Attacked:
    wall: Wallboard
    session: str  # of root, from a browser with a hostile name

    @property
    def address(self) -> str:
        return self.wall.address


@contextmanager
def attacked_wall(folder: Path) -> Iterator[Attacked]:
    """A wall where every name that comes from outside is markup."""
    with city(folder, f"sqlite:///{folder / 'phones.db'}") as made:
        hostile_names(made)
        provider = PROVIDER.replace("City account", named("City"))
        made.wall.configure(BOARDS, SIGN_IN, provider, label=named("Streets"))
        yield Attacked(made.wall, hostile_people(made.wall))


def hostile_names(made: City) -> None:
    for queue in ("streets", named("queue")):
        made.calls.write("NONE", queue, named("Agent"), "ADDMEMBER", "")
        made.calls.enters(queue)
    made.requests.opens(department=named("Department"))


def hostile_people(wall: Wallboard) -> str:
    """Starts the wall; gives the secret of a session of root."""
    wall.person("root", Role.ADMINISTRATOR)
    wall.person("sue", Role.SUPERVISOR)
    wards = Remit.of(wards=[named("Ward")])
    wall.access.people.add("mallory", named("Mallory"), Role.COUNCILLOR, wards, by=None)
    root = wall.access.people.named("root")
    assert root is not None
    opened = wall.access.sessions.open(root, address="127.0.0.1", browser=named("Browser"))
    visitor = wall.access.recognise(session=opened.secret)
    wall.access.tokens.make(root, named("Token"), [Right.READ], by=visitor)
    pairing = wall.access.screens.begin()
    wall.access.screens.approve(pairing.code, "wall", "main", named("Hall")[:60], by=visitor)
    wall.start()
    return opened.secret


def client(attacked: Attacked, session: str | None = None) -> httpx.Client:
    headers = {"origin": attacked.address, "sec-fetch-site": "same-origin"}
    cookies = {"wallboard-session": attacked.session if session is None else session}
    return httpx.Client(base_url=attacked.address, headers=headers, cookies=cookies, timeout=60, trust_env=False)
