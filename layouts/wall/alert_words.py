"""What an alert says, in one sentence: on the wall, on its page, in a mail and on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from layouts.wall.format import count, days, duration, percent, target_percent
from layouts.wall.names import department_label, in_a_sentence
from wallboard.clock import local
from wallboard.languages import _, language, ngettext, speak, speaking
from wallboard.model import SECOND, Scope
from wallboard.model.alerts import Alert, AlertKind, Notification, Raised, Why
from wallboard.settings import Settings


def alert_words(raised: Raised, settings: Settings, *, names: bool) -> str:
    """With `names`, agents are told by name."""
    where, value, threshold = in_a_sentence(scope_words(raised.key.scope, settings)), raised.value, raised.threshold
    match raised.kind:
        case AlertKind.UNSTAFFED:
            waiting = value or 0
            return ngettext(
                "{queue}: {n} caller waits, and nobody is logged in",
                "{queue}: {n} callers wait, and nobody is logged in",
                waiting,
                queue=where,
                n=count(waiting),
            )
        case AlertKind.SOURCE_LOST:
            return _("{source} is lost: its figures stand still", source=raised.key.subject)
        case AlertKind.PROMISE_LOST:
            return _(
                "{queue}: this half hour comes to {share} in time at best, promised {target}",
                queue=where,
                share=percent(value, threshold),
                target=target_percent(threshold or 0),
            )
        case AlertKind.SURGE:
            return _("{queue}: {n} callers in 15 min, far more than usual at this hour", queue=where, n=count(value))
        case AlertKind.OVERLONG_PAUSE:
            who = in_a_sentence(raised.key.subject) if names and raised.key.subject else _("Somebody")
            return _("{agent} has paused for longer than {time}", agent=who, time=duration(threshold))
        case AlertKind.READING:
            return _reading(raised, settings, where)


def notification_words(alert: Alert, ours: Notification, settings: Settings) -> tuple[str, str]:
    """The title and the body of what a channel is told of an alert, in the channel's language or the site's."""
    site, channel = alert.key.scope.site, settings.channels.get(ours.channel)
    here = settings.sites[site].language if site in settings.sites else "en"
    with speak(language((channel.language if channel else None) or here)):
        what = alert_words(alert.raised, settings, names=channel is not None and channel.agent_names)
        return _title(ours.why, scope_words(Scope(site), settings)), "\n".join([what, *_facts(alert, settings)])


def _title(why: Why, site: str) -> str:
    match why:
        case Why.FIRED:
            return _("{site}: alert", site=site)
        case Why.ESCALATED:
            return _("{site}: nobody has taken this alert", site=site)
        case Why.CLEARED:
            return _("{site}: this alert is over", site=site)


def _facts(alert: Alert, settings: Settings) -> Iterator[str]:
    site = alert.key.scope.site
    if site in settings.sites:
        zone = settings.zone(site)
        began, said = local(alert.raised.began, zone), speaking()
        yield _("Since {time}, {day}", time=said.time(began), day=said.dated(began))
        if alert.cleared is not None:
            lasted = duration((alert.cleared - alert.raised.began) / SECOND)
            yield _("Over at {time}, after {lasted}", time=said.time(local(alert.cleared, zone)), lasted=lasted)
    if settings.server.address:
        yield f"{settings.server.address.rstrip('/')}/alerts/{alert.id}"


def scope_words(scope: Scope, settings: Settings) -> str:
    """The queue, the department or the site, as people call it."""
    if scope.queue:
        return settings.queue(scope.queue).label or scope.queue
    if scope.department:
        return department_label(settings, scope.department)
    site = settings.sites.get(scope.site)
    return site.name if site else scope.site


def value_words(value: float | None, metric: str) -> str:
    """A reading's value with its unit."""
    from wallboard.metrics import METRICS  # with NumPy: `check` imports every tile, and these words with them

    unit = METRICS[metric].unit if metric in METRICS else ""
    if unit == "ratio":
        return percent(value)
    if unit == "s":
        return duration(value)
    return days(value) if unit == "days" else count(value)


def _reading(raised: Raised, settings: Settings, where: str) -> str:
    rule, metric = settings.alerts.get(raised.key.rule), raised.metric
    return _(
        "{where}: {what}: {value} (limit {limit})",
        where=where,
        what=(rule.says if rule else "") or raised.key.rule,
        value=value_words(raised.value, metric),
        limit=value_words(raised.threshold, metric),
    )
