"""How a page's own Dash application is built."""

from __future__ import annotations

from importlib import metadata
from typing import NoReturn

import pytest
from dash import html

from layouts.web.dash_pages import Content, HtmlDocument, dash_page


def test_no_package_that_happens_to_be_installed_is_asked_for_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dash would load them, and look through all packages for each page anew."""

    def looked() -> NoReturn:
        raise AssertionError("it looks through what is installed")

    monkeypatch.setattr(metadata, "distributions", looked)
    dash_page("/today", Content("Today", html.Div), HtmlDocument(dict, (), ()))
