"""What is asked of every address, and which answers are right for whom."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from layouts.access.review_pack.asked import FILE
from layouts.web.routes import Answers, Route
from tests.layouts.city_wall import BOARDS, MARKS, NORTH
from tests.layouts.comers import Comer
from tests.layouts.declared_pages import DeclaredPages
from tests.layouts.let_in import let_in

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")
# What is asked along with a path, so that it has something to answer.
QUERY = {
    "/stream": f"?board={BOARDS[NORTH]}",
    "/frame": f"?board={BOARDS[NORTH]}",
    "/past": f"?board={BOARDS[NORTH]}&at=-1m",
    "/past/day": f"?board={BOARDS[NORTH]}&at=-1m",
    "/api/requests": f"?site={NORTH}",
    "/api/calls": f"?site={NORTH}",
    "/export/requests.csv": f"?site={NORTH}",
    "/export/calls.csv": f"?site={NORTH}",
    "/export/departments.csv": f"?site={NORTH}",
    "/export/departments.xlsx": f"?site={NORTH}",
    FILE: f"?site={NORTH}&form=html",
    "/review/deep-dive": f"?site={NORTH}&week_ending=2026-11-15",
    "/review/words": f"?site={NORTH}&department={quote(MARKS[NORTH][3])}&ward=4&week_ending=2026-11-15",
}
# What is told of figures, which there are none of on a wall without a source: whose they are, their own test says.
OF_FIGURES = dict.fromkeys(
    ("/api/figure", "/export/figure.csv", "/export/figure.xlsx"), f"?site={NORTH}&metric=tickets.open"
) | dict.fromkeys(
    (f"/export/department{what}.{kind}" for what in ("", "-past") for kind in ("csv", "xlsx")),
    f"?site={NORTH}&department={quote(MARKS[NORTH][3])}",
)
OF_THE_NORTH = {
    "/alerts/{alert}",
    "/actions/{entry}",
    "/review/words/{entry}",
    *QUERY,
    *(f"/board/{{board}}{part}" for part in ("", "/_dash-layout", "/_dash-dependencies")),
}
# Answers to those who are let in, where they are others than 200.
SIGN_IN_PAGES = {"/sign-in", "/welcome"}
EXPLAINED = {"/account", "/people", "/audit", "/screens"}  # while nobody signs in
CALLBACK = "/today/_dash-update-component"
REACHED = 299


def expected(routes: Iterable[Route], method: str, comer: Comer, pages: DeclaredPages) -> set[int]:
    """The statuses that are right for somebody at the routes of one path."""
    here = list(routes)
    allowed = [route for route in here if comer.who in let_in(route)]
    served = next((route for route in allowed if method in route.methods), None)
    if served is not None:
        return answer_of(served, comer, pages)
    declared = any(method in route.methods for route in here)
    if allowed and not declared:
        return {405}
    if allowed:
        return {403, 401, 405}  # of two routes of one path, one is for them
    if comer.who != "nobody":
        return {403}
    page = any(route.answers is Answers.PAGE for route in here)
    return {303} if page and method in ("GET", "HEAD") else {401}


def answer_of(route: Route, comer: Comer, pages: DeclaredPages) -> set[int]:
    """What its handler answers to somebody who is let in."""
    if route.answers is Answers.CHANGE:
        return {200} if route.path == CALLBACK else {REACHED}
    if pages.named(route.path) and route.answers is not Answers.FILE:
        return {200} if pages.opened(route.path, comer.sites) else {404}
    if route.path in OF_THE_NORTH:
        return {200} if NORTH in comer.sites else {404}
    if route.path in OF_FIGURES:
        return {404}
    if route.path == "/{board}":
        return {303} if NORTH in comer.sites else {404}
    if route.path == "/":
        return {200} if comer.sites else {404}
    if route.path in SIGN_IN_PAGES:
        return {200} if comer.who in ("nobody", "screen_here", "screen_elsewhere") else {200, 303}
    if route.path.startswith("/sign-in/{provider}") or (comer.who == "machine" and route.path in EXPLAINED):
        return {404}
    if route.path == "/tv" and comer.who == "machine":
        return {303}
    if route.path == "/review/pack/file":
        return {303}  # none was made: back to where one is
    if route.path == "/readyz":
        return {503}  # no engine is started here
    return {200}
