"""Sends one message to one address of a channel, by Apprise, and finds out whether it may have gone out.

Apprise says whether somebody took it. Where nobody did, what it logged meanwhile says whether anything was handed over:
a message that a server may have taken before it fell silent must not be sent again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol

from wallboard.notifying.both_forms import mail_both
from wallboard.notifying.sent import Outcome, Sent
from wallboard.outside_text import message

WITHIN_S = 30.0  # Apprise gives up after that

# What is said where the other side had everything, or may have had it, when it fell silent ...
_HANDED_OVER = re.compile(
    r"timed out|aborted|reset by peer|broken pipe|closed|disconnected|eof|incomplete", re.IGNORECASE
)
# ... and where it had nothing: there was no connection, or the mail server was never given the mail.
_NO_CONNECTION = re.compile(
    r"connect timeout=|NewConnectionError|ConnectTimeoutError|NameResolutionError|refused|unreachable|"
    r"Connection error while submitting email",
    re.IGNORECASE,
)
_BREAKS = ("Socket Exception", "Connection error")  # lines that tell of a connection, and not what an answer says


class File(NamedTuple):
    """What is sent along. `name` has the ending of its kind."""

    name: str
    content: bytes


class Sender(Protocol):
    def send(self, address: str, title: str, body: str) -> Sent:
        """Blocks until it is known how it went. Never raises."""


class AppriseSender:
    """Any thread may call. What Apprise logs, with addresses and whole messages in it, is read here and goes nowhere."""

    def __init__(self) -> None:
        talk = logging.getLogger("apprise")
        talk.setLevel(logging.DEBUG)
        talk.propagate = False

    def send(self, address: str, title: str, body: str, files: Sequence[File] = (), html: str = "") -> Sent:
        """`html`: the body in its other form, for mail without files; other services have the plain one."""
        if html and not files and (sent := self._both(address, title, body, html)) is not None:
            return sent
        with TemporaryDirectory(prefix="wallboard-") as folder:  # Apprise attaches what lies in a file
            paths = [Path(folder) / file.name for file in files]
            for path, file in zip(paths, files, strict=True):
                path.write_bytes(file.content)
            return self._sent(address, title, body, [str(path) for path in paths])

    def _both(self, address: str, title: str, body: str, html: str) -> Sent | None:
        """None where the address is none of a mail server."""
        from apprise import Apprise
        from apprise.plugins.email.base import NotifyEmail

        plugin = Apprise.instantiate(address)
        return mail_both(plugin, title, body, html) if isinstance(plugin, NotifyEmail) else None

    def _sent(self, address: str, title: str, body: str, attached: list[str]) -> Sent:
        # late: it takes a while, and only who notifies needs it
        from apprise import Apprise, AppriseResultStatus, NotifyFormat

        service = Apprise()
        if not service.add(address):
            return Sent(Outcome.REFUSED, "its address is none that Apprise knows")
        try:
            with service.notify(
                body=body,
                title=title,
                body_format=NotifyFormat.TEXT,  # else mail takes what people write for HTML
                attach=attached or None,
                timeout=WITHIN_S,
                log_level=logging.DEBUG,
            ) as result:
                if result:
                    return Sent(Outcome.SENT)
                said = "\n".join(entry.message for entry in result.logs())
                timed_out = result.status is AppriseResultStatus.TIMEOUT
        except (
            Exception
        ) as error:  # a plugin's own mistake: nobody knows how far it came. Its words may hold the address
            return Sent(Outcome.UNSURE, message(f"{type(error).__name__}"))
        return Sent(Outcome.UNSURE if timed_out else outcome_of(said), _why(said))


def outcome_of(said: str) -> Outcome:
    """What a failed attempt's log says of where the message is. A server that answers with a refusal has not taken it."""
    broke = "\n".join(line for line in said.splitlines() if line.startswith(_BREAKS))
    if _NO_CONNECTION.search(broke) or not _HANDED_OVER.search(broke):
        return Outcome.REFUSED
    return Outcome.UNSURE


def _why(said: str) -> str:
    """The last line that is meant for people, without what may hold a token."""
    lines = [
        line for line in said.splitlines() if line.startswith(("Failed", "A Connection", "Connection error", "Sending"))
    ]
    return message(lines[-1]) if lines else "it was not taken"
