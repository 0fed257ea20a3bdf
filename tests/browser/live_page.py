"""Rows and cells of the live page in a browser."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page


def row(page: Page, grid: str, nth: int) -> Any:
    """The one that stands `nth` in a table, from 0."""
    return page.locator(f"#{grid} .ag-row[row-index='{nth}']").first


def cell(page: Page, grid: str, nth: int, column: str) -> Any:
    return page.locator(f"#{grid} .ag-row[row-index='{nth}'] [col-id='{column}']").first
