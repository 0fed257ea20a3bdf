"""When what is open in a department will be done, as the weeks before say."""

from __future__ import annotations

from dataclasses import dataclass

from wallboard.metrics.clearing import MOST, Clearing, clearing
from wallboard.model import DAY
from wallboard.questions.flow import WEEKS, DepartmentFlow, FlowQuestion, read_flow, weekly_net
from wallboard.questions.requests_past import RequestsPast


@dataclass(frozen=True, slots=True)
class ClearingQuestion:
    """Until no more than `down_to` are open; by at most `weeks` whole weeks before now, as far as they were read."""

    down_to: int = 0
    weeks: int = MOST


def clearing_of(flow: DepartmentFlow, question: ClearingQuestion) -> Clearing:
    """Of a flow by weeks, up to now."""
    return clearing(flow.open_now, weekly_net(flow)[-question.weeks :], question.down_to)


def read_clearing(question: ClearingQuestion, past: RequestsPast) -> Clearing:
    since = max(past.since, past.now - (question.weeks + 1) * 7 * DAY)
    flow = read_flow(FlowQuestion(WEEKS, None if since == past.since else since), past)
    return clearing_of(flow, question)
