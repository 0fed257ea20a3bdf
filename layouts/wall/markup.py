"""Dash's parts of a page, imported when the first of them is drawn: `check` measures boards, and draws none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dash import html as html
    from dash.development.base_component import Component as Component
else:

    class _Html:
        def __getattr__(self, name: str) -> Any:
            from dash import html as drawn

            return getattr(drawn, name)

    html, Component = _Html(), Any
