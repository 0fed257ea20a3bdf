"""The browser that other tests look through."""

from __future__ import annotations

from playwright.sync_api import Browser


def test_the_browser_runs_scripts(chromium: Browser) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.set_content("<p id=a></p><script>document.getElementById('a').textContent = 6 * 7</script>")
    assert page.locator("#a").text_content() == "42"
    context.close()
