"""Asks one server over HTTP as a good guest: one question at a time, only what may have changed, and not before it wants.

Every question of a poll shares the poll's deadline. Redirects are followed on the same server alone, and answers are
bounded. No error repeats an argument: keys are among them.
"""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlencode, urljoin, urlsplit

import httpx

from data_sources._http.body import BadBody, whole_body
from data_sources._http.kept import Answer, KeptAnswers
from data_sources._http.retry_after import left_alone_for
from wallboard import __version__
from wallboard.clock import iso
from wallboard.database.connecting import Refusal, unreached
from wallboard.model import Micros
from wallboard.source import SourceError

USER_AGENT = f"Wallboard/{__version__} (operations wallboard for 311 centres)"
_REDIRECTS_AT_MOST = 3
_MOVED = (301, 302, 303, 307, 308)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LEAVE_ALONE = (429, 503)


class ServerTrouble(SourceError):
    """The server failed over this question. Over another one it may not."""


class HttpClient:
    """`accept`: the forms of answers that can be read. `requests` counts what was sent."""

    def __init__(self, source: str, base: str, deadline_s: float, accept: str) -> None:
        # both write addresses with all their arguments into the log, at levels that some switch on for everything
        for chatty in ("httpx", "httpcore"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        self._source, self._base, self._deadline_s = source, base, deadline_s
        self._headers = {"user-agent": USER_AGENT, "accept": accept, "accept-encoding": "gzip"}
        self._kept = KeptAnswers()
        self._one_at_a_time = threading.Lock()
        self._http: httpx.Client | None = None
        self._until = 0.0
        self._not_before: Micros | None = None

    def begin(self, now: Micros) -> None:
        """A poll begins, and with it the time that all its questions have. Raises SourceError while the server wants to be
        left alone."""
        self._until = time.monotonic() + self._deadline_s
        if self._not_before is not None and now < self._not_before:
            raise self._error(f"the server wants to be asked again at {iso(self._not_before)}, and no sooner")
        self._not_before = None

    def time_left_s(self) -> float:
        return self._until - time.monotonic()

    def get(self, path: str, arguments: Mapping[str, str], now: Micros) -> Answer:
        """The answer, whatever its status below 500 but for "too many". Raises SourceError."""
        address = f"{self._base}/{path}" + (f"?{urlencode(arguments)}" if arguments else "")
        with self._one_at_a_time:
            answer = self._asked(address, self._kept.headers(address))
            kept = self._kept.get(address)
            if answer.status == 304 and kept is not None:
                return kept
        where = _place(address)
        if answer.status in _LEAVE_ALONE and (answer.status == 429 or "retry-after" in answer.headers):
            headers = answer.headers
            self._not_before = now + left_alone_for(headers.get("retry-after", ""), headers.get("date", ""), now)
            raise self._error(f"{where} answers {answer.status} and wants to be asked again at {iso(self._not_before)}")
        if answer.status >= 500 or answer.status == 304:
            raise ServerTrouble(self._source, f"{where} answers {answer.status}: it has trouble of its own")
        if answer.status == 200:
            self._kept.put(address, answer)
        return answer

    def close(self) -> None:
        """Perhaps from another thread; a question that is under way ends by its deadline."""
        http, self._http = self._http, None
        if http is not None:
            try:
                http.close()
            except (RuntimeError, OSError):  # somebody is in the middle of it
                return

    def _asked(self, address: str, headers: Mapping[str, str]) -> Answer:
        for _ in range(_REDIRECTS_AT_MOST + 1):
            answer = self._sent(address, headers)
            if answer.status not in _MOVED:
                return answer
            address = self._moved(address, answer.headers.get("location", ""))
        raise self._error(f"{_place(address)} leads from one address to the next and never answers", permanent=True)

    def _moved(self, address: str, location: str) -> str:
        """Where it leads, on the same server. Raises SourceError."""
        to, came = urlsplit(urljoin(address, location)), urlsplit(address)
        if to.hostname == came.hostname and (came.scheme, to.scheme) == ("http", "https"):
            raise self._error(
                f"{_place(address)} is asked without encryption and leads to https: write that into settings",
                permanent=True,
            )
        if not location or (to.scheme, to.netloc) != (came.scheme, came.netloc):
            raise self._error(
                f"{_place(address)} leads elsewhere, which is not followed; is that the new endpoint?", permanent=True
            )
        return to.geturl()

    def _sent(self, address: str, headers: Mapping[str, str]) -> Answer:
        where = _place(address)
        left = self.time_left_s()
        if left <= 0:
            raise self._error(f"{where} took more than {self._deadline_s:g} s")
        try:
            with self._client().stream("GET", address, headers=dict(headers), timeout=left) as response:
                pieces = self._in_time(response, where)
                body = whole_body(pieces, response.headers.get("content-encoding", ""))
                return Answer(response.status_code, body, {k.lower(): v for k, v in response.headers.items()})
        except BadBody as error:
            raise self._error(f"{where} {error}") from None
        except httpx.TimeoutException:
            raise self._error(f"{where} took more than {self._deadline_s:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError) as error:
            # its text may quote what was sent: its kind and the place say enough
            refused = unreached(error) if isinstance(error, httpx.ConnectError) else None
            reason = refused.reason if refused else type(error).__name__
            if refused is Refusal.TLS:
                reason = f"{reason} ({error})"  # which certificate is not trusted, and why
            raise self._error(f"{where} cannot be asked: {reason}") from None

    def _in_time(self, response: httpx.Response, where: str) -> Iterator[bytes]:
        for piece in response.iter_raw():
            if self.time_left_s() <= 0:
                raise self._error(f"{where} took more than {self._deadline_s:g} s")
            yield piece

    def _client(self) -> httpx.Client:
        if self._http is None:
            base = urlsplit(self._base)
            direct = base.hostname in _LOOPBACK
            # the certificates that are trusted take a tenth of a second to be read
            plain = direct and base.scheme == "http"
            self._http = httpx.Client(
                headers=self._headers,
                verify=False if plain else ssl.create_default_context(),
                trust_env=not direct,  # the proxies that the environment names
                limits=httpx.Limits(max_connections=1),
                follow_redirects=False,
            )
        return self._http

    def _error(self, message: str, *, permanent: bool = False) -> SourceError:
        return SourceError(self._source, message, permanent=permanent)


def _place(address: str) -> str:
    """Without arguments."""
    return urlsplit(address)._replace(query="", fragment="").geturl()
