"""One's own account: who one is, where one is signed in, the password, and API tokens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from layouts.access import rows
from layouts.access.page_request import PageRequest, answered, explained
from layouts.access.role_fields import RoleFields, problem_at_field, unknown_names
from layouts.access.sign_in import AGAIN, AT_ONCE, held_up_words, password_hint, signed_out, with_wait
from layouts.page.words import (
    departments_offered,
    languages_offered,
    remit_words,
    rights_words,
    role_words,
    sentence,
    sites_offered,
    unknown_words,
    zone_for,
)
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.nav import ACCOUNT
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.access.credentials import Issued
from wallboard.access.person import Person
from wallboard.access.refused import HeldUp, Refused
from wallboard.access.tokens import LONGEST_DAYS, TOKEN_RIGHTS, Token
from wallboard.engine.known_names import KnownNames
from wallboard.languages import N_, _
from wallboard.model.remit import Remit
from wallboard.model.roles import Right
from wallboard.settings import Settings

REMIT = N_("It sees")
REMIT_HINT = N_("Of each kind: choose nothing to let it see all that you see.")
DONE = {
    "password": N_("Your password is changed. Everywhere else you are signed out."),
    "ended": N_("The session has ended."),
    "token-ended": N_("The token has ended."),
    "language": N_("Your language is set. Open pages and boards take it over within seconds."),
}


def routes(access: Access, settings: Settings, known: KnownNames) -> list[Route]:
    """The page and what is done there; while nobody signs in, how to change that."""
    if not access.sign_in:
        return [Route(ACCOUNT, explained(N_("Your account")), rules.whoever_may(Right.READ), Answers.PAGE)]
    pages = _Pages(access, settings, known)
    slow = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="account")
    changes = {
        f"{ACCOUNT}/sign-out-everywhere": answered(pages.sign_out_everywhere),
        f"{ACCOUNT}/language": answered(pages.speak),
        f"{ACCOUNT}/password": answered(pages.password, slow),
        f"{ACCOUNT}/sessions/{{session}}/end": answered(pages.end_session),
        f"{ACCOUNT}/tokens": answered(pages.make_token),
        f"{ACCOUNT}/tokens/{{token}}/end": answered(pages.end_token),
    }
    return [
        Route(ACCOUNT, answered(pages.show), rules.people, Answers.PAGE, nav=Nav(N_("Account"), 90)),
        *(Route(path, do, rules.people, Answers.CHANGE, ("POST",), LARGEST) for path, do in changes.items()),
    ]


class _Pages:
    def __init__(self, access: Access, settings: Settings, known: KnownNames) -> None:
        self._known = known
        self._access = access
        self._settings = settings

    def show(self, request: PageRequest) -> Answer:
        return self._show(request)

    def speak(self, request: PageRequest) -> Answer:
        """The language that they want to be told in."""
        try:
            self._access.people.speak(request.visitor.id, request.form.text("language"))
        except Refused as refused:
            return self._show(request, 422, problems={"language": sentence(str(refused))})
        return see_other(f"{ACCOUNT}?done=language")

    def password(self, request: PageRequest) -> Answer:
        """A new password for whoever knows the old one. All other sessions end."""
        new = request.form.get("password", "")
        if new != request.form.get("again", ""):
            return self._show(request, 422, problems={"again": _(AGAIN)})
        try:
            self._access.entering.change_password(
                request.visitor, request.form.get("current", ""), new, address=request.address
            )
        except HeldUp as held_up:
            return with_wait(self._show(request, 429, problem=held_up_words(held_up)), held_up)
        except Refused as refused:
            field = "current" if refused.field == "old" else refused.field
            if not self._person(request).has_password:  # then there is no such field
                return self._show(request, 422, problem=sentence(str(refused)))
            return self._show(request, 422, problems={field: sentence(str(refused))})
        return see_other(f"{ACCOUNT}?done=password")

    def end_session(self, request: PageRequest) -> Answer:
        session = request.parameters["session"]
        ended = self._access.sessions.end(
            session, by=request.visitor, address=request.address, person=request.visitor.id
        )
        if not ended:
            return self._show(request, 404, problem=_("There is no such session any more."))
        if request.visitor.credential == f"session:{session}":
            return signed_out(request, "out")
        return see_other(f"{ACCOUNT}?done=ended")

    def sign_out_everywhere(self, request: PageRequest) -> Answer:
        """This browser too."""
        self._access.sessions.end_all(self._person(request), by=request.visitor, address=request.address)
        return signed_out(request, "everywhere")

    def make_token(self, request: PageRequest) -> Answer:
        """A token, shown this once, in the answer itself."""
        typed, person = RoleFields.sent(request.form), self._person(request)
        try:
            made = self._made(request, person, typed)
        except Refused as refused:
            return self._show(request, 422, typed=typed, making=True, problems=problem_at_field(refused))
        return self._show(request, secret={"label": made.record.label, "value": made.secret})

    def end_token(self, request: PageRequest) -> Answer:
        token = request.parameters["token"]
        if not self._access.tokens.end(token, by=request.visitor, address=request.address, person=request.visitor.id):
            return self._show(request, 404, problem=_("There is no such token any more."))
        return see_other(f"{ACCOUNT}?done=token-ended")

    def _made(self, request: PageRequest, person: Person, typed: RoleFields) -> Issued[Token]:
        """Raises Refused for what cannot be chosen, or is more than the person has."""
        rights = [right for right in _rights(person) if right.value in typed.rights]
        if len(rights) != len(set(typed.rights)):
            raise Refused("rights", _("choose from the list"))
        if not (typed.days.isascii() and typed.days.isdigit() and len(typed.days) < 6):
            raise Refused("days", _("write a whole number of days, from 1 to {most}", most=LONGEST_DAYS))
        sites, departments = self._offered(person.remit)
        unknown = unknown_names(typed.remit, dict(sites), dict(departments))
        if unknown:
            raise Refused("remit", unknown)
        beyond = sorted((typed.remit.wards or frozenset()) - (person.remit.wards or typed.remit.wards or frozenset()))
        if beyond:
            raise Refused("remit", _("not yours: ward {name}", name=beyond[0]))
        remit = person.remit.narrowed(typed.remit)
        return self._access.tokens.make(
            person, typed.label, rights, remit, int(typed.days), by=request.visitor, address=request.address
        )

    def _show(self, request: PageRequest, status: int = 200, **changed: Any) -> Answer:
        visitor, person = request.visitor, self._person(request)
        sites, departments = self._offered(person.remit)
        mine = self._access.sessions.of(person.id)
        values: dict[str, Any] = {
            "sign_in_name": person.name,
            "has_password": person.has_password,
            "password_hint": password_hint(),
            "role": role_words(visitor.role),
            "rights": rights_words(visitor.rights),
            "remit": remit_words(visitor.remit, self._settings),
            "unknown": unknown_words(self._known.unknown(visitor.remit, self._settings)),
            "provider": rows.provider_label(person.provider, self._settings),
            "sessions": rows.sessions(mine, visitor.credential),
            "sessions_path": f"{ACCOUNT}/sessions",
            "tokens": rows.tokens(self._access.tokens.of(person.id), self._settings),
            "rights_offered": [{"value": right.value, "words": _(right.allows.words)} for right in _rights(person)],
            "sites": sites,
            "departments": departments,
            "remit_legend": _(REMIT),
            "remit_hint": _(REMIT_HINT),
            "longest_days": LONGEST_DAYS,
            "typed": RoleFields(),
            "making": False,
            "secret": None,
            "done": _(DONE.get(request.query.text("done"), "")),
            "languages": languages_offered(),
            "chosen_language": person.language or "",
            "zone": zone_for(visitor.remit, self._settings),
            **changed,
        }
        return page("account.html", visitor, status, **values)

    def _offered(self, remit: Remit) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """Sites and departments of a remit, to choose fewer of."""
        sites = [(name, words) for name, words in sites_offered(self._settings) if remit.has_site(name)]
        known = departments_offered(self._settings, remit.departments or ())
        return sites, [(name, words) for name, words in known if self._theirs(name, remit)]

    def _theirs(self, department: str, remit: Remit) -> bool:
        declared = self._settings.departments.get(department)
        elsewhere = declared is not None and not remit.has_site(self._settings.site_of(declared))
        return not elsewhere and (remit.departments is None or department in remit.departments)

    def _person(self, request: PageRequest) -> Person:
        person = self._access.people.get(request.visitor.id)
        if person is None:  # nobody deletes people; without their row nobody is let in
            raise LookupError("the signed-in person is not in the database")
        return person


def _rights(person: Person) -> list[Right]:
    """What a token of theirs can be given."""
    return [right for right in Right if right in person.rights & TOKEN_RIGHTS]
