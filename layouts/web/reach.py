"""How widely the wall may be reached: no further than what protects it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable

from wallboard.mendable import Mendable
from wallboard.settings.checks.part import is_loopback, server_problems
from wallboard.settings.parts.access import Server


class NotSafe(Mendable, ValueError):
    """Others could reach the wall before what protects it is in place; the text says what to do."""


def nobody() -> bool:
    """Whether somebody can sign in as administrator, where nobody can sign in at all."""
    return False


def listens_on(settings: Server, administered: Callable[[], bool] = nobody) -> str:
    """The address to listen on. Raises NotSafe for one that others could reach while not everything is in place:
    how they reach it safely, and `administered`: that somebody can sign in as administrator."""
    address = "127.0.0.1" if settings.host == "localhost" else settings.host
    try:
        ipaddress.ip_address(address)
    except ValueError:
        raise NotSafe(
            f'server.host "{settings.host}" is no address; write "127.0.0.1" for this machine only, or "0.0.0.0" for '
            "everybody who can reach it"
        ) from None
    if is_loopback(address) and not settings.proxies:
        return address
    for problem in server_problems(settings):
        raise NotSafe(f"{'.'.join(map(str, problem.path))} {problem.message}")
    if not administered():
        opened = f'server.host "{settings.host}"' if not is_loopback(address) else "server.proxies"
        raise NotSafe(
            f"{opened} lets others reach the wall, but nobody could sign in as administrator: "
            "make one with `people add NAME --role administrator`, or grant the role to a group under access.providers"
        )
    return address
