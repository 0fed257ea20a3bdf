"""One call and one request from beginning to end: all that was told of it, with when it was true and when it was heard."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from wallboard.calls.happenings import Happening
from wallboard.calls.whole import VisitVersion
from wallboard.ledger.records import Belonging
from wallboard.model import Micros, Visit, VisitKey
from wallboard.model.remit import Remit
from wallboard.settings import Settings

if TYPE_CHECKING:
    import pandas as pd


MOST_BELONGING = 100  # requests to one


class NoSuchStory(ValueError):
    """There is no such call or request, or it is outside the remit: nobody can tell which."""


class HeardHappening(NamedTuple):
    """One thing that happened, and when we heard of it."""

    happening: Happening
    received_at: Micros


class HeardVersion(NamedTuple):
    """What a source said of a whole visit, and when we heard it."""

    version: VisitVersion
    received_at: Micros


class RequestVersion(NamedTuple):
    """What a source said of a request, as the columns of the same names of model/tickets.py. Texts are its own and hostile."""

    updated_at: Micros
    received_at: Micros
    state: str
    outcome: str
    status: str
    department: str
    service_type: str
    ward: str
    assignee: str
    channel: str
    priority: str
    due_at: Micros
    parent: str
    relation: str
    basis: str


class RequestDetails(NamedTuple):
    """What a source told of a request for people, as model.DETAILS: its own texts, hostile. `call`: the phone system's own name for
    it. `answer`: what the caller was told."""

    latitude: float | None = None
    longitude: float | None = None
    address: str = ""
    creator: str = ""
    call: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class VisitStory:
    """A visit, the other visits of its call, and what the phone system told of the whole call: step by step, or in
    versions of a whole visit. `raw` of a happening is the source's own row, masked."""

    visit: Visit
    call: tuple[Visit, ...]
    steps: tuple[HeardHappening, ...]
    versions: tuple[HeardVersion, ...]

    def unnamed(self) -> VisitStory:
        """To whoever may not know agents by name: source rows name them, so that these are left out too."""
        return VisitStory(
            replace(self.visit, agent=None),
            tuple(replace(visit, agent=None) for visit in self.call),
            tuple(told._replace(happening=told.happening._replace(agent="", raw="")) for told in self.steps),
            tuple(told._replace(version=told.version._replace(agent="")) for told in self.versions),
        )


@dataclass(frozen=True, slots=True)
class RequestStory:
    """A request by its versions within the remit, in the order in which they came. `opened_at` and `details` are as last told.
    `call`: the first visit of the call that it came from, `parent`: the request to which it belongs; where they are known and within
    the remit. `belonging`: requests of which it is the parent, MOST_BELONGING at most."""

    site: str
    source: str
    ticket: str
    opened_at: Micros
    versions: tuple[RequestVersion, ...]
    details: RequestDetails
    call: VisitKey | None
    parent: str
    belonging: tuple[Belonging, ...]

    def unnamed(self) -> RequestStory:
        """To whoever may not know people by name."""
        versions = tuple(version._replace(assignee="") for version in self.versions)
        return replace(self, versions=versions, details=self.details._replace(creator=""))


class Tells(Protocol):
    """The ledger, as far as this asks it."""

    def visits_of_call(self, source: str, callid: str) -> list[Visit]: ...

    def steps_of_call(self, source: str, callid: str) -> list[tuple[Happening, Micros]]: ...

    def versions_of_visit(self, source: str, key: str) -> list[tuple[VisitVersion, Micros]]: ...

    def versions_of_request(self, source: str, ticket: str) -> pd.DataFrame: ...

    def belonging(self, source: str, ticket: str, remit: Remit, most: int) -> list[Belonging]: ...


def read_visit_story(key: VisitKey, ledger: Tells, settings: Settings) -> VisitStory:
    """Raises NoSuchStory. `settings` are those within the remit: calls are of its sites."""
    call = sorted(ledger.visits_of_call(key.source, key.callid), key=lambda visit: (visit.entered, visit.key))
    visit = next((visit for visit in call if visit.key == key and visit.site in settings.sites), None)
    if visit is None:
        raise NoSuchStory(key.callid)
    steps = tuple(HeardHappening(*told) for told in ledger.steps_of_call(key.source, key.callid))
    versions = () if steps else tuple(HeardVersion(*told) for told in ledger.versions_of_visit(key.source, key.callid))
    return VisitStory(visit, tuple(call), steps, versions)


def read_request_story(
    source: str, ticket: str, ledger: Tells, remit: Remit, sources: Collection[str] = ()
) -> RequestStory:
    """Only the versions in which it was within the remit. `sources`: those that may have told of the call that it came from.
    Raises NoSuchStory."""
    told = _versions(ledger.versions_of_request(source, ticket), remit)
    if not told:
        raise NoSuchStory(ticket)
    site, opened_at, written, last = told[-1]
    details = RequestDetails(**json.loads(written)) if written else RequestDetails()
    known = bool(last.parent) and _versions(ledger.versions_of_request(source, last.parent), remit)
    return RequestStory(
        site,
        source,
        ticket,
        opened_at,
        tuple(version for *_, version in told),
        details,
        _call(details.call, ledger, remit, sources) if details.call else None,
        last.parent if known else "",
        tuple(ledger.belonging(source, ticket, remit, MOST_BELONGING)),
    )


def _versions(frame: pd.DataFrame, remit: Remit) -> Sequence[tuple[str, Micros, str, RequestVersion]]:
    """Each with its site, when the request was opened, and its details as they are written."""
    columns = [frame[name].tolist() for name in ("site", "opened_at", "details", *RequestVersion._fields)]
    rows = ((*told[:3], RequestVersion(*told[3:])) for told in zip(*columns, strict=True))
    return [row for row in rows if remit.has_site(row[0]) and remit.has_request(row[3].department, row[3].ward)]


def _call(callid: str, ledger: Tells, remit: Remit, sources: Collection[str]) -> VisitKey | None:
    visits = (visit for source in sources for visit in ledger.visits_of_call(source, callid))
    ours = (visit for visit in visits if remit.has_site(visit.site))
    first = min(ours, key=lambda visit: (visit.entered, visit.key), default=None)
    return None if first is None else first.key
