"""How a review tells signal from noise."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from wallboard.settings.parts.section import Section, Seen


class ReviewSettings(Section):
    """By which rules a change is more than noise."""

    rules: Seen[Literal["standard", "health_service"]] = Field(
        default="standard",
        description='"standard": beyond a limit, three of four nearer a limit than the centre, eight in a row on one side; "health_service": beyond a limit, two of three in the outer third, seven in a row on one side, a trend of seven',
    )
    screen: Seen[bool] = Field(
        default=True, description="whether limits are made without moving ranges that are far too wide (Nelson 1982)"
    )
    scores: Seen[bool] = Field(
        default=False, description="whether a score stands for each service: how near its figures came to their targets"
    )
