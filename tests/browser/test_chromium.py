"""The browser that other tests look through."""

from __future__ import annotations

import psutil
from playwright.sync_api import Browser


def test_the_browser_runs_scripts(chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("<p id=a></p><script>document.getElementById('a').textContent = 6 * 7</script>")
    assert page.locator("#a").text_content() == "42"
    context.close()


def test_what_playwright_turns_off_stays_off(chromium: Browser) -> None:
    """Of several lists the browser takes the last, which is ours."""
    words = next(
        words
        for process in psutil.Process().children(recursive=True)
        if "--headless" in (words := process.cmdline()) and not any(word.startswith("--type=") for word in words)
    )
    theirs, ours = (set(word.partition("=")[2].split(",")) for word in words if word.startswith("--disable-features="))
    assert theirs <= ours
