"""What the chart says of an improvement, in words."""

from __future__ import annotations

from layouts.review.values import size_words, unit_of
from wallboard.languages import _, ngettext
from wallboard.metrics.xmr import Effect, EffectReason, Judgement
from wallboard.metrics.xmr.improvement import DECIDED, FIRST_LOOK
from wallboard.review import ReviewedFigure


def improvement_words(figure: ReviewedFigure, judgement: Judgement) -> str:
    """Whether it held, did not, or why nothing can be said yet."""
    weeks = judgement.weeks
    match judgement.reason:
        case EffectReason.FEW_BEFORE:
            return _("Cannot be said: fewer than 12 weeks are known from before.")
        case EffectReason.MOVED_BEFORE:
            return _(
                "Cannot be said: it was getting better before; its limits are to be made anew from where that began."
            )
        case EffectReason.FEW_SINCE:
            return ngettext(
                "Cannot be said yet: {n} week has passed since, {first} are needed.",
                "Cannot be said yet: {n} weeks have passed since, {first} are needed.",
                weeks,
                n=weeks,
                first=FIRST_LOOK,
            )
        case EffectReason.FELL_BACK:
            return _("It did not hold: it came, and fell back in the last weeks.")
    told = {"change": _signed(figure, judgement.size), "n": weeks, "needed": _size(figure, judgement.needed)}
    if judgement.effect is Effect.HELD:
        return ngettext(
            "It held: {change} on average in the {n} week since; {needed} would have told it from chance.",
            "It held: {change} on average in the {n} weeks since; {needed} would have told it from chance.",
            weeks,
            **told,
        )
    if judgement.reason is EffectReason.TOO_SMALL:
        return ngettext(
            "It did not hold: {change} on average in the {n} week since; at least {needed} would tell it from chance.",
            "It did not hold: {change} on average in the {n} weeks since; at least {needed} would tell it from chance.",
            weeks,
            **told,
        )
    return ngettext(
        "Cannot be said yet: {change} on average in the {n} week since; at least {needed} would tell it from chance. After "
        "{decided} weeks it is decided.",
        "Cannot be said yet: {change} on average in the {n} weeks since; at least {needed} would tell it from chance. After "
        "{decided} weeks it is decided.",
        weeks,
        decided=DECIDED,
        **told,
    )


def _signed(figure: ReviewedFigure, size: float | None) -> str:
    size = size or 0.0
    sign = "+" if size > 0 else "−" if size < 0 else ""
    return sign + _size(figure, size)


def _size(figure: ReviewedFigure, size: float | None) -> str:
    return size_words(unit_of(figure), size or 0.0)
