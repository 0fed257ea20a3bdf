"""Coming in by a name and password or by a one-time code, and going out again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from layouts.access.page_request import PageRequest, answered
from layouts.access.rows import provider_label
from layouts.page.words import sentence, wait_words
from layouts.web import rules
from layouts.web.cookies import Cookie, delete_cookie, read, set_cookie
from layouts.web.forms import LARGEST
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.nav import SIGN_IN, SIGN_OUT, WELCOME, has_account
from layouts.web.onward import HOME, next_of, safe_next, sign_in_address
from layouts.web.routes import Answers, Route
from wallboard.access.access import Access
from wallboard.access.passwords import SHORTEST
from wallboard.access.refused import HeldUp, Refused
from wallboard.access.sign_in import Entered
from wallboard.access.visitor import VisitorKind
from wallboard.languages import N_, _
from wallboard.settings import Settings

AT_ONCE = 2  # passwords take time by design; those who look at figures do not wait behind them
PASSWORD_HINT = N_("{n} characters or more. Four unrelated words do well.")
AGAIN = N_("These are not the same. Type the new password once more.")
DAY_S = 86_400
KNOWN_FOR_S = 400 * DAY_S  # the longest that browsers keep a cookie
DONE = {
    "out": N_("You are signed out."),
    "everywhere": N_("You are signed out everywhere."),
    "ended": N_("Your session has ended. Sign in to go on."),
}
# Nothing that was shown or kept for whoever signed out stays with the browser. Cookies stay: the screen's is not theirs.
CLEAR = (b"clear-site-data", b'"cache", "storage"')


def routes(access: Access, settings: Settings) -> list[Route]:
    """The ways in and out. While nobody signs in they lead to the first page."""
    pages = _Pages(access, settings)
    if not access.sign_in:
        return [Route(path, answered(pages.nothing_to_do), rules.anyone, Answers.PAGE) for path in (SIGN_IN, WELCOME)]
    slow = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="sign-in")
    ways = [
        Route(SIGN_IN, answered(pages.show), rules.anyone, Answers.PAGE),
        Route(SIGN_OUT, answered(pages.sign_out), rules.anyone, Answers.CHANGE, ("POST",), LARGEST),
    ]
    if settings.access.accounts:
        ways += [
            Route(SIGN_IN, answered(pages.sign_in, slow), rules.anyone, Answers.CHANGE, ("POST",), LARGEST),
            Route(WELCOME, answered(pages.show_welcome), rules.anyone, Answers.PAGE),
            Route(WELCOME, answered(pages.welcome, slow), rules.anyone, Answers.CHANGE, ("POST",), LARGEST),
        ]
    return ways


class _Pages:
    def __init__(self, access: Access, settings: Settings) -> None:
        self._access = access
        self._settings = settings

    def nothing_to_do(self, request: PageRequest) -> Answer:
        return see_other(HOME)

    def show(self, request: PageRequest) -> Answer:
        """The form; who is signed in already is led on."""
        onward = next_of(request.scope)
        if request.visitor.kind is VisitorKind.PERSON:
            return see_other(onward)
        return self._form(request, onward=onward, done=_(DONE.get(request.query.text("done"), "")))

    def sign_in(self, request: PageRequest) -> Answer:
        onward, name = safe_next(request.form.text("next")), request.form.text("name")
        try:
            entered = self._access.entering.by_password(
                name,
                request.form.get("password", ""),
                address=request.address,
                browser=request.browser,
                former=read(request.scope, Cookie.SESSION) or "",
                mark=read(request.scope, Cookie.KNOWN) or "",
            )
        except HeldUp as held_up:
            return with_wait(
                self._form(request, 429, onward=onward, name=name, problem=held_up_words(held_up)), held_up
            )
        except Refused as refused:
            return self._form(request, 401, onward=onward, name=name, problems={"password": sentence(str(refused))})
        return self._entered(request, entered, onward)

    def show_welcome(self, request: PageRequest) -> Answer:
        return self._welcome(request)

    def welcome(self, request: PageRequest) -> Answer:
        """Sets the password by a one-time code, and signs in."""
        name, password = request.form.text("name"), request.form.get("password", "")
        if password != request.form.get("again", ""):
            return self._welcome(request, 422, name=name, problems={"again": _(AGAIN)})
        try:
            entered = self._access.entering.by_code(
                name,
                request.form.text("code"),
                password,
                address=request.address,
                browser=request.browser,
                former=read(request.scope, Cookie.SESSION) or "",
            )
        except HeldUp as held_up:
            return with_wait(self._welcome(request, 429, name=name, problem=held_up_words(held_up)), held_up)
        except Refused as refused:
            return self._welcome(request, 422, name=name, problems={refused.field: sentence(str(refused))})
        return self._entered(request, entered, HOME)

    def sign_out(self, request: PageRequest) -> Answer:
        """Ends the session, if there is one still: who comes too late is signed out all the same."""
        if has_account(request.visitor):
            self._access.sessions.end(
                request.visitor.credential.removeprefix("session:"), by=request.visitor, address=request.address
            )
        return signed_out(request, "out")

    def _entered(self, request: PageRequest, entered: Entered, onward: str) -> Answer:
        lasts = int(self._settings.access.session_days * DAY_S)
        session = set_cookie(request.scope, Cookie.SESSION, entered.opened.secret, lasts)
        mark = set_cookie(request.scope, Cookie.KNOWN, entered.mark, KNOWN_FOR_S)
        return see_other(onward, (session, mark))

    def _form(self, request: PageRequest, status: int = 200, **changed: Any) -> Answer:
        providers = [
            {"path": _provider_path(name, changed.get("onward", HOME)), "label": provider_label(name, self._settings)}
            for name in self._settings.access.providers
        ]
        values = {"onward": HOME, "name": "", **changed}
        accounts = self._settings.access.accounts
        return page("sign_in.html", request.visitor, status, providers=providers, accounts=accounts, **values)

    def _welcome(self, request: PageRequest, status: int = 200, **changed: Any) -> Answer:
        values = {"name": "", **changed}
        return page("welcome.html", request.visitor, status, password_hint=password_hint(), **values)


def password_hint() -> str:
    return _(PASSWORD_HINT, n=SHORTEST)


def signed_out(request: PageRequest, done: str) -> Answer:
    """On to the sign-in page; the browser forgets the session and what it kept of it."""
    return see_other(f"{SIGN_IN}?done={done}", (delete_cookie(request.scope, Cookie.SESSION),), (CLEAR,))


def _provider_path(name: str, onward: str) -> str:
    return sign_in_address(onward).replace(SIGN_IN, f"{SIGN_IN}/{name}", 1)


def held_up_words(error: HeldUp) -> str:
    return _("That was tried too often. Wait {time}, then try again.", time=wait_words(error.wait_s))


def with_wait(answer: Answer, error: HeldUp) -> Answer:
    """With the header that tells programs how long."""
    return replace(answer, extra=(*answer.extra, (b"retry-after", str(error.wait_s).encode())))
