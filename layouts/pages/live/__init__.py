"""*Live*: the floor as it is at this moment, for those who steer it: queues, agents and callers who wait."""

from __future__ import annotations

from collections.abc import Sequence

from dash.development.base_component import Component

from layouts.page import Page, PageContext, StreamContext
from layouts.page.frame import frame
from layouts.page.live_grid import SUITES, grid_rows
from layouts.page.past import now_only, past_note, past_view, replay_link, then_only
from layouts.pages.live import agents, callers, queues
from layouts.pages.live.alerts import alert_list, alert_view
from layouts.pages.live.head import head, head_view
from layouts.pages.live.sections import sections
from layouts.pages.live.sites import SiteFloor, site_floors
from layouts.pages.live.views import views_bar
from layouts.wall.props import View
from layouts.web.routes import Nav
from wallboard.judging.tone import NONE
from wallboard.languages import N_, _
from wallboard.model.roles import Right

TITLE = N_("Live")


def layout(context: PageContext) -> Component:
    names = context.visitor.may(Right.NAMES)
    return frame(
        context,
        [now_only(_("The floor now")), then_only(_("The floor as it was"))],
        past_note(),
        head(context.settings),
        alert_list(),
        views_bar(context.visitor.id),
        *sections(len(context.settings.sites) > 1, names),
        tools=[replay_link(context.address)],
    )


def stream(context: StreamContext) -> View:
    floors = site_floors(context)
    judged = queues.judged(floors)
    return {
        **past_view(context),
        **head_view(floors, judged),
        **alert_view(floors, context),
        **grid_rows("floor", {floor.at.site: _stands(floor) for floor in floors}),
        **grid_rows(queues.ID, queues.rows(judged)),
        **grid_rows(agents.ID, agents.rows(floors)),
        **grid_rows(callers.ID, callers.rows(floors)),
        **_note(queues.ID, "" if judged else _("No queue has been seen yet.")),
        **_note(agents.ID, _nobody_on_duty(context, floors)),
        **_note(callers.ID, _nobody_waits(floors)),
    }


def _stands(floor: SiteFloor) -> dict[str, object]:
    """How a site's rows are to be looked at: `still` is the instant at which their times stand."""
    return {"tone": floor.tone, "still": None if floor.stopped is None else floor.stopped // 1000}


def _nobody_on_duty(context: StreamContext, floors: Sequence[SiteFloor]) -> str:
    if not context.names:
        return _("Agents are shown by name, to those who may see them by name.")
    if any(floor.agents for floor in floors):
        return ""
    known = any(floor.tone == NONE for floor in floors)
    return _("Nobody is known to be on duty.") if known else _("Who is on duty is not known just now.")


def _nobody_waits(floors: Sequence[SiteFloor]) -> str:
    if any(floor.callers for floor in floors):
        return ""
    known = any(floor.tone == NONE for floor in floors)
    return _("Nobody waits.") if known else _("Whether anybody waits is not known just now.")


def _note(id: str, text: str) -> View:
    return {f"{id}-note": {"text": text, "hide": not text}}


PAGE = Page(
    "/live",
    TITLE,
    layout,
    nav=Nav(TITLE, 5),
    stream=stream,
    style="live.css",
    script=("live_rows.js", "live_cells.js", "live_tables.js", "live_cards.js", "live_view.js", "live_page.js"),
    suites=SUITES,
    names_agents=True,
    past=True,
)
