"""Screens as devices: paired once by a code, then let in by a secret of their own until somebody revokes them.

A screen shows one board, within the remit of who approved it, narrowed to the board's site. It may do nothing else.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from json import dumps, loads
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, bindparam, insert, select, update

from wallboard.access import pairings
from wallboard.access.audit import Audit, plain
from wallboard.access.credentials import Credential, Seen, row_of_secret
from wallboard.access.keys import Keys
from wallboard.access.lifetimes import Lifetimes
from wallboard.access.pairings import Pairing
from wallboard.access.person import known_language
from wallboard.access.refused import Refused
from wallboard.access.store import AccessStore
from wallboard.access.tables import screens
from wallboard.access.visitor import Visitor, VisitorKind
from wallboard.clock import Clock
from wallboard.languages import _
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING, Remit

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Screen:
    """A paired device. Name and address came from outside."""

    id: str
    name: str
    board: str
    remit: Remit
    approved_by: str
    made_at: Micros
    seen_at: Micros | None  # None: not yet
    until: Micros  # moves on while it is seen
    address: str
    reloads: int
    language: str | None = None  # by BCP 47; None for that of its board

    @property
    def credential(self) -> Credential:
        own = f"screen:{self.id}"
        who = Visitor(
            VisitorKind.SCREEN,
            self.id,
            self.name,
            remit=self.remit,
            board=self.board,
            credential=own,
            until=self.until,
            reloads=self.reloads,
            language=self.language or "",
        )
        return Credential(who, self.made_at if self.seen_at is None else self.seen_at)


class WrongCode(Refused):
    """No screen waits with this code."""


class NoSuchScreen(Refused):
    """There is none, it was revoked, or it is not this visitor's to manage: nobody can tell which."""


class Screens:
    """Everything about paired devices. `by` is who does it, None the command line; any thread may call."""

    kind = "screen"

    def __init__(self, store: AccessStore, keys: Keys, clock: Clock, lifetimes: Lifetimes, audit: Audit) -> None:
        self._store, self._keys, self._clock, self._audit = store, keys, clock, audit
        self._lifetimes = lifetimes

    # ---- pairing

    def begin(self, address: str = "", instead_of: str = "") -> Pairing:
        """A code for a screen that waits, in place of the one that it had. Raises pairings.TooManyPairings."""
        now = self._clock()
        with self._store.writing() as connection:
            return pairings.begin(connection, self._keys, now, now + self._lifetimes.pairing, address, instead_of)

    def approve(self, code: str, board: str, site: str, name: str, by: Visitor | None, address: str = "") -> Screen:
        """Lets the screen that shows the code in, for a board of this site. Raises Refused."""
        remit, name, now = _remit_of(by, site), _name(name), self._clock()
        until = now + self._lifetimes.pairing  # to claim it; from then on a screen's own time
        with self._store.writing() as connection:
            self._name_is_free(connection, name)
            waits = pairings.waiting(connection, self._keys, now, code)
            own = secrets.token_hex(8)
            if waits and pairings.approve(connection, waits.id, own, until):
                who = by.name if by else ""
                made = Screen(own, name, board, remit, who, now, None, until, waits.address, 0)
                # the hash of nothing that anybody knows, until the screen claims a secret of its own
                connection.execute(insert(screens).values(_columns(made) | {"hash": secrets.token_hex(32)}))
                self._audit.add(connection, "screen_paired", by, address, name, board=board, screen_at=made.address)
                return made
        self._audit.write("pairing_refused", by, address, name, board=board)
        raise WrongCode("code", _("No screen waits with this code. Type the eight signs that the screen shows now."))

    def waits(self, secret: str) -> Micros | None:
        """Until when this pairing is open; None when it is over."""
        with self._store.reading() as connection:
            pairing = pairings.of_secret(connection, self._keys, self._clock(), secret)
        return pairing.until if pairing else None

    def claim(self, secret: str, address: str = "") -> str | None:
        """The device's own secret, once, for the pairing that was approved; None otherwise."""
        now = self._clock()
        with self._store.reading() as connection:
            pairing = pairings.of_secret(connection, self._keys, now, secret)
        if pairing is None or pairing.screen is None:
            return None
        device = secrets.token_urlsafe(32)
        own = update(screens).where(screens.c.id == pairing.screen, screens.c.ended_at.is_(None))
        with self._store.changing() as connection:
            if not pairings.take(connection, pairing.id):
                return None
            known = {"hash": self._keys.hash(device), "until": now + self._lifetimes.screen, "address": plain(address)}
            return device if connection.execute(own.values(known)).rowcount else None

    # ---- recognising

    def find(self, secret: str) -> Credential | None:
        """By a device's secret; None for one that is unknown or was revoked."""
        row = row_of_secret(self._store, self._keys, screens, _paired(), secret)
        return None if row is None else _screen(row).credential

    def by_id(self, id: str) -> Credential | None:
        """By its id."""
        with self._store.reading() as connection:
            row = connection.execute(_paired().where(screens.c.id == id)).mappings().first()
        return None if row is None else _screen(row).credential

    def write_seen(self, connection: Connection, seen: Mapping[str, Seen]) -> None:
        """When those with these ids were last seen, and from where; from then on they have all their time again."""
        here = update(screens).where(screens.c.id == bindparam("screen"), screens.c.ended_at.is_(None))
        noted = here.values(seen_at=bindparam("seen"), until=bindparam("good"))
        with_address = noted.values(address=bindparam("told"))
        for statement, told in ((noted, False), (with_address, True)):
            rows = [
                {"screen": id, "seen": at, "good": at + self._lifetimes.screen} | ({"told": address} if told else {})
                for id, (at, address) in seen.items()
                if bool(address) is told
            ]
            if rows:
                connection.execute(statement, rows)

    def saw(self, addresses: Mapping[str, str]) -> None:
        """Screens, by id, that are on now, and from which address."""
        if addresses:
            now = self._clock()
            with self._store.writing() as connection:
                self.write_seen(connection, {id: Seen(now, plain(address)) for id, address in addresses.items()})

    # ---- managing

    def all(self, within: Remit = EVERYTHING) -> list[Screen]:
        """Those whose whole remit is within this one, by name."""
        with self._store.reading() as connection:
            rows = connection.execute(_here(self._clock())).mappings().all()
        every = map(_screen, rows)
        return sorted((s for s in every if within.holds(s.remit)), key=lambda s: (s.name.casefold(), s.id))

    def named(self, name: str) -> Screen:
        """Raises NoSuchScreen."""
        found = next((screen for screen in self.all() if screen.name.casefold() == name.strip().casefold()), None)
        if found is None:
            there = ", ".join(screen.name for screen in self.all()) or "none"
            raise NoSuchScreen("name", f'There is no screen "{plain(name)}". There are: {there}.')
        return found

    def move(self, id: str, board: str, site: str, by: Visitor | None, address: str = "") -> Screen:
        """To another board, which it shows at once. Raises Refused."""
        remit = _remit_of(by, site)
        return self._change(id, by, address, "screen_moved", board=board, remit=dumps(remit.as_json()))

    def rename(self, id: str, name: str, by: Visitor | None, address: str = "") -> Screen:
        """Raises Refused."""
        return self._change(id, by, address, "screen_renamed", name=_name(name))

    def speak(self, id: str, language: str, by: Visitor | None, address: str = "") -> Screen:
        """The language of its board and page, by its tag; "" for that of the board. Raises Refused."""
        return self._change(id, by, address, "screen_speaks", language=known_language(language))

    def reload(self, id: str, by: Visitor | None, address: str = "") -> Screen:
        """Makes it load its page anew. Raises NoSuchScreen."""
        return self._change(id, by, address, "screen_reloaded", reloads=screens.c.reloads + 1)

    def revoke(self, id: str, by: Visitor | None, address: str = "") -> Screen:
        """Ends it for good: it goes dark, and shows a code again. Raises NoSuchScreen."""
        return self._change(id, by, address, "screen_revoked", ended_at=self._clock())

    def _change(self, id: str, by: Visitor | None, address: str, event: str, **values: Any) -> Screen:
        screen = self._find(id)
        if screen is None or (by is not None and not by.remit.holds(screen.remit)):
            raise NoSuchScreen("screen", _("There is no such screen. It may have been revoked meanwhile."))
        changes = {name: values[name] for name in ("board", "name", "language") if name in values}
        with self._store.changing() as connection:
            if "name" in values:
                self._name_is_free(connection, values["name"], besides=id)
            connection.execute(update(screens).where(screens.c.id == id).values(values))
            self._audit.add(connection, event, by, address, screen.name, **changes)
        return self._find(id) or screen

    def _find(self, id: str) -> Screen | None:
        with self._store.reading() as connection:
            row = connection.execute(_here(self._clock()).where(screens.c.id == id)).mappings().first()
        return None if row is None else _screen(row)

    def _name_is_free(self, connection: Connection, name: str, besides: str = "") -> None:
        rows = connection.execute(_here(self._clock()).where(screens.c.id != besides)).all()
        if any(row.name.casefold() == name.casefold() for row in rows):
            raise Refused("name", _('There is a screen "{name}" already. Give this one another name.', name=name))


def _paired() -> Select[Any]:
    """Those that nobody revoked."""
    return select(screens).where(screens.c.ended_at.is_(None))


def _here(now: Micros) -> Select[Any]:
    """Those that may still come in."""
    return _paired().where(screens.c.until > now)


def _screen(row: RowMapping) -> Screen:
    own = {name: row[name] for name in Screen.__dataclass_fields__}
    return Screen(**own | {"remit": Remit.from_json(loads(own["remit"]))})


def _columns(screen: Screen) -> dict[str, Any]:
    own = {name: getattr(screen, name) for name in Screen.__dataclass_fields__}
    return own | {"remit": dumps(screen.remit.as_json())}


def _remit_of(by: Visitor | None, site: str) -> Remit:
    remit = (by.remit if by is not None else EVERYTHING).narrowed(Remit.of(sites=[site]))
    if not remit.sites:
        raise Refused("board", _("There is no such board. Choose one of the list."))
    return remit


def _name(typed: str) -> str:
    """A name that can be shown in one line. Raises Refused."""
    name = " ".join(typed.split())
    if not name:
        raise Refused("name", _("A screen needs a name, such as the room where it hangs."))
    if len(name) > LONGEST_NAME:
        raise Refused("name", _("The name has {n} characters; {most} are the most.", n=len(name), most=LONGEST_NAME))
    if any(unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in name):
        raise Refused("name", _("The name holds characters that cannot be seen. Leave them out."))
    return name
