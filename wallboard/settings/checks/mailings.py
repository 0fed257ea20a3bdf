"""What single values of a mailing cannot tell: a channel that nobody has, a cut-off without anything asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from wallboard.settings.parts.alerts import Channel
from wallboard.settings.parts.mailing import Mailing
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest

_OF_MAIL = ("mailto", "mailtos")


def mailing_problems(
    path: Path, mailing: Mailing, channels: Mapping[str, Channel], channel_names: Collection[str]
) -> Iterator[Problem]:
    """`channels` are those that are right in themselves."""
    if mailing.channel not in channel_names:
        problem = f'"{mailing.channel}" is no channel' + nearest(mailing.channel, channel_names)
        yield Problem((*path, "channel"), problem)
    if mailing.what != "ask":
        for name in ("until", "addresses"):
            if getattr(mailing, name):
                yield Problem((*path, name), 'is of a mailing that asks; write what = "ask", or leave it out')
        return
    try:
        cut_off = mailing.cut_off
    except ValueError as error:
        yield Problem((*path, "until"), f"is not usable: {error}")
        return
    if cut_off is None:
        yield Problem((*path, "until"), 'is missing: by when is it to be explained? Write until = "tue 12:00"')
    elif cut_off == (mailing.day, mailing.at):
        yield Problem((*path, "until"), "is when it is sent; write a later time")
    channel = channels.get(mailing.channel)
    if mailing.addresses and channel is not None and not _is_mail(channel):
        yield Problem((*path, "addresses"), f'need a channel of mail, and "{mailing.channel}" is none')


def _is_mail(channel: Channel) -> bool:
    return channel.address.get_secret_value().partition("://")[0].strip().lower() in _OF_MAIL
