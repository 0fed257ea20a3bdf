"""What single values of a mailing cannot tell: a channel that nobody has, a cut-off without anything asked, a department's morning without anybody to read it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from wallboard.settings.parts.alerts import Channel
from wallboard.settings.parts.mailing import Mailing
from wallboard.settings.problems.places import Path
from wallboard.settings.problems.wording import Problem, nearest

_MAIL_SCHEMES = ("mailto", "mailtos")


def mailing_problems(
    path: Path, mailing: Mailing, channels: Mapping[str, Channel], channel_names: Collection[str]
) -> Iterator[Problem]:
    """`channels` are those that are right in themselves."""
    if mailing.channel not in channel_names:
        yield Problem((*path, "channel"), no_channel(mailing.channel, channel_names))
    if mailing.what != "ask":
        for name in ("until", "addresses"):
            if getattr(mailing, name):
                yield Problem((*path, name), 'is of a mailing that asks; write what = "ask", or leave it out')
    if mailing.what != "departments" and mailing.recipients:
        yield Problem((*path, "recipients"), 'are of departments; write what = "departments", or leave it out')
    match mailing.what:
        case "ask":
            yield from _asking(path, mailing, channels)
        case "departments":
            yield from _to_departments(path, mailing, channels)


def no_channel(name: str, channels: Collection[str]) -> str:
    right = nearest(name, channels) or "; there is none: write [channels.NAME] with its address"
    return f'"{name}" is no channel{right}'


def _to_departments(path: Path, mailing: Mailing, channels: Mapping[str, Channel]) -> Iterator[Problem]:
    for name in ("day", "forms"):
        if name in mailing.model_fields_set:
            yield Problem(
                (*path, name), "is of the review; departments are told each working day, in words: leave it out"
            )
    if not any(mailing.recipients.values()):
        yield Problem((*path, "recipients"), 'are missing; write recipients = { streets = ["desk@example.gov"] }')
    yield from _of_mail(path, "recipients", mailing, channels)


def _asking(path: Path, mailing: Mailing, channels: Mapping[str, Channel]) -> Iterator[Problem]:
    try:
        cut_off = mailing.cut_off
    except ValueError as error:
        yield Problem((*path, "until"), f"is not usable: {error}")
        return
    if cut_off is None:
        yield Problem((*path, "until"), 'is missing: by when is it to be explained? Write until = "tue 12:00"')
    elif cut_off == (mailing.day, mailing.at):
        yield Problem((*path, "until"), "is when it is sent; write a later time")
    yield from _of_mail(path, "addresses", mailing, channels)


def _of_mail(path: Path, name: str, mailing: Mailing, channels: Mapping[str, Channel]) -> Iterator[Problem]:
    channel = channels.get(mailing.channel)
    if getattr(mailing, name) and channel is not None and not _is_mail(channel):
        yield Problem((*path, name), f'need a channel of mail, and "{mailing.channel}" is none')


def _is_mail(channel: Channel) -> bool:
    return channel.address.get_secret_value().partition("://")[0].strip().lower() in _MAIL_SCHEMES
