"""Signal or noise: process behaviour charts of single values and their moving ranges (XmR). See docs/xmr.md."""

from __future__ import annotations

from wallboard.metrics.xmr.assurance import Assurance, Better, Tendency, assurance, tendency
from wallboard.metrics.xmr.chart import Chart, ChartLine, Phase, xmr_chart
from wallboard.metrics.xmr.improvement import Effect, EffectReason, Judgement, judge_improvement
from wallboard.metrics.xmr.limits import ANY_VALUE, COUNT_OR_TIME, SHARE, Bounds, Limits, Maturity, limits
from wallboard.metrics.xmr.rare import days_between, days_since, is_rare, rare_chart
from wallboard.metrics.xmr.seasons import differences_to_usual, season_can_be_taken_out
from wallboard.metrics.xmr.shares import share_chart, small_or_uneven, too_few
from wallboard.metrics.xmr.signals import RuleSet, Signal, SignalRule, Strength

__all__ = [
    "ANY_VALUE",
    "COUNT_OR_TIME",
    "SHARE",
    "Assurance",
    "Better",
    "Bounds",
    "Chart",
    "ChartLine",
    "Effect",
    "EffectReason",
    "Judgement",
    "Limits",
    "Maturity",
    "Phase",
    "RuleSet",
    "Signal",
    "SignalRule",
    "Strength",
    "Tendency",
    "assurance",
    "days_between",
    "days_since",
    "differences_to_usual",
    "is_rare",
    "judge_improvement",
    "limits",
    "rare_chart",
    "season_can_be_taken_out",
    "share_chart",
    "small_or_uneven",
    "tendency",
    "too_few",
    "xmr_chart",
]
