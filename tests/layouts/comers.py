"""Everybody who may come to the wall, each with what they come with: people of every role within and outside the
north, screens, programs, and all those whose time is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tests.layouts.city_wall import BOARDS, MARKS, NORTH, SOUTH, CityWall
from wallboard.access.person import Person
from wallboard.access.tokens import TOKEN_RIGHTS
from wallboard.model import DAY, MINUTE
from wallboard.model.remit import EVERYTHING, Remit
from wallboard.model.roles import Right, Role

Headers = list[tuple[str, str]]


class Comer(NamedTuple):
    """One column of the matrix. `who` is what the table of expectations calls them; "nobody" is let in nowhere."""

    label: str
    who: str
    headers: Headers
    sites: tuple[str, ...] = ()  # whose words they may read
    lost_screen: bool = False  # led to the pairing page


def session(secret: str) -> Headers:
    return [("cookie", f"wallboard-session={secret}")]


def screen(secret: str) -> Headers:
    return [("cookie", f"wallboard-screen={secret}")]


def bearer(secret: str) -> Headers:
    return [("authorization", f"Bearer {secret}")]


@dataclass
class Making:
    """Makes people, screens and tokens, and lets time go by."""

    wall: CityWall

    def person(self, name: str, role: Role, remit: Remit) -> Person:
        return self.wall.access.people.add(name, name, role, remit, by=None)[0]

    def signed_in(self, name: str, role: Role, remit: Remit = EVERYTHING) -> str:
        return self.wall.access.sessions.open(self.person(name, role, remit), address="127.0.0.1").secret

    def screen(self, site: str, name: str) -> tuple[str, str]:
        """Id and secret."""
        screens = self.wall.access.screens
        pairing = screens.begin("127.0.0.1")
        approved = screens.approve(pairing.code, BOARDS[site], site, name, None)
        secret = screens.claim(pairing.secret)
        assert secret is not None
        return approved.id, secret

    def token(self, person: Person, rights: set[Right], remit: Remit = EVERYTHING, days: int = 30) -> tuple[str, str]:
        """Id and secret."""
        made = self.wall.access.tokens.make(person, "t", rights, remit, days, by=None)  # type: ignore[arg-type]
        return made.record.id, made.secret


def of(role: Role, site: str) -> Remit:
    """The remit of somebody of this role at one site."""
    if role is Role.ADMINISTRATOR:
        return EVERYTHING
    departments = [MARKS[site][3]] if role is Role.DEPARTMENT_MANAGER else None
    return Remit.of([site], departments, ["4"] if role is Role.COUNCILLOR else None)


def comers(wall: CityWall) -> list[Comer]:
    making, access = Making(wall), wall.access
    gone = _gone(making)
    found = [Comer("signed out", "nobody", []), *gone]
    boss = making.person("boss", Role.ADMINISTRATOR, EVERYTHING)
    for role in Role:
        for site in (NORTH, SOUTH) if role is not Role.ADMINISTRATOR else (NORTH,):
            secret = making.signed_in(f"{role}.{site}", role, of(role, site))
            sites = (NORTH, SOUTH) if role is Role.ADMINISTRATOR else (site,)
            found.append(
                Comer(f"{role}, {'in' if NORTH in sites else 'out of'} scope", role.value, session(secret), sites)
            )
    _, here = making.screen(NORTH, MARKS[NORTH][4])
    _, elsewhere = making.screen(SOUTH, MARKS[SOUTH][4])
    nothing = making.token(boss, {Right.READ}, Remit.of([]))[1]
    found += [
        Comer("screen of this board", "screen_here", screen(here), (NORTH,)),
        Comer("screen of another board", "screen_elsewhere", screen(elsewhere), (SOUTH,)),
        Comer("person at a screen", "viewer", _both(making, here), (SOUTH,)),
        Comer(
            "token to read, in scope",
            "token_read",
            bearer(making.token(boss, {Right.READ}, Remit.of([NORTH]))[1]),
            (NORTH,),
        ),
        Comer(
            "token to read, out of scope",
            "token_read",
            bearer(making.token(boss, {Right.READ}, Remit.of([SOUTH]))[1]),
            (SOUTH,),
        ),
        Comer("token to operate", "token_operate", bearer(making.token(boss, {Right.OPERATE})[1])),
        Comer("token with all rights", "token_all", bearer(making.token(boss, set(TOKEN_RIGHTS))[1]), (NORTH, SOUTH)),
        Comer("token narrowed to nothing", "token_read", bearer(nothing)),
    ]
    # what lets somebody in by one way lets nobody in by another
    good = making.signed_in("mixed", Role.ADMINISTRATOR)
    found += [
        Comer("session as a bearer token", "nobody", bearer(good)),
        Comer("session as a screen", "nobody", screen(good), lost_screen=True),
        Comer("token as a session", "nobody", session(nothing)),
        Comer("screen as a session", "nobody", session(here)),
        Comer("bad token beside a good session", "nobody", [*session(good), *bearer("wb_bad")]),
    ]
    assert access.recognise(session=good).name == "mixed"
    return found


def _both(making: Making, device: str) -> Headers:
    """A person who signed in at a browser that is a screen too: the person counts."""
    secret = making.signed_in("both", Role.VIEWER, Remit.of([SOUTH]))
    return [("cookie", f"wallboard-session={secret}; wallboard-screen={device}")]


def _gone(making: Making) -> list[Comer]:
    """Those who were let in once. The clock moves on over the end of what ends by itself."""
    wall, access = making.wall, making.wall.access
    once = making.person("once", Role.ADMINISTRATOR, EVERYTHING)
    idle = making.signed_in("idle", Role.ADMINISTRATOR)
    absolute = making.signed_in("absolute", Role.ADMINISTRATOR)
    stale = making.token(once, {Right.READ}, days=1)[1]
    unseen = making.screen(NORTH, "Unseen screen")[1]
    step = 300 * MINUTE
    for _ in range(8 * DAY // step):  # one of them is used all the time, and ends all the same
        wall.now += step
        access.recognise(session=absolute)
    assert access.recognise(session=absolute).id == ""
    revoked = access.sessions.open(once, address="127.0.0.1")
    access.sessions.end(revoked.record.id, by=None)
    ended_id, ended = making.token(once, {Right.READ, Right.OPERATE})
    access.tokens.end(ended_id, by=None)
    off_id, off = making.screen(NORTH, "Revoked screen")
    access.screens.revoke(off_id, None)
    disabled = making.person("disabled", Role.SUPERVISOR, EVERYTHING)
    theirs = access.sessions.open(disabled, address="127.0.0.1").secret
    program = making.token(disabled, {Right.READ})[1]
    access.people.disable(disabled.id, by=None)
    return [
        Comer("session idle too long", "nobody", session(idle)),
        Comer("session past its end", "nobody", session(absolute)),
        Comer("revoked session", "nobody", session(revoked.secret)),
        Comer("session of a disabled person", "nobody", session(theirs)),
        Comer("expired token", "nobody", bearer(stale)),
        Comer("revoked token", "nobody", bearer(ended)),
        Comer("token of a disabled person", "nobody", bearer(program)),
        Comer("revoked screen", "nobody", screen(off), lost_screen=True),
        Comer("screen unseen for too long", "nobody", screen(unseen), lost_screen=True),
        Comer("forged session", "nobody", session("x" * 43)),
        Comer("forged screen", "nobody", screen("x" * 43), lost_screen=True),
        Comer("forged token", "nobody", bearer("wb_" + "x" * 43)),
    ]
