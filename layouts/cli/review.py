"""`review`: every figure of a week, month or quarter."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import Annotated

import typer

from layouts.cli.consoles import err, out
from layouts.cli.options import DEFAULT_SETTINGS, SettingsOption
from layouts.cli.output import table
from layouts.cli.progress import progress
from layouts.cli.wiring import Wiring
from layouts.wall.format import duration
from wallboard.clock import local_day, system_clock
from wallboard.engine.day_keeper import count_missing, missing_days
from wallboard.engine.edition_reader import EditionReader
from wallboard.engine.review_days import ReviewDaysReader
from wallboard.ledger import Ledger
from wallboard.metrics.combining import PeriodChange, PeriodFigure
from wallboard.model import Micros
from wallboard.model.remit import EVERYTHING
from wallboard.periods import PeriodKind
from wallboard.questions.review import ReviewQuestion
from wallboard.review import Review, ReviewedFigure
from wallboard.review.make import make_review
from wallboard.review.told import told
from wallboard.settings import Settings


def add_review_command(cli: typer.Typer, wiring: Wiring) -> None:
    @cli.command()
    def review(
        week_ending: Annotated[
            str | None, typer.Option(help='The week that holds this day, such as "2026-11-15"; the last that is over.')
        ] = None,
        month: Annotated[
            str | None, typer.Option(help='The month that holds this day instead, such as "2026-10-31".')
        ] = None,
        quarter: Annotated[str | None, typer.Option(help="The quarter that holds this day instead.")] = None,
        site: Annotated[str | None, typer.Option(help="Which site; the first of the settings when left out.")] = None,
        edition: Annotated[
            int | None, typer.Option(help="As it was published: 1 is the first edition of the period.", min=1)
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
        settings: SettingsOption = DEFAULT_SETTINGS,
    ) -> None:
        """Tell every figure of a week: what it was, on the week and the year before, its limits, signals and target."""
        loaded = wiring.load(settings)
        where = _site(loaded, site)
        now = system_clock()
        kind, day = _asked(week_ending, month, quarter, local_day(now, loaded.zone(where)))
        question = ReviewQuestion(where, day, kind)
        with closing(Ledger(loaded.ledger)) as ledger:
            ledger.migrate()
            made = (
                _made(ledger, loaded, question, now)
                if edition is None
                else _published(ledger, loaded, question, edition)
            )
        if as_json:
            json.dump(told(made, local_day(made.as_of, loaded.zone(where))), sys.stdout)
            sys.stdout.write("\n")
            return
        for line in _lines(made):
            out.print(line, highlight=False)


def _site(loaded: Settings, site: str | None) -> str:
    if site is not None and site not in loaded.sites:
        raise typer.BadParameter(f'no site "{site}"; there are: {", ".join(loaded.sites)}')
    return site or next(iter(loaded.sites))


def _asked(week: str | None, month: str | None, quarter: str | None, today: date) -> tuple[PeriodKind, date]:
    if len([each for each in (week, month, quarter) if each is not None]) > 1:
        raise typer.BadParameter("one of --week-ending, --month and --quarter, not several")
    if month is not None:
        return PeriodKind.MONTH, _day(month, "--month")
    if quarter is not None:
        return PeriodKind.QUARTER, _day(quarter, "--quarter")
    if week is not None:
        return PeriodKind.WEEK, _day(week, "--week-ending")
    return PeriodKind.WEEK, today - timedelta(days=7)


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f'{option} is "{text}", which is no day; write one like 2026-11-15') from None


def _made(ledger: Ledger, loaded: Settings, question: ReviewQuestion, now: Micros) -> Review:
    _count_missing(ledger, loaded, now)
    days = ReviewDaysReader(lambda: ledger).days(loaded, question.site, now, EVERYTHING)
    return make_review(loaded, question.site, question.day, question.kind, days, now)


def _published(ledger: Ledger, loaded: Settings, question: ReviewQuestion, number: int) -> Review:
    editions = EditionReader(ledger.editions, loaded, EVERYTHING, system_clock).of(question)
    found = next((each.review for each in editions if each.number == number), None)
    if found is None:
        raise typer.BadParameter(f"there is no edition {number} of that period; there are {len(editions)}")
    return found


def _count_missing(ledger: Ledger, loaded: Settings, now: int) -> None:
    """Beside a serving wall there is little to do: it counts each day when it is over."""
    missing = sum(1 for _ in missing_days(ledger, loaded, now))
    if missing:
        with progress(err, f"Counting {missing:,} days") as on_progress:
            for done, _ in enumerate(count_missing(ledger, loaded, now), 1):
                on_progress(done / missing)


def _lines(review: Review) -> Iterator[str]:
    period = review.under_review
    yield f"{period.kind.value} {period.first} to {period.last}"
    heads = ["figure", "value", "n", "on before", "on the year before", "target", "signal"]
    yield from table(heads, [_row(figure) for figure in review.figures])


def _row(figure: ReviewedFigure) -> Sequence[str]:
    scope = ", ".join(value for name, value in figure.key.scope.as_dict().items() if name != "site")
    box, signal = figure.box, figure.signal
    since = "" if signal is None or figure.chart is None else f" since {figure.chart.since(signal)}"
    return (
        f"{figure.title or figure.key.metric}{f' ({scope})' if scope else ''}",
        _value(figure, box.last),
        "" if figure.n is None else f"{figure.n:,.0f}",
        _change(box.on_before),
        _change(box.on_year_before),
        "" if figure.target is None else _number(figure, figure.target),
        "" if signal is None else f"{signal.rule.value.replace('_', ' ')}{since}",
    )


def _value(figure: ReviewedFigure, of: PeriodFigure) -> str:
    if of.value is None:
        return "–"
    return _number(figure, of.value) + ("" if of.whole else " (not whole)")


def _number(figure: ReviewedFigure, value: float) -> str:
    if figure.kind == "ratio":
        return f"{100 * value:.1f} %"
    if figure.unit == "s":
        return duration(value)
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def _change(change: PeriodChange | None) -> str:
    if change is None:
        return ""
    if change.size is None:
        return "new"
    return f"{change.size:+.1f}{' %' if change.by.value == 'percent' else ' points'}"
