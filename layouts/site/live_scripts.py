"""What a page carries whose figures stream: the scripts, and what they are told by the html element."""

from __future__ import annotations

from urllib.parse import parse_qs

from layouts.page.past import AT
from layouts.web.asset_files import AssetFiles
from layouts.web.http import AsgiScope
from wallboard.languages import _

WORKER_SCRIPT = "shared.js"
SHARED_SCRIPTS = ("clock.js", "stream.js")  # the worker loads them too
SCRIPTS = (*SHARED_SCRIPTS, "parts.js", "live.js")

PAST_SCRIPTS = (*SHARED_SCRIPTS, "parts.js", "past_line.js", "past.js")  # of what shows another instant
PAST_STYLE = "past.css"
PAST = {"data-past": "yes"}  # of the html element


def past_title(title: str) -> str:
    """Of the browser's tab: it may be one of many."""
    return f"{_('PAST')} · {title}"


def asks_for_past(scope: AsgiScope) -> bool:
    """Whether an address names an instant."""
    return AT in parse_qs(scope["query_string"].decode("latin-1"))


def past_scripts(assets: AssetFiles) -> tuple[str, ...]:
    return tuple(assets.address(script) for script in PAST_SCRIPTS)


def live_scripts(assets: AssetFiles) -> tuple[str, ...]:
    """Their addresses, in order."""
    return tuple(assets.address(script) for script in SCRIPTS)


def live_attributes(assets: AssetFiles, name: str, zone: str) -> dict[str, str]:
    """Of the html element: the view's name in the stream, whose time it is, and where the browser's shared worker is."""
    needs = ",".join(assets.address(script) for script in SHARED_SCRIPTS)
    return {"data-view": name, "data-zone": zone, "data-worker": f"{assets.address(WORKER_SCRIPT)}#{needs}"}
