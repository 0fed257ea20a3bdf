"""The pages of access and *Today* in every language, and in one that is 40 % longer: `python spoken_pages.py PORT FOLDER`.

Whoever has a session cookie, whatever it says, is the administrator: what is looked at is how the pages look.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from layouts.access import account, audit, people, screens, sign_in, tv
from layouts.live.stream import Hub
from layouts.pages import today
from layouts.site.board_pages import Boards
from layouts.site.desk_pages import Desk
from layouts.site.shell import build_app
from layouts.wall import boards
from layouts.web.probes import Probes
from tests.browser.spoken_walls import speak_them_all
from tests.layouts import snapshots
from tests.layouts.histories import FixedHistory
from tests.layouts.opened import services
from tests.layouts.serving import serve
from wallboard.access.access import Access
from wallboard.access.visitor import NOBODY, Visitor, VisitorKind
from wallboard.clock import system_clock
from wallboard.engine.known_names import KnownNames
from wallboard.ledger import Ledger
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import RIGHTS, Right, Role
from wallboard.settings import Server, Settings

ADDRESSES = ("/sign-in", "/welcome", "/tv")  # without a session, and with one:
OWN = ("/account", "/people", "/screens", "/audit", "/today")


def filled(settings: Settings) -> tuple[Access, Visitor]:
    """With people, a token and a screen: what the pages list. Gives the administrator as a visitor too."""
    access = Access(settings)
    root, _code = access.people.add("root", "Ada Lopez", Role.ADMINISTRATOR, by=None)
    access.people.add("ward", "Wendy Ward", Role.COUNCILLOR, Remit.of(wards=["4", "7"]), by=None)
    access.people.add("dept", "Dev Dept", Role.DEPARTMENT_MANAGER, Remit.of(None, ["Streets", "Water"]), by=None)
    who = Visitor(
        VisitorKind.PERSON, root.id, root.shown, root.role, RIGHTS[root.role], EVERYTHING, credential="session:1"
    )
    access.tokens.make(root, "Power BI", [Right.READ, Right.EXPORT], days=30, by=who)
    access.screens.approve(access.screens.begin().code, "wall", "main", "Call floor north", who)
    return access, who


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    (folder / "catalogues").mkdir()
    speak_them_all(folder / "catalogues")
    own = {"sign_in": True, "database": f"sqlite:///{folder}/access.db", "keys_file": f"{folder}/access.keys"}
    settings, hub = snapshots.settings(access=own, boards={"wall": boards.far_board().model_dump()}), Hub("pages")
    access, who = filled(settings)
    ledger = Ledger(f"sqlite:///{folder}/ledger.db")
    known = KnownNames(lambda: ledger, system_clock)
    app = build_app(
        settings,
        Boards(["wall"], lambda name: boards.layout(name, settings)),
        hub,
        "pages",
        Probes(lambda: (True, "ready"), lambda: b""),
        desk=Desk([today.PAGE], services(FixedHistory(settings))),
        recognise=lambda session=None, *_others, **_more: who if session else NOBODY,
        routes=[
            *sign_in.routes(access, settings),
            *account.routes(access, settings, known),
            *people.routes(access, settings, known),
            *tv.routes(access, settings),
            *screens.routes(access, settings, hub),
            *audit.routes(access, settings, system_clock),
        ],
    )
    serve(app, Server(port=int(sys.argv[1])))
