"""When what is open in a department will be done, as the weeks before say."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.metrics.clearing import MOST, Clearing, clearing
from wallboard.questions.flow import DepartmentFlow, weekly_net


@dataclass(frozen=True, slots=True)
class ClearingQuestion:
    """Until no more than `down_to` are open; by at most `weeks` whole weeks before now, as far as they were read."""

    down_to: int = 0
    weeks: int = MOST


def clearing_of(flow: DepartmentFlow, question: ClearingQuestion) -> Clearing:
    """Of a flow by weeks, up to now."""
    return clearing(flow.open_now, weekly_net(flow)[-question.weeks :], question.down_to)
