"""The metrics of calls: each with its definition and the function that computes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from wallboard.languages import N_
from wallboard.metrics import calls as formula
from wallboard.metrics.registry import Figure, Metric, S
from wallboard.model import SECOND, Micros, Reason, State
from wallboard.settings import SERVICE_LEVEL_VARIANTS
from wallboard.state.tally import Tally

CALL_WINDOWS = ("5m", "15m", "30m", "60m", "today", "half_hour", "since_start")

_LOG = N_("phone system: queue visits folded from its log")


def _calls(
    name: str,
    unit: str,
    help: str,
    definition: str,
    figures: Callable[[S], Figure | Sequence[Figure]],
    *,
    windows: tuple[str, ...] = CALL_WINDOWS,
    scopes: tuple[str, ...] = ("queue", "site"),
    variants: tuple[str, ...] = (),
) -> Metric[S]:
    only_in = {variant: ("since_start",) for variant in variants if variant in formula.OWN_VARIANTS}
    return Metric(
        f"calls.{name}",
        unit,
        help,
        definition,
        _LOG,
        figures,
        windows,
        scopes,
        variants,
        only_in,
        nothing=State.NO_CALLS,
    )


class WaitingNow(NamedTuple):
    """Who waits at an instant: how many, and when the one entered who has waited longest."""

    callers: int
    oldest: Micros | None
    now: Micros


def _longest_wait(waiting: WaitingNow) -> Figure:
    oldest = waiting.oldest
    longest = None if oldest is None else (waiting.now - oldest) / SECOND
    return Figure(longest, waiting.callers, since=oldest)


def _diverted(tally: Tally) -> list[Figure]:
    each = (Figure(tally.diverted.get(reason, 0), part=("reason", reason.value)) for reason in Reason)
    return [Figure(tally.diverted_all), *each]


def _service_levels(tally: Tally) -> list[Figure]:
    return [
        Figure(formula.service_level(tally, variant), formula.service_level_n(tally, variant), variant)
        for variant in (*SERVICE_LEVEL_VARIANTS, *formula.OWN_VARIANTS)
    ]


WAITING_METRICS: tuple[Metric[WaitingNow], ...] = (
    _calls(
        "waiting",
        "calls",
        N_("callers in the queue now"),
        N_(
            "visits entered and not ended. `usual`: the median of the same weekday in the weeks before, "
            "averaged over this quarter of an hour"
        ),
        lambda waiting: Figure(waiting.callers),
        windows=("now",),
        variants=("usual",),
    ),
    _calls(
        "longest_wait_s",
        "s",
        N_("how long the caller at the head has waited"),
        N_("age of the oldest waiting visit; nothing while nobody waits"),
        _longest_wait,
        windows=("now",),
    ),
)


class EnteredIn(NamedTuple):
    """How many callers entered in the last whole minutes."""

    callers: int


ENTERED_IN = {"15m": 15}  # windows of ENTERED_METRICS, in minutes

ENTERED_METRICS: tuple[Metric[EnteredIn], ...] = (
    _calls(
        "entered",
        "calls",
        N_("callers who came in the last minutes"),
        N_(
            "visits that entered in the last 15 whole minutes, whether they have left or not. `usual`: the mean of the same "
            "weekday in the weeks before, at the same time of day. `surge`: so many that they are no chance any more: the "
            "smallest number, of at least 5, with a probability under 1 in 100,000 by a negative binomial of that mean, its "
            "uncertainty, and how the days differ"
        ),
        lambda entered: Figure(entered.callers),
        windows=tuple(ENTERED_IN),
        variants=("usual", "surge"),
    ),
)

TALLY_METRICS: tuple[Metric[Tally], ...] = (
    _calls(
        "offered",
        "calls",
        N_("callers who entered the queue"),
        N_(
            "queue visits, one for each time a call entered. `usual`, today only: the median of the same weekday in "
            "the weeks before, from midnight to this time of day. `since_closing`: while the site is closed. "
            "`rest_of_day`, usual only: the usual from now until the site closes. `rest_of_half_hour`, usual only: the mean of "
            "those weekdays, from now until the next full or half hour"
        ),
        lambda tally: Figure(tally.offered),
        windows=(*CALL_WINDOWS, "since_closing", "rest_of_half_hour", "rest_of_day"),
        variants=("usual",),
    ),
    _calls(
        "answered",
        "calls",
        N_("callers connected to an agent"),
        N_("A: visits that ended by being connected to an agent"),
        lambda tally: Figure(tally.answered),
    ),
    _calls(
        "abandoned",
        "calls",
        N_("callers who gave up"),
        N_("B: visits whose caller hung up while waiting"),
        lambda tally: Figure(tally.abandoned),
    ),
    _calls(
        "diverted",
        "calls",
        N_("callers who left another way"),
        N_(
            "visits ended by timeout, empty, withdrawn or overflow (Df: the centre did not answer), "
            "by key or callback (Dk: the caller chose); in all, and one for each reason"
        ),
        _diverted,
        scopes=("queue", "site", "reason"),
    ),
    _calls(
        "lost",
        "calls",
        N_("callers cut off by a restart"),
        N_("visits open when the phone system started again"),
        lambda tally: Figure(tally.lost),
    ),
    _calls(
        "completed",
        "calls",
        N_("conversations that are over"),
        N_("answered visits whose call has ended; in rolling windows by the instant at which it ended"),
        lambda tally: Figure(tally.completed),
    ),
    _calls(
        "asa_s",
        "s",
        N_("average speed of answer"),
        N_("total wait of answered visits / A"),
        lambda tally: Figure(formula.speed_of_answer(tally), tally.answered),
    ),
    _calls(
        "wait_p50_s",
        "s",
        N_("median wait of those answered"),
        N_("50th percentile, linearly interpolated"),
        lambda tally: Figure(formula.wait_percentile(tally, 0.5), tally.answered),
    ),
    _calls(
        "wait_p90_s",
        "s",
        N_("90th percentile wait of those answered"),
        N_("90th percentile, linearly interpolated"),
        lambda tally: Figure(formula.wait_percentile(tally, 0.9), tally.answered),
    ),
    _calls(
        "service_level",
        "ratio",
        N_("share of calls answered in time"),
        N_(
            "`answered` Ain / A; `offered` Ain / (A + B + Df); `less_short` Ain / (A + B + Df − Bs); "
            "`less_in_threshold` Ain / (A + B + Df − Bin); `handled_in_time` (Ain + Bin + Dfin) / (A + B + Df). "
            "`completed_sl` and `completed_sl2`, since_start only: what Asterisk prints, over completed calls"
        ),
        _service_levels,
        variants=(*SERVICE_LEVEL_VARIANTS, *formula.OWN_VARIANTS),
    ),
    _calls(
        "abandon_rate",
        "ratio",
        N_("share of callers who gave up"),
        N_("(B − Bs) / (A + B + Df − Bs)"),
        lambda tally: Figure(formula.abandon_rate(tally), formula.abandon_rate_n(tally)),
    ),
    _calls(
        "talk_mean_s",
        "s",
        N_("mean conversation"),
        N_("total talk of completed calls / completed calls that told it"),
        lambda tally: Figure(formula.talk_mean(tally), tally.talks),
    ),
)
