"""How a review tells signal from noise, and how long a meeting looks at what."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wallboard.settings.parts.section import Section, Seen

Minutes = Annotated[int, Field(ge=1, le=240)]


class MeetingMinutes(Section):
    """Minutes that are planned for each part of the weekly meeting; the clock of *Present* says them."""

    actions: Seen[Minutes] = Field(default=10, description="last week's actions")
    headline: Seen[Minutes] = Field(default=5, description="the week in words")
    calls: Seen[Minutes] = Field(default=8, description="promises of calls")
    departments: Seen[Minutes] = Field(default=8, description="promises of departments")
    outside: Seen[Minutes] = Field(default=4, description="figures from elsewhere")
    signals: Seen[Minutes] = Field(default=15, description="signals, worst first")
    deep_dive: Seen[Minutes] = Field(default=10, description="the deep dive, in weeks for which one was chosen")
    hurts: Seen[Minutes] = Field(default=5, description="where it hurts")
    decisions: Seen[Minutes] = Field(default=5, description="decisions")


class ReviewSettings(Section):
    """By which rules a change is more than noise, and what stands in a review besides."""

    rules: Seen[Literal["standard", "health_service"]] = Field(
        default="standard",
        description='"standard": beyond a limit, three of four nearer a limit than the centre, eight in a row on one side; "health_service": beyond a limit, two of three in the outer third, seven in a row on one side, a trend of seven',
    )
    screen: Seen[bool] = Field(
        default=True, description="whether limits are made without moving ranges that are far too wide (Nelson 1982)"
    )
    minutes: Seen[MeetingMinutes] = Field(
        default=MeetingMinutes(), description="minutes planned for the parts of the meeting"
    )
    scores: Seen[bool] = Field(
        default=False, description="whether a score stands for each service: how near its figures came to their targets"
    )
