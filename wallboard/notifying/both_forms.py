"""A mail in both forms, plain text and HTML: whoever reads it sees the one that their program knows.

Apprise knows the server and makes the mail. Of both forms it would make the plain one itself, without the addresses of links.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from email import message_from_string
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from wallboard.notifying.sent import Outcome, Sent

if TYPE_CHECKING:
    from apprise.plugins.email.base import NotifyEmail

WITHIN_S = 15.0  # for each word of the server
_FAILED = "its mail server did not take it: {}"


def mail_both(plugin: NotifyEmail, title: str, body: str, html: str) -> Sent:
    """To every address of the channel. Blocks until it is known how it went, and never raises for what a server does."""
    try:
        server = _server(plugin)
    except OSError as error:  # smtplib's own errors are such; nothing was handed over
        return Sent(Outcome.REFUSED, f"its mail server could not be reached: {type(error).__name__}")
    taken = 0
    try:
        for to, mail in _mails(plugin, title, body, html):
            server.sendmail(str(plugin.from_addr[1]), to, mail)
            taken += 1
        return Sent(Outcome.SENT)
    except OSError as error:
        answered = isinstance(error, smtplib.SMTPException) and not isinstance(error, smtplib.SMTPServerDisconnected)
        outcome = Outcome.REFUSED if answered and not taken else Outcome.UNSURE
        return Sent(outcome, _FAILED.format(type(error).__name__))
    finally:
        server.close()


def _server(plugin: NotifyEmail) -> smtplib.SMTP:
    """Connected as the channel's address says. Raises OSError."""
    port = plugin.port or 0  # 0: the one that is usual
    checked = ssl.create_default_context()
    if not plugin.verify_certificate:
        checked.check_hostname, checked.verify_mode = False, ssl.CERT_NONE
    if plugin.secure_mode == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(plugin.smtp_host, port, timeout=WITHIN_S, context=checked)
    else:
        server = smtplib.SMTP(plugin.smtp_host, port, timeout=WITHIN_S)
    try:
        if plugin.secure_mode == "starttls":
            server.starttls(context=checked)
        if plugin.user and plugin.password:
            server.login(plugin.user, plugin.password)
    except OSError:
        server.close()
        raise
    return server


def _mails(plugin: NotifyEmail, title: str, body: str, html: str) -> Iterator[tuple[list[str], bytes]]:
    """A mail for each address, with those who get it."""
    from apprise import NotifyFormat

    for made in plugin.prepare_emails(
        subject=title,
        body=body,
        from_addr=plugin.from_addr,
        to=plugin.targets,
        cc=plugin.cc,
        bcc=plugin.bcc,
        reply_to=plugin.reply_to,
        smtp_host=plugin.smtp_host,
        notify_format=NotifyFormat.TEXT,
        headers=dict(plugin.headers),
        names=plugin.names,
        pgp=plugin.pgp,
        pgp_mode=plugin.pgp_mode,
        tzinfo=plugin.tzinfo,
    ):
        yield made.to_addrs, with_html(made.body, html)


def with_html(mail: str, html: str) -> bytes:
    """A mail of plain text with its HTML beside. One that is signed or encrypted stays as it is."""
    told = message_from_string(mail, _class=EmailMessage, policy=SMTP)
    if told.get_content_type() == "text/plain":
        told.add_alternative(html, subtype="html")
    return told.as_bytes()
