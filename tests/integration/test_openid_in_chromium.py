"""The whole way in with the city's own account, in a real browser and by keyboard."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, Page, expect

from tests.integration.city_sign_in import PASSWORD, city_sign_in
from tests.integration.vouched_wall import Wall, wall
from tests.servers import free_port


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wall]:
    port = free_port()
    folder: Path = tmp_path_factory.mktemp("wall")
    with contextlib.ExitStack() as stack:
        key = RSAKey.generate_key(2048, auto_kid=True)
        issuer = stack.enter_context(city_sign_in(key, f"http://127.0.0.1:{port}/sign-in/city/back"))
        yield stack.enter_context(wall(folder, {"city": issuer}, port))


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(locale="en-US")
    yield context.new_page()
    context.close()


def test_a_person_comes_in_by_keyboard_and_goes_on_to_what_they_asked_for(served: Wall, page: Page) -> None:
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(f"{served.address}/page?from=a-link")
    button = page.get_by_role("link", name=re.compile("City of Example"))
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#login")).to_be_focused()
    page.keyboard.type("ada")
    page.keyboard.press("Enter")
    expect(page.locator("#password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#accept").press("Enter")
    page.wait_for_url(f"{served.address}/page?from=a-link")
    assert json.loads(page.inner_text("body"))["name"] == "Ada Lopez"
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies(served.address)}
    assert "wallboard-sign-in" not in cookies, "it is of no more use"
    assert (cookies["wallboard-session"]["httpOnly"], cookies["wallboard-session"]["sameSite"]) == (True, "Lax")
    assert [said for said in wrong if "127.0.0.1" in said and "sign-in" in said] == []


def test_who_changes_their_mind_at_the_provider_reads_why_they_are_not_signed_in(served: Wall, page: Page) -> None:
    page.goto(f"{served.address}/sign-in/city?next=/page")
    page.fill("#login", "dan")
    page.keyboard.press("Enter")
    page.wait_for_selector("#passwordform")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#deny").press("Enter")
    page.wait_for_url(re.compile(r"/sign-in/city/back"))
    assert "City of Example did not sign you in" in page.inner_text("main")
    page.get_by_role("link", name="Sign in again").press("Enter")
    page.wait_for_url(f"{served.address}/sign-in?next=/page")
