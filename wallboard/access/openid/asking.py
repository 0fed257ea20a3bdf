"""Asks a provider over HTTPS: within a deadline, no answer too long, no redirect followed, JSON or nothing."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from wallboard.access.openid.errors import Fault, OpenIdError
from wallboard.database.connecting import Refusal, unreached

DEADLINE_S = 10.0
LARGEST = 512 * 1024  # bytes; a large city's key set and a long list of groups are a few dozen thousand
_TIMEOUT = httpx.Timeout(5.0, connect=3.0)
_HEADERS = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "wallboard"}


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: Mapping[str, Any]


class ProviderClient:
    """How one provider is asked. `direct` leaves out the proxy that the environment names: for a provider on loopback."""

    def __init__(self, direct: bool = False, deadline_s: float = DEADLINE_S) -> None:
        self._direct = direct
        self._deadline_s = deadline_s
        self._trusted: ssl.SSLContext | None = None

    async def get(self, address: str, bearer: str | None = None) -> Reply:
        headers = {"authorization": f"Bearer {bearer}"} if bearer is not None else {}
        return await self._ask(httpx.Request("GET", address, headers={**_HEADERS, **headers}))

    async def post(self, address: str, headers: Mapping[str, str], body: str) -> Reply:
        return await self._ask(httpx.Request("POST", address, headers={**_HEADERS, **headers}, content=body))

    async def _ask(self, request: httpx.Request) -> Reply:
        where = str(request.url.copy_with(query=None))
        try:
            async with asyncio.timeout(self._deadline_s):
                return await self._sent(request, where)
        except TimeoutError:
            raise OpenIdError(Fault.UNAVAILABLE, f"{where} took more than {self._deadline_s:g} s") from None
        except httpx.HTTPError as error:
            # the error may quote what was sent; its kind and the place say enough
            refused = unreached(error) if isinstance(error, httpx.ConnectError) else None
            reason = refused.reason if refused else type(error).__name__
            if refused is Refusal.TLS:
                reason = f"{reason} ({error})"  # which certificate is not trusted, and why
            raise OpenIdError(Fault.UNAVAILABLE, f"{where} cannot be asked: {reason}") from None

    async def _sent(self, request: httpx.Request, where: str) -> Reply:
        if self._trusted is None:
            self._trusted = await asyncio.to_thread(ssl.create_default_context)
        client = httpx.AsyncClient(verify=self._trusted, timeout=_TIMEOUT, trust_env=not self._direct)
        async with client:
            response = await client.send(request, stream=True, follow_redirects=False)
            try:
                body = await _bounded(response, where)
            finally:
                await response.aclose()
        if response.is_redirect:
            raise OpenIdError(Fault.UNAVAILABLE, f"{where} leads elsewhere, which is not followed")
        if response.status_code >= 500:
            raise OpenIdError(Fault.UNAVAILABLE, f"{where} answers {response.status_code}")
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            raise OpenIdError(Fault.UNAVAILABLE, f"{where} answers {response.status_code} without a JSON object")
        return Reply(response.status_code, content)


async def _bounded(response: httpx.Response, where: str) -> bytes:
    if response.headers.get("content-encoding", "identity") != "identity":
        raise OpenIdError(Fault.UNAVAILABLE, f"{where} answers compressed, which it was not asked to")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > LARGEST:
            raise OpenIdError(Fault.UNAVAILABLE, f"{where} answers with more than {LARGEST:,} bytes")
    return bytes(body)
