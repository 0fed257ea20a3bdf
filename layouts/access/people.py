"""People: who may come in, as what, to see what. For administrators."""

from __future__ import annotations

from typing import Any

from layouts.access import shown
from layouts.access.chosen import Chosen, unknown_names
from layouts.access.forms import LARGEST
from layouts.access.html import page, see_other
from layouts.access.nav import PEOPLE
from layouts.access.visit import Visit, answered, explained
from layouts.access.words import departments_offered, refusal_words, roles_offered, sentence, sites_offered, zone_for
from layouts.web import rules
from layouts.web.front import is_secure
from layouts.web.guard import header
from layouts.web.http import Answer
from layouts.web.routes import Answers, Route
from wallboard.access.access import Access
from wallboard.access.codes import Code
from wallboard.access.person import Person
from wallboard.access.refused import Refused
from wallboard.access.remit import Remit
from wallboard.access.roles import Right, Role
from wallboard.engine.known_names import KnownNames
from wallboard.settings import Settings

REMIT = "What they see"
REMIT_HINT = "Of each kind: choose nothing to let them see all."
DONE = {
    "saved": "Saved. It counts from now on.",
    "out": "They are kept out, and signed out everywhere.",
    "in": "They may come in again. If they lost their password, make a one-time code.",
    "signed-out": "They are signed out everywhere.",
    "ended": "The session has ended.",
}


def routes(access: Access, settings: Settings, known: KnownNames) -> list[Route]:
    """The list, a page for each person, and what is done there; while nobody signs in, how to change that."""
    if not access.sign_in:
        return [Route(PEOPLE, explained("People"), rules.whoever_may(Right.READ), Answers.PAGE)]
    pages = _Pages(access, settings, known)
    may = rules.whoever_may(Right.PEOPLE)
    one = f"{PEOPLE}/{{id}}"
    changes = {
        PEOPLE: pages.add,
        one: pages.change,
        f"{one}/reset": pages.reset,
        f"{one}/disable": pages.disable,
        f"{one}/enable": pages.enable,
        f"{one}/sign-out": pages.sign_out,
        f"{one}/sessions/{{session}}/end": pages.end_session,
    }
    return [
        Route(PEOPLE, answered(pages.list), may, Answers.PAGE),
        Route(one, answered(pages.show), may, Answers.PAGE),
        *(Route(path, answered(do), may, Answers.CHANGE, ("POST",), LARGEST) for path, do in changes.items()),
    ]


class _Pages:
    def __init__(self, access: Access, settings: Settings, known: KnownNames) -> None:
        self._known = known
        self._access = access
        self._people = access.people
        self._settings = settings

    # ---------------------------------------------------------------- looking

    def list(self, visit: Visit) -> Answer:
        return self._list(visit)

    def show(self, visit: Visit) -> Answer:
        found = self._people.get(visit.parameters["id"])
        return self._nobody(visit) if found is None else self._show(visit, found)

    # ---------------------------------------------------------------- changing

    def add(self, visit: Visit) -> Answer:
        """Adds a person and shows their one-time code, this once, in the answer itself."""
        typed = Chosen.sent(visit.form)
        try:
            role, remit = self._granted(typed)
            person, code = self._people.add(
                typed.name, typed.shown, role, remit, by=visit.visitor, address=visit.address
            )
        except Refused as refused:
            return self._list(visit, 422, typed=typed, problems=_problem(refused))
        return self._list(visit, code=_code(person, code))

    def change(self, visit: Visit) -> Answer:
        found = self._people.get(visit.parameters["id"])
        if found is None:
            return self._nobody(visit)
        typed = Chosen.sent(visit.form)
        try:
            if found.provider is not None:
                raise Refused("role", "their provider says what they may do")
            role, remit = self._granted(typed, found)
            if (role, remit) != (found.role, found.remit):
                self._people.change(found.id, role, remit, by=visit.visitor, address=visit.address)
            if typed.shown != found.shown:
                self._people.rename(found.id, typed.shown, by=visit.visitor, address=visit.address)
        except Refused as refused:
            return self._show(visit, self._people.get(found.id) or found, 422, typed=typed, problems=_problem(refused))
        return see_other(f"{PEOPLE}/{found.id}?done=saved")

    def reset(self, visit: Visit) -> Answer:
        """A one-time code, shown this once."""
        found = self._people.get(visit.parameters["id"])
        if found is None:
            return self._nobody(visit)
        try:
            code = self._people.reset(found.id, by=visit.visitor, address=visit.address)
        except Refused as refused:
            return self._show(visit, found, 422, problem=sentence(str(refused)))
        return self._show(visit, found, code=_code(found, code))

    def disable(self, visit: Visit) -> Answer:
        found = self._people.get(visit.parameters["id"])
        if found is None:
            return self._nobody(visit)
        try:
            self._people.disable(found.id, by=visit.visitor, address=visit.address)
        except Refused as refused:
            return self._show(visit, found, 422, problem=sentence(str(refused)))
        return see_other(f"{PEOPLE}/{found.id}?done=out")

    def enable(self, visit: Visit) -> Answer:
        found = self._people.get(visit.parameters["id"])
        if found is None:
            return self._nobody(visit)
        self._people.enable(found.id, by=visit.visitor, address=visit.address)
        return see_other(f"{PEOPLE}/{found.id}?done=in")

    def sign_out(self, visit: Visit) -> Answer:
        found = self._people.get(visit.parameters["id"])
        if found is None:
            return self._nobody(visit)
        self._access.sessions.end_all(found, by=visit.visitor, address=visit.address)
        return see_other(f"{PEOPLE}/{found.id}?done=signed-out")

    def end_session(self, visit: Visit) -> Answer:
        id, session = visit.parameters["id"], visit.parameters["session"]
        if not self._access.sessions.end(session, by=visit.visitor, address=visit.address, person=id):
            return self._nobody(visit, "There is no such session any more.")
        return see_other(f"{PEOPLE}/{id}?done=ended")

    # ---------------------------------------------------------------- showing

    def _granted(self, typed: Chosen, before: Person | None = None) -> tuple[Role, Remit]:
        """Raises Refused for what cannot be chosen. That it fits the role is looked at where it is stored."""
        role, remit = typed.known_role, typed.remit
        if role is None:
            raise Refused("role", "choose a role")
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

    def _list(self, visit: Visit, status: int = 200, **changed: Any) -> Answer:
        found = self._people.all()
        problems = changed.get("problems", {})
        providers = [shown.provider_label(name, self._settings) for name in self._settings.access.providers]
        values: dict[str, Any] = {
            "people": [shown.person(each, self._settings) for each in found],
            "providers": " and ".join(providers),
            "typed": Chosen(),
            "adding": bool(problems) or len(found) <= 1,
            **self._common(visit, Remit()),
            **changed,
        }
        return page("people.html", visit.visitor, status, **values)

    def _show(self, visit: Visit, found: Person, status: int = 200, **changed: Any) -> Answer:
        values: dict[str, Any] = {
            "person": shown.person(found, self._settings),
            "sessions": shown.sessions(self._access.sessions.of(found.id), visit.visitor.credential),
            "sessions_path": f"{PEOPLE}/{found.id}/sessions",
            "typed": Chosen.of(found.shown, found.role, found.remit),
            **self._common(visit, found.remit),
            **changed,
        }
        return page("person.html", visit.visitor, status, **values)

    def _common(self, visit: Visit, remit: Remit) -> dict[str, Any]:
        return {
            "roles": roles_offered(),
            "sites": sites_offered(self._settings, remit.sites or ()),
            "departments": departments_offered(self._settings, remit.departments or ()),
            "remit_legend": REMIT,
            "remit_hint": REMIT_HINT,
            "done": DONE.get(visit.query.text("done"), ""),
            "code": None,
            "address": self._settings.server.address.rstrip("/") or _address(visit),
            "zone": zone_for(visit.visitor.remit, self._settings),
        }

    def _nobody(self, visit: Visit, words: str = "There is no such person.") -> Answer:
        to = {"path": PEOPLE, "label": "All people"}
        return page("message.html", visit.visitor, 404, title="Not found", words=words, to=to)


def _address(visit: Visit) -> str:
    """How whoever asks reaches the wall; the gate has seen to it that the name is ours."""
    return f"{'https' if is_secure(visit.scope) else 'http'}://{header(visit.scope, b'host')}"


def _problem(refused: Refused) -> dict[str, str]:
    """What is wrong, at its field. A remit's parts are told together."""
    field = "remit" if refused.field in ("sites", "departments") else refused.field
    return {field: sentence(str(refused))}


def _code(person: Person, code: Code) -> dict[str, Any]:
    return {"name": person.name, "value": code.text, "until": code.until}
