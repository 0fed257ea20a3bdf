"""People: who may come in, as what, to see what. For administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from layouts.access import rows
from layouts.access.page_request import PageRequest, answered, explained
from layouts.access.role_fields import RoleFields, problem_at_field, unknown_names
from layouts.page.words import departments_offered, refusal_words, roles_offered, sentence, sites_offered, zone_for
from layouts.web import rules
from layouts.web.forms import LARGEST
from layouts.web.host_policy import reached_at
from layouts.web.html import page, see_other
from layouts.web.http import Answer
from layouts.web.nav import PEOPLE
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.access.codes import Code
from wallboard.access.person import Person
from wallboard.access.refused import Refused
from wallboard.engine.known_names import KnownNames
from wallboard.languages import N_, _, speaking
from wallboard.model.remit import Remit
from wallboard.model.roles import Right, Role
from wallboard.settings import Settings

REMIT = N_("What they see")
REMIT_HINT = N_("Of each kind: choose nothing to let them see all.")
DONE = {
    "saved": N_("Saved. It counts from now on."),
    "out": N_("They are kept out, and signed out everywhere."),
    "in": N_("They may come in again. If they lost their password, make a one-time code."),
    "signed-out": N_("They are signed out everywhere."),
    "ended": N_("The session has ended."),
}


def routes(access: Access, settings: Settings, known: KnownNames) -> list[Route]:
    """The list, a page for each person, and what is done there; while nobody signs in, how to change that."""
    if not access.sign_in:
        return [Route(PEOPLE, explained(N_("People")), rules.whoever_may(Right.READ), Answers.PAGE)]
    pages = _Pages(access, settings, known)
    may = rules.whoever_may(Right.PEOPLE)
    one = f"{PEOPLE}/{{id}}"
    changes = {
        PEOPLE: pages.add,
        one: pages.of(pages.change),
        f"{one}/reset": pages.of(pages.reset),
        f"{one}/disable": pages.of(pages.disable),
        f"{one}/enable": pages.of(pages.enable),
        f"{one}/sign-out": pages.of(pages.sign_out),
        f"{one}/sessions/{{session}}/end": pages.end_session,
    }
    return [
        Route(PEOPLE, answered(pages.list), may, Answers.PAGE, nav=Nav(N_("People"), 70)),
        Route(one, answered(pages.of(pages.show)), may, Answers.PAGE),
        *(Route(path, answered(do), may, Answers.CHANGE, ("POST",), LARGEST) for path, do in changes.items()),
    ]


class _Pages:
    def __init__(self, access: Access, settings: Settings, known: KnownNames) -> None:
        self._known = known
        self._access = access
        self._people = access.people
        self._settings = settings

    def of(self, do: Callable[[PageRequest, Person], Answer]) -> Callable[[PageRequest], Answer]:
        """What is done with the person whom the address names; where there is none, that is said."""

        def answer(request: PageRequest) -> Answer:
            person = self._people.get(request.parameters["id"])
            return self._nobody(request) if person is None else do(request, person)

        return answer

    # ---------------------------------------------------------------- looking

    def list(self, request: PageRequest) -> Answer:
        return self._list(request)

    def show(self, request: PageRequest, person: Person) -> Answer:
        return self._show(request, person)

    # ---------------------------------------------------------------- changing

    def add(self, request: PageRequest) -> Answer:
        """Adds a person and shows their one-time code, this once, in the answer itself."""
        typed = RoleFields.sent(request.form)
        try:
            role, remit = self._granted(typed)
            person, code = self._people.add(
                typed.name, typed.shown, role, remit, by=request.visitor, address=request.address
            )
        except Refused as refused:
            return self._list(request, 422, typed=typed, problems=problem_at_field(refused))
        return self._list(request, code=_code(person, code))

    def change(self, request: PageRequest, person: Person) -> Answer:
        typed = RoleFields.sent(request.form)
        try:
            if person.provider is not None:
                raise Refused("role", _("their provider says what they may do"))
            role, remit = self._granted(typed, person)
            if (role, remit) != (person.role, person.remit):
                self._people.change(person.id, role, remit, by=request.visitor, address=request.address)
            if typed.shown != person.shown:
                self._people.rename(person.id, typed.shown, by=request.visitor, address=request.address)
        except Refused as refused:
            return self._show(
                request, self._people.get(person.id) or person, 422, typed=typed, problems=problem_at_field(refused)
            )
        return see_other(f"{PEOPLE}/{person.id}?done=saved")

    def reset(self, request: PageRequest, person: Person) -> Answer:
        """A one-time code, shown this once."""
        try:
            code = self._people.reset(person.id, by=request.visitor, address=request.address)
        except Refused as refused:
            return self._show(request, person, 422, problem=sentence(str(refused)))
        return self._show(request, person, code=_code(person, code))

    def disable(self, request: PageRequest, person: Person) -> Answer:
        try:
            self._people.disable(person.id, by=request.visitor, address=request.address)
        except Refused as refused:
            return self._show(request, person, 422, problem=sentence(str(refused)))
        return see_other(f"{PEOPLE}/{person.id}?done=out")

    def enable(self, request: PageRequest, person: Person) -> Answer:
        self._people.enable(person.id, by=request.visitor, address=request.address)
        return see_other(f"{PEOPLE}/{person.id}?done=in")

    def sign_out(self, request: PageRequest, person: Person) -> Answer:
        self._access.sessions.end_all(person, by=request.visitor, address=request.address)
        return see_other(f"{PEOPLE}/{person.id}?done=signed-out")

    def end_session(self, request: PageRequest) -> Answer:
        id, session = request.parameters["id"], request.parameters["session"]
        if not self._access.sessions.end(session, by=request.visitor, address=request.address, person=id):
            return self._nobody(request, _("There is no such session any more."))
        return see_other(f"{PEOPLE}/{id}?done=ended")

    # ---------------------------------------------------------------- showing

    def _granted(self, typed: RoleFields, before: Person | None = None) -> tuple[Role, Remit]:
        """Raises Refused for what cannot be chosen. That it fits the role is looked at where it is stored."""
        role, remit = typed.known_role, typed.remit
        if role is None:
            raise Refused("role", _("choose a role"))
        own = before.remit if before else Remit()
        sites = {name for name, _ in sites_offered(self._settings, own.sites or ())}
        departments = {name for name, _ in departments_offered(self._settings, own.departments or ())}
        unknown = unknown_names(remit, sites, departments)
        if unknown:
            raise Refused("remit", unknown)
        wards = (remit.wards or frozenset()) - (own.wards or frozenset())  # what somebody has already may stay
        for strange in self._known.unknown(Remit(remit.sites, None, wards or None), self._settings):
            raise Refused("remit", refusal_words(strange))
        return role, remit

    def _list(self, request: PageRequest, status: int = 200, **changed: Any) -> Answer:
        people = self._people.all()
        problems = changed.get("problems", {})
        providers = [rows.provider_label(name, self._settings) for name in self._settings.access.providers]
        values: dict[str, Any] = {
            "people": [rows.person(each, self._settings) for each in people],
            "providers": speaking().together(providers),
            "typed": RoleFields(),
            "adding": bool(problems) or len(people) <= 1,
            **self._common(request, Remit()),
            **changed,
        }
        return page("people.html", request.visitor, status, **values)

    def _show(self, request: PageRequest, person: Person, status: int = 200, **changed: Any) -> Answer:
        values: dict[str, Any] = {
            "person": rows.person(person, self._settings),
            "sessions": rows.sessions(self._access.sessions.of(person.id), request.visitor.credential),
            "sessions_path": f"{PEOPLE}/{person.id}/sessions",
            "typed": RoleFields.of(person.shown, person.role, person.remit),
            **self._common(request, person.remit),
            **changed,
        }
        return page("person.html", request.visitor, status, **values)

    def _common(self, request: PageRequest, remit: Remit) -> dict[str, Any]:
        return {
            "roles": roles_offered(),
            "sites": sites_offered(self._settings, remit.sites or ()),
            "departments": departments_offered(self._settings, remit.departments or ()),
            "remit_legend": _(REMIT),
            "remit_hint": _(REMIT_HINT),
            "done": _(DONE.get(request.query.text("done"), "")),
            "code": None,
            "address": reached_at(self._settings.server, request.scope),
            "zone": zone_for(request.visitor.remit, self._settings),
        }

    def _nobody(self, request: PageRequest, words: str = "") -> Answer:
        to = {"path": PEOPLE, "label": _("All people")}
        return page(
            "message.html",
            request.visitor,
            404,
            title=_("Not found"),
            words=words or _("There is no such person."),
            to=to,
        )


def _code(person: Person, code: Code) -> dict[str, Any]:
    return {"name": person.name, "value": code.text, "until": code.until}
