"""`mail`: what a department is sent in the morning, shown or sent on trial."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from layouts.cli.consoles import out
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.wiring import Wiring
from layouts.site.morning_mail import NothingReadYet, morning_message
from wallboard.clock import local_day, system_clock
from wallboard.engine.as_recorded import as_recorded
from wallboard.engine.reader import Readers
from wallboard.languages import _, language, speak
from wallboard.ledger import Ledger
from wallboard.mendable import Mendable
from wallboard.model.remit import EVERYTHING
from wallboard.notifying.review_post import ReviewMessage, hand_over
from wallboard.notifying.sender import AppriseSender
from wallboard.notifying.sent import Outcome
from wallboard.settings import Channel, Mailing, Settings
from wallboard.settings.problems.wording import nearest


class NotSent(Mendable, RuntimeError):
    """A mail that was tried did not go out, or nobody knows."""


def add_mail_command(cli: typer.Typer, wiring: Wiring) -> None:
    @cli.command()
    def mail(
        department: Annotated[str, typer.Option(help="Whose morning it is.")],
        html: Annotated[bool, typer.Option("--html", help="Show the HTML in place of the plain text.")] = False,
        send_to: Annotated[
            str | None, typer.Option(help="Send it to this address alone, by the mailing's channel.")
        ] = None,
        mailing: Annotated[
            str | None, typer.Option(help="Which mailing; the first of departments when left out.")
        ] = None,
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Show what a department would be mailed now, or send it on trial. It is made of what the wall has recorded."""
        loaded = wiring.load(settings)
        name = _mailing(loaded, mailing, needed=mailing is not None or send_to is not None)
        declared = loaded.mailings[name] if name else None
        channel = loaded.channels[declared.channel] if declared else None
        message = _message(wiring, loaded, department, declared, channel, send_to is not None)
        if send_to is not None and channel is not None:
            _send(message._replace(to=send_to), channel)
            out.print(f"sent to {send_to}", highlight=False, markup=False)
        elif html:
            sys.stdout.write(f"{message.html}\n")
        else:
            sys.stdout.write(f"{message.title}\n\n{message.body}")


def _mailing(loaded: Settings, asked: str | None, needed: bool) -> str:
    """The name of one of departments; "" where there is none, and none is needed."""
    there = [name for name, each in loaded.mailings.items() if each.what == "departments"]
    if asked is not None and asked not in there:
        raise typer.BadParameter(f'no mailing "{asked}" of departments; there are: {", ".join(there) or "none"}')
    if needed and not there:
        raise typer.BadParameter('no mailing with what = "departments" says by which channel it is sent')
    return asked or next(iter(there), "")


def _message(
    wiring: Wiring, loaded: Settings, department: str, mailing: Mailing | None, channel: Channel | None, on_trial: bool
) -> ReviewMessage:
    site = _site(loaded, department, mailing)
    halves = wiring.carried(loaded)
    ours = [name for name, of in loaded.sources.items() if halves[name] == "tickets" and loaded.site_of(of) == site]
    tag = (channel.language if channel else None) or loaded.sites[site].language
    with closing(Ledger(loaded.ledger)) as ledger, speak(language(tag)):
        ledger.migrate()
        sources = {name: wiring.open_source(loaded, name) for name in ours}
        with as_recorded(loaded, sources, ledger, system_clock) as present:
            readers = Readers(present, system_clock)
            known = {*loaded.departments, *readers.within(EVERYTHING).departments()}
            if department not in known:
                raise typer.BadParameter(f'no department "{department}"' + nearest(department, known))
            try:
                today = local_day(system_clock(), loaded.zone(site))
                message = morning_message(department, site, today, readers, loaded)
                return message._replace(title=_("On trial: {title}", title=message.title)) if on_trial else message
            except NothingReadYet:
                raise NotSent(f"no request of {site} has been read yet") from None


def _site(loaded: Settings, department: str, mailing: Mailing | None) -> str:
    if mailing is not None:
        return loaded.site_of(mailing)
    declared = loaded.departments.get(department)
    return loaded.site_of(declared) if declared is not None else next(iter(loaded.sites))


def _send(message: ReviewMessage, channel: Channel) -> None:
    """Raises NotSent."""
    sent = hand_over(message, channel, AppriseSender())
    if sent.outcome is Outcome.REFUSED:
        raise NotSent(f"it was not sent: {sent.why}")
    if sent.outcome is Outcome.UNSURE:
        raise NotSent(f"it may have been sent, and it may not: {sent.why}")
