"""What each call metric says of itself."""

from __future__ import annotations

from wallboard.metrics.calls import OWN_VARIANTS
from wallboard.metrics.registry import Metric
from wallboard.settings import SERVICE_LEVEL_VARIANTS

CALL_WINDOWS = ("5m", "15m", "30m", "60m", "today", "since_start")

_LOG = "phone system: queue visits folded from its log"


def _calls(
    name: str,
    unit: str,
    help: str,
    definition: str,
    *,
    windows: tuple[str, ...] = CALL_WINDOWS,
    scopes: tuple[str, ...] = ("queue", "site"),
    variants: tuple[str, ...] = (),
) -> Metric:
    return Metric(f"calls.{name}", unit, help, definition, _LOG, windows, scopes, variants)


CALL_METRICS = (
    _calls(
        "waiting",
        "calls",
        "callers in the queue now",
        "visits entered and not ended. `usual`: the median of the same weekday in the weeks before, "
        "averaged over this quarter of an hour",
        windows=("now",),
        variants=("usual",),
    ),
    _calls(
        "longest_wait_s",
        "s",
        "how long the caller at the head has waited",
        "age of the oldest waiting visit; nothing while nobody waits",
        windows=("now",),
    ),
    _calls(
        "offered",
        "calls",
        "callers who entered the queue",
        "queue visits, one for each time a call entered. `usual`, today only: the median of the same weekday in "
        "the weeks before, from midnight to this time of day. `since_closing`: while the site is closed. "
        "`rest_of_day`, usual only, at the site: the usual from now until it closes",
        windows=(*CALL_WINDOWS, "since_closing", "rest_of_day"),
        variants=("usual",),
    ),
    _calls("answered", "calls", "callers connected to an agent", "A: visits that ended by being connected to an agent"),
    _calls("abandoned", "calls", "callers who gave up", "B: visits whose caller hung up while waiting"),
    _calls(
        "diverted",
        "calls",
        "callers who left another way",
        "visits ended by timeout, empty, withdrawn or overflow (Df: the centre did not answer), "
        "by key or callback (Dk: the caller chose); in all, and one for each reason",
        scopes=("queue", "site", "reason"),
    ),
    _calls("lost", "calls", "callers cut off by a restart", "visits open when the phone system started again"),
    _calls(
        "completed",
        "calls",
        "conversations that are over",
        "answered visits whose call has ended; in rolling windows by the instant at which it ended",
    ),
    _calls("asa_s", "s", "average speed of answer", "total wait of answered visits / A"),
    _calls("wait_p50_s", "s", "median wait of those answered", "50th percentile, linearly interpolated"),
    _calls("wait_p90_s", "s", "90th percentile wait of those answered", "90th percentile, linearly interpolated"),
    _calls(
        "service_level",
        "ratio",
        "share of calls answered in time",
        "`answered` Ain / A; `offered` Ain / (A + B + Df); `less_short` Ain / (A + B + Df − Bs); "
        "`less_in_threshold` Ain / (A + B + Df − Bin); `handled_in_time` (Ain + Bin + Dfin) / (A + B + Df). "
        "`completed_sl` and `completed_sl2`, since_start only: what Asterisk prints, over completed calls",
        variants=(*SERVICE_LEVEL_VARIANTS, *OWN_VARIANTS),
    ),
    _calls("abandon_rate", "ratio", "share of callers who gave up", "(B − Bs) / (A + B + Df − Bs)"),
    _calls("talk_mean_s", "s", "mean conversation", "total talk of completed calls / completed calls that told it"),
)
