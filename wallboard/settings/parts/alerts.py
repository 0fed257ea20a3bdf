"""Settings of alerts: what fires, and who is told."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, SecretStr

from wallboard.settings.parts.section import Section, Seen, SeenAs
from wallboard.settings.parts.values import LanguageTag, TimesOfDay


class AlertRule(Section):
    """One alert over a reading: it fires when the reading has been past its threshold for long enough."""

    reading: Seen[str] = Field(description='a number of docs/metrics.md, such as "calls.longest_wait_s"')
    window: Seen[str] = Field(default="now", description='over which time, such as "15m" or "today"')
    variant: Seen[str] = Field(
        default="",
        description="which of its formulas, where it has several; left out, that by which the queue or department itself goes",
    )
    over: Seen[float | None] = Field(default=None, description="fires above this; shares are 0 to 1, waits seconds")
    under: Seen[float | None] = Field(default=None, description="fires below this; one of the two")
    clear: Seen[float | None] = Field(
        default=None, description="is over when the reading is back at this; the threshold itself when left out"
    )
    hold_s: Seen[float] = Field(
        default=0, ge=0, le=86_400, description="seconds for which it must be past the threshold before it fires"
    )
    clear_after_s: Seen[float] = Field(
        default=60, ge=0, le=86_400, description="seconds for which it must be back before it is over"
    )
    at_least: Seen[int] = Field(
        default=0,
        ge=0,
        description="calls, or requests, that the reading must be made of; below that nothing is judged",
    )
    site: Seen[str] = Field(default="", description="site that it is of; may be left out where there is one site")
    each: Seen[Literal["site", "queue", "department"]] = Field(
        default="site", description="whether the site is looked at, or each of its queues or departments by itself"
    )
    queues: Seen[tuple[str, ...]] = Field(default=(), description="only these queues; then each is looked at by itself")
    departments: Annotated[tuple[str, ...], SeenAs.THEIR_NAMES] = Field(
        default=(), description="only these departments; then each is looked at by itself"
    )
    hours: Seen[Literal["open", "always"]] = Field(
        default="open", description='whether it holds only while the site is "open", or "always"'
    )
    between: Seen[TimesOfDay] = Field(
        default=(), description='only at these times of the site\'s day, such as "09:00-11:30"; at all when left out'
    )
    tone: Seen[Literal["watch", "alarm"]] = Field(default="alarm", description="how loud it is on the wall")
    says: Seen[str] = Field(
        default="", max_length=120, description="what it is called, in the centre's own words; the reading's when empty"
    )
    notify: tuple[str, ...] = Field(default=(), description="channels that are told")


class BuiltInAlert(Section):
    """An alert that needs no setting."""

    on: Seen[bool] = Field(default=True, description="whether it fires at all")
    hold_s: Seen[float | None] = Field(
        default=None, ge=0, le=86_400, description="seconds before it fires; its own when left out"
    )
    notify: tuple[str, ...] = Field(default=(), description="channels that are told")


class BuiltInAlerts(Section):
    """Those that there are."""

    unstaffed: Seen[BuiltInAlert] = Field(
        default=BuiltInAlert(), description="callers wait in a queue in which nobody is logged in; after 20 s"
    )
    source_lost: Seen[BuiltInAlert] = Field(
        default=BuiltInAlert(),
        description="a source of calls or requests does not answer, or tells nothing new; after 60 s",
    )
    promise_lost: Seen[BuiltInAlert] = Field(
        default=BuiltInAlert(),
        description="what a queue promised can no longer be kept in this half hour, though all were answered at once "
        "who may come yet",
    )
    surge: Seen[BuiltInAlert] = Field(
        default=BuiltInAlert(),
        description="far more callers in 15 minutes than on this weekday at this time in the weeks before; after 60 s",
    )
    overlong_pause: Seen[BuiltInAlert] = Field(
        default=BuiltInAlert(), description="an agent has paused for longer than is allowed"
    )


class Channel(Section):
    """A way to tell people who are elsewhere: mail, Teams, Slack, an SMS gateway, a webhook."""

    address: SecretStr = Field(
        description='where it is sent, as Apprise writes it, such as "mailtos://user:password@example.gov?to=desk@example.gov"; '
        "belongs in WALLBOARD_CHANNELS__NAME__ADDRESS or a file named by that and _FILE"
    )
    language: LanguageTag | None = Field(default=None, description="of its messages; the site's when left out")
    agent_names: bool = Field(default=False, description="whether its messages say agents by name")
    cool_down_s: float = Field(
        default=900, ge=0, le=86_400, description="seconds for which it is not told again of the same"
    )
    quiet: TimesOfDay = Field(
        default=(),
        description='times of the site\'s day at which it is not told, such as "22:00-06:00"; what is still on '
        "afterwards is told then",
    )
    tell_cleared: bool = Field(default=False, description="whether it is also told when an alert is over")
    escalate_after_s: float = Field(
        default=0,
        ge=0,
        le=86_400,
        description="seconds after which `escalate_to` is told where nobody took the alert; 0 is never",
    )
    escalate_to: str = Field(default="", description="channel that is told then, quiet hours or not")
