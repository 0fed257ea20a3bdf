"""What is said of signals, of limits and of whether a target is met: by the chart, beside it, and in its table."""

from __future__ import annotations

from collections.abc import Mapping

from layouts.review.values import target_words, with_unit
from wallboard.languages import N_, _
from wallboard.metrics.xmr import Assurance, Maturity, SignalRule, Tendency
from wallboard.review import ReviewedFigure, Season, WeekChart

RULES: Mapping[SignalRule, str] = {
    SignalRule.BEYOND_LIMIT: N_("beyond a limit"),
    SignalRule.THREE_OF_FOUR: N_("three of four nearer a limit than the centre"),
    SignalRule.EIGHT_IN_A_ROW: N_("eight in a row on one side of the centre"),
    SignalRule.TREND: N_("seven in a row, each further than the one before"),
    SignalRule.TWO_OF_THREE: N_("two of three in the outer third"),
    SignalRule.SEVEN_IN_A_ROW: N_("seven in a row on one side of the centre"),
}
SHORT_RULES: Mapping[SignalRule, str] = {  # where there is little room
    SignalRule.BEYOND_LIMIT: N_("beyond a limit"),
    SignalRule.THREE_OF_FOUR: N_("3 of 4"),
    SignalRule.EIGHT_IN_A_ROW: N_("8 in a row"),
    SignalRule.TREND: N_("trend of 7"),
    SignalRule.TWO_OF_THREE: N_("2 of 3"),
    SignalRule.SEVEN_IN_A_ROW: N_("7 in a row"),
}
TENDENCIES: Mapping[Tendency, str] = {
    Tendency.WORSE: N_("worse"),
    Tendency.BETTER: N_("better"),
    Tendency.NEUTRAL: N_("changed"),
}
ASSURANCES: Mapping[Assurance, str] = {
    Assurance.ALWAYS: N_("always met within these limits"),
    Assurance.NEVER: N_("out of reach within these limits"),
    Assurance.BY_CHANCE: N_("met by chance within these limits"),
}


_BEFORE: Mapping[Assurance, str] = {
    Assurance.ALWAYS: N_("Before this change target {target} was always met."),
    Assurance.NEVER: N_("Before this change target {target} was out of reach."),
    Assurance.BY_CHANCE: N_("Before this change target {target} was met by chance."),
}


def assured_before_words(figure: ReviewedFigure) -> str:
    """Of what was before the signals of now; "" where there are none, or no limits and target."""
    if figure.assurance is None or not figure.assured_before:
        return ""
    return _(_BEFORE[figure.assurance], target=with_unit(figure, target_words(figure)))


def assurance_words(figure: ReviewedFigure) -> str:
    """Whether its target is met within the limits that its chart shows, or was before it left them; "" where that cannot be
    said."""
    if figure.assurance is None or figure.assured_before:
        return assured_before_words(figure)
    target = with_unit(figure, target_words(figure))
    return _("Target {figure}: {assurance}.", figure=target, assurance=_(ASSURANCES[figure.assurance]))


def limits_words(chart: WeekChart) -> str:
    """How much the limits of now are worth."""
    known = chart.chart
    if not known.phases or known.maturity is None:
        return _("There are no limits yet: they need at least six points.")
    phase = known.phases[-1]
    if known.maturity is Maturity.TRIAL:
        return _("Trial limits, drawn from fewer than twelve points: each new point still moves them.")
    if phase.by_count:
        return _("Each point has limits of its own, made from how many it is a share of.")
    return _("Limits are drawn from the first twelve points, and stand since.")


def season_words(season: Season) -> str:
    if season is Season.IN_IT:
        return _("It has a season in it that cannot be taken out yet: fewer than two years are known.")
    if season is Season.TAKEN_OUT:
        return _("Drawn as the difference to what is usual at that time of the year.")
    return ""
