"""`alerts`: what rules would have fired on past days, and what fired."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from statistics import median
from typing import Annotated

import typer

from layouts.api.exports import ALERT_HEADS, alert_row
from layouts.cli.consoles import err, out
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.output import table
from layouts.cli.progress import progress
from layouts.cli.wiring import Wiring
from layouts.wall.alert_words import alert_words
from layouts.wall.format import duration
from wallboard.clock import instant, local, system_clock
from wallboard.engine.trying import EVERY_S, Trial, Tried, try_rules
from wallboard.ledger import Ledger
from wallboard.model import DAY, SECOND, Micros
from wallboard.model.alerts import Alert
from wallboard.settings import Settings

WEEK: Micros = 7 * DAY
SinceOption = Annotated[str, typer.Option(help='The first instant, such as "2026-11-02" (site\'s time).')]
UntilOption = Annotated[str | None, typer.Option(help="The end, which is not looked at; now when left out.")]
SiteOption = Annotated[str | None, typer.Option(help="Which site; the first of the settings when left out.")]


def alerts_commands(wiring: Wiring) -> typer.Typer:
    """To be mounted as `alerts`."""
    commands = typer.Typer(help="What fires, and what would have.", no_args_is_help=True, rich_markup_mode=None)

    @commands.command("try")
    def try_(
        since: SinceOption,
        until: UntilOption = None,
        site: SiteOption = None,
        rule: Annotated[str | None, typer.Option(help="Only this rule, or built-in alert.")] = None,
        every_s: Annotated[float, typer.Option(help="Seconds between two looks.", min=1, max=3600)] = EVERY_S,
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Tell what the rules of the settings would have fired on past days."""
        loaded = wiring.load(settings)
        where = _site(loaded, site)
        trial = _trial(loaded, where, since, until, every_s)
        with closing(Ledger(loaded.ledger)) as ledger, progress(err, "Looking back") as on_progress:
            ledger.migrate()
            whole = trial.until - trial.since
            tried = try_rules(ledger, loaded, trial, lambda at: on_progress((at - trial.since) / whole))
        _say(loaded, where, tried, rule)

    @commands.command()
    def log(since: SinceOption, until: UntilOption = None, settings: SettingsOption = DEFAULT_SETTINGS) -> None:
        """Write what fired, who took it and when it was over, as CSV."""
        loaded = wiring.load(settings)
        zone = loaded.zone(next(iter(loaded.sites)))
        begin, end = instant(since, zone), system_clock() if until is None else instant(until, zone)
        with closing(Ledger(loaded.ledger)) as ledger:
            ledger.migrate()
            fired = ledger.alerts.fired(None, begin, end)
        lines = csv.writer(sys.stdout)
        lines.writerow(ALERT_HEADS)
        lines.writerows(alert_row(alert) for alert in fired)

    return commands


def _site(loaded: Settings, site: str | None) -> str:
    if site is not None and site not in loaded.sites:
        raise typer.BadParameter(f'no site "{site}"; there are: {", ".join(loaded.sites)}')
    return site or next(iter(loaded.sites))


def _trial(loaded: Settings, site: str, since: str, until: str | None, every_s: float) -> Trial:
    zone, now = loaded.zone(site), system_clock()
    begin, end = instant(since, zone), now if until is None else min(now, instant(until, zone))
    if begin >= end:
        raise typer.BadParameter(f"{since} is not before the end, {local(end, zone):%Y-%m-%d %H:%M}")
    return Trial(site, begin, end, every_s)


def _say(loaded: Settings, site: str, tried: Tried, rule: str | None) -> None:
    ours = [alert for alert in tried.alerts if rule in (None, alert.key.rule)]
    zone = loaded.zone(site)
    for alert in ours:
        when = f"{local(alert.raised.fired, zone):%a %Y-%m-%d %H:%M:%S}"
        lasted = "to the end" if alert.cleared is None else duration((alert.cleared - alert.raised.fired) / SECOND)
        out.print(f"{when}  {lasted:>10}  {alert_words(alert.raised, loaded, names=False)}", highlight=False)
    for line in table(["rule", "fired", "a week", "half lasted less than"], list(_summary(ours, tried))):
        out.print(line, highlight=False)
    out.print("Outages of sources are not known of past days: source_lost cannot be tried.", highlight=False)


def _summary(alerts: Sequence[Alert], tried: Tried) -> Iterator[Sequence[str]]:
    weeks = (tried.until - tried.since) / WEEK
    for name in sorted({alert.key.rule for alert in alerts}):
        ours = [alert for alert in alerts if alert.key.rule == name]
        lasted = median(((alert.cleared or tried.until) - alert.raised.fired) / SECOND for alert in ours)
        yield name, f"{len(ours):,}", f"{len(ours) / weeks:.1f}", duration(lasted)
    if not alerts:
        yield "nothing", "0", "0.0", ""
