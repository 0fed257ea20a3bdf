"""What is asked of a GeoReport server, and in which form: JSON, and XML where there is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from data_sources._georeport.answers import Answered, Unreadable, read_answer
from data_sources._georeport.options import Options
from data_sources._georeport.walk import Walk
from data_sources._http.client import HttpClient
from data_sources._http.kept import Answer
from data_sources._http.retry_after import http_date
from wallboard.clock import utc
from wallboard.model import SECOND, Micros
from wallboard.outside_text import HIDDEN
from wallboard.source import SourceError

_ACCEPT = "application/json, application/xml;q=0.9, text/xml;q=0.9"
_NOT_THERE = (404, 410)
_ACCOUNT = (401, 403)


class Refused(SourceError):
    """The server took the question for wrong: with other arguments it may answer."""


@dataclass(frozen=True, slots=True)
class Reply:
    """`there`: False where the server says that it has nothing of the kind. `clock`: the server's own, where it tells it."""

    answered: Answered
    there: bool
    clock: Micros | None


class Asking:
    """One server's questions. Every one raises SourceError; before the first of a poll stands `begin`."""

    def __init__(self, source: str, options: Options) -> None:
        self._source, self._options = source, options
        self._key = options.api_key.get_secret_value()
        self.client = HttpClient(source, options.endpoint, options.deadline_s, _ACCEPT)
        self._form: str = "" if options.format == "auto" else options.format

    def page(self, walk: Walk, now: Micros, *, by_pages: bool = True) -> Reply:
        """A page of what a walk looks for. `by_pages`: False for what the server gives where nobody asks for pages."""
        low, high = _written(walk.low), _written(walk.high + SECOND)  # a server may mean "before" by the end
        if walk.by == "updated":
            asked = {"updated_after": low} | ({} if walk.is_last_piece else {"updated_before": high})
        else:
            asked = {"start_date": low, "end_date": high} | ({"status": "open"} if walk.by == "open" else {})
        if self._options.page_size and by_pages:
            page = walk.page - 1 + self._options.first_page
            asked |= {"page": str(page), "page_size": str(self._options.page_size)}
        return self._asked("requests", asked, now, beyond=walk.page > 1)

    def by_ids(self, ids: Collection[str], now: Micros) -> Reply:
        """Some of them, or all; perhaps others, where a server does not know the argument."""
        asked = {"service_request_id": ",".join(ids)}
        if self._options.page_size:
            asked["page_size"] = str(max(self._options.page_size, len(ids)))
        return self._asked("requests", asked, now, beyond=True)

    def one(self, ticket: str, now: Micros) -> Reply:
        return self._asked(f"requests/{quote(ticket, safe='')}", {}, now, beyond=True)

    def _asked(self, path: str, asked: Mapping[str, str], now: Micros, *, beyond: bool) -> Reply:
        """`beyond`: that there is nothing is an answer, in whatever words."""
        arguments = {**self._always(), **asked}
        forms = [self._form] if self._form else ["json", "xml"]
        for place, form in enumerate(forms):
            reply = self._in_form(f"{path}.{form}", arguments, now, beyond, last=place == len(forms) - 1)
            if reply is not None:
                self._form = self._form or (form if reply.there else "")
                return reply
        raise AssertionError("the last form gives a reply or raises")

    def _always(self) -> dict[str, str]:
        given = {"jurisdiction_id": self._options.jurisdiction_id, "api_key": self._key}
        given["extensions"] = "true" if self._options.extensions else ""
        return {name: value for name, value in given.items() if value}

    def _in_form(self, path: str, arguments: Mapping[str, str], now: Micros, beyond: bool, last: bool) -> Reply | None:
        """None where it may be had in the next form. Raises SourceError."""
        answer = self.client.get(path, arguments, now)
        try:
            answered = read_answer(answer.body)
        except Unreadable as why:
            answered, unreadable = Answered(), str(why)
        else:
            unreadable = ""
        clock = None if "age" in answer.headers else http_date(answer.headers.get("date", ""))
        if answer.status == 200 and not unreadable and not answered.errors:
            return Reply(answered, True, clock)
        not_there = answer.status in _NOT_THERE or (answer.status == 200 and answered.not_there)
        if not_there and (answered.errors or (beyond and (last or self._form))):
            if "jurisdiction" in answered.error.lower():
                raise self._wrong(path, answer, answered)
            return Reply(Answered(), False, clock)
        if not last and answer.status not in _ACCOUNT:
            return None
        raise self._wrong(path, answer, answered, unreadable)

    def _wrong(self, path: str, answer: Answer, answered: Answered, unreadable: str = "") -> SourceError:
        where = f"{self._options.endpoint}/{path}"
        words = answered.error.replace(self._key, HIDDEN) if self._key else answered.error
        said = f": {words}" if words else ""
        if answer.status in _ACCOUNT:
            right = "is api_key the one that it gave out?" if self._key else "does it want an api_key?"
            message = f"{where} does not let this wall read ({answer.status}{said}); {right}"
            return SourceError(self._source, message, permanent=True)
        if answer.status in _NOT_THERE:
            right = "are endpoint and jurisdiction_id right?"
            return SourceError(
                self._source, f"there is nothing at {where} ({answer.status}{said}); {right}", permanent=True
            )
        if answer.status == 200 and unreadable:
            return SourceError(
                self._source, f"{where} answers with {unreadable}; is endpoint that of a GeoReport server?"
            )
        if answer.status == 200:
            return SourceError(self._source, f"{where} answers with an error{said}")
        right = "where it refuses pages or extensions, set page_size = 0 or extensions = false"
        return Refused(self._source, f"{where} refuses what it was asked ({answer.status}{said}); {right}")


def _written(at: Micros) -> str:
    return f"{utc(at // SECOND * SECOND):%Y-%m-%dT%H:%M:%SZ}"
