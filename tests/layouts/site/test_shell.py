"""Every address: what it answers, what it carries, and what it refuses."""

from __future__ import annotations

import orjson
import pytest

from layouts.site.shell import Shell
from tests.layouts.asking import OWN, ask
from tests.layouts.site.small_shell import make, post


@pytest.fixture(scope="module")
def app() -> Shell:
    return make()


PAGES = ["/", "/board/wall", "/board/second", "/today"]
DATA = ["/data", "/livez", "/readyz", "/metrics", "/board/wall/_dash-layout", "/today/_dash-dependencies"]
NOWHERE = [
    "/x",
    "/health",
    "/docs",
    "/redoc",
    "/openapi.json",
    "/_mcp",
    "/_dash-layout",
    "/_dash-update-component",
    "/_reload-hash",
    "/board/",
    "/board/none",
    "/board/wall/",
    "/board/wall/x",
    "/board/wall/_reload-hash",
    "/board/wall/_dash-ws-callback",
    "/board/wall/_mcp",
    "/board/wall/docs",
    "/today/x",
    "/today/_favicon.ico",
    "/todays",
    "/assets/",
    "/assets/../app.py",
    "/assets/..%2fapp.py",
    "/assets/none.css",
    "/_dash-component-suites/dash/x.js",
    "/today/_dash-component-suites/dash/x.js",
    "/today/_dash-component-suites/",
    "/today/_dash-component-suites/dash/../../pyproject.toml",
    "/nowhere/_dash-component-suites/plotly/package_data/plotly.min.js",
    "/_dash-component-suites/dash/../../pyproject.toml",
    "/stream",
    "/stream?board=none",
    "/stream?board=none&board=neither",
    "/stream?" + "&".join(["board=wall"] * 33),
    "/today/",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_html_that_names_its_version_and_demo(app: Shell, path: str) -> None:
    page = ask(app, path)
    text = page.body.decode()
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    assert f'data-version="{app.hub.version}"' in text
    assert 'lang="en"' in text
    assert 'data-demo="true"' in text


def test_names_from_settings_are_text_in_the_page(app: Shell) -> None:
    assert "<title>Test &lt;city&gt;</title>" in ask(app, "/board/wall").body.decode()


@pytest.mark.parametrize("path", PAGES + DATA + NOWHERE)
def test_every_answer_carries_the_security_headers(app: Shell, path: str) -> None:
    headers = ask(app, path).headers
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "unsafe-eval" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "permissions-policy" in headers


@pytest.mark.parametrize("path", PAGES)
def test_pages_allow_their_own_scripts_and_dashs_inline_ones_by_hash_only(app: Shell, path: str) -> None:
    page = ask(app, path)
    script_src = next(d for d in page.headers["content-security-policy"].split("; ") if d.startswith("script-src"))
    assert script_src.split()[1] == "'self'"
    assert all(source.startswith("'sha256-") for source in script_src.split()[2:])


@pytest.mark.parametrize("path", NOWHERE)
def test_unknown_addresses_are_404(app: Shell, path: str) -> None:
    assert ask(app, path).status == 404


@pytest.mark.parametrize("path", DATA)
def test_data_answers(app: Shell, path: str) -> None:
    assert ask(app, path).status == 200


def test_the_first_board_is_at_the_root(app: Shell) -> None:
    assert 'data-board="wall"' in ask(app, "/").body.decode()


def test_each_board_has_its_own_layout(app: Shell) -> None:
    ways_out, board = orjson.loads(ask(app, "/board/second/_dash-layout").body)["props"]["children"]
    assert board["props"]["data-for"] == "second"
    assert ways_out["type"] == "Nav"


def test_without_boards_there_is_nothing_at_the_root() -> None:
    assert ask(make(boards=[]), "/").status == 404


def test_a_board_that_comes_with_new_settings_is_there_without_a_restart() -> None:
    boards = ["wall"]
    app = make(boards=boards)
    assert ask(app, "/board/second").status == 404
    boards.append("second")
    assert ask(app, "/board/second").status == 200


def test_boards_load_neither_plotly_nor_dashs_inputs_and_tables(app: Shell) -> None:
    text = ask(app, "/board/wall").body.decode()
    assert "plotly" not in text.split("_dash-component-suites", 1)[1].split("</script>", 1)[1]
    assert "/dcc/" not in text
    assert "dash_table" not in text.split("<script src=", 2)[2]
    assert "dash_html_components" in text


def test_every_script_of_a_page_exists_and_is_kept_for_ever(app: Shell) -> None:
    text = ask(app, "/today").body.decode()
    sources = [part.split('"', 1)[0] for part in text.split('<script src="')[1:]]
    assert len(sources) > 5
    for source in sources:
        answer = ask(app, source)
        assert answer.status == 200, source
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))


def test_what_dash_asks_for_later_lies_under_the_page(app: Shell) -> None:
    """Dash loads Plotly only when the first chart comes, by the page's own prefix."""
    answer = ask(app, "/today/_dash-component-suites/plotly/package_data/plotly.min.js")
    assert answer.status == 200
    assert "immutable" in answer.headers["cache-control"]


def test_an_asset_without_its_fingerprint_is_not_kept_for_ever(app: Shell) -> None:
    assert "immutable" not in ask(app, "/assets/live.js").headers["cache-control"]
    assert "immutable" not in ask(app, "/assets/live.js?v=000").headers["cache-control"]


def test_the_worker_may_connect_by_the_policy_of_its_own_script(app: Shell) -> None:
    assert "connect-src 'self'" in ask(app, "/assets/stream.js").headers["content-security-policy"]


def test_a_browser_without_gzip_gets_plain_bytes(app: Shell) -> None:
    answer = ask(app, "/assets/live.js", headers=[("host", "localhost")])
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str(len(answer.body))


def test_routes_of_other_rooms_are_served(app: Shell) -> None:
    assert orjson.loads(ask(app, "/data").body) == {"waiting": 3}


def test_not_ready_is_503_and_says_why_but_stays_alive() -> None:
    app = make(ready=False)
    answer = ask(app, "/readyz")
    assert (answer.status, answer.body) == (503, b"the ledger does not answer\n")
    assert ask(app, "/livez").status == 200


def test_mcp_stays_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    monkeypatch.setenv("DASH_SUPPRESS_CALLBACK_EXCEPTIONS", "true")
    app = make()
    for path in ("/_mcp", "/today/_mcp", "/board/wall/_mcp"):
        assert ask(app, path).status == 404
    assert b'"suppress_callback_exceptions":false' in ask(app, "/today").body


def test_two_applications_live_in_one_process() -> None:
    one, two = make(), make(boards=["second"])
    assert one.hub is not two.hub
    assert ask(one, "/board/wall").status == 200
    assert ask(two, "/board/wall").status == 404
    assert post(one, ("origin", "http://127.0.0.1:8311")).status == 200
    assert post(two, ("origin", "http://127.0.0.1:8311")).status == 200


def test_a_boards_bare_name_leads_to_the_board(app: Shell) -> None:
    """As people type it on a TV; pages of our own come first, and what is no board is nowhere."""
    found = ask(app, "/second?theme=dark", headers=OWN)
    assert (found.status, found.headers["location"]) == (303, "/board/second?theme=dark")
    assert ask(app, "/today", headers=OWN).status == 200
    for path in ("/third", "/second/", "/wall%2F..", "//evil.example", "/board"):
        assert ask(app, path, headers=OWN).status == 404, path
