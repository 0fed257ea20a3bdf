"""What every Dash page of ours carries around Dash's own part."""

from __future__ import annotations

from layouts.web.asset_files import AssetFiles
from layouts.web.made_for import made_for
from layouts.web.routes import visiting
from layouts.web.script_words import script_words
from wallboard.languages import speaking
from wallboard.settings import Settings


def common_attributes(settings: Settings, version: str) -> dict[str, str]:
    """Of the html element. `data-as` tells the page's scripts where to go when they are sent away, `data-who` keeps
    what one sign-in was shown from the next one in the same browser, `data-of` is told with what the page asks."""
    return {
        "lang": speaking().tag,
        "data-demo": str(settings.demo).lower(),
        "data-version": version,
        "data-as": visiting.get().kind.value,
        "data-who": visiting.get().credential,
        "data-of": made_for(visiting.get()),
    } | ({"data-words": script_words()} if script_words() else {})


def styles(assets: AssetFiles, *own: str) -> tuple[str, ...]:
    """The house's style and the page's own, those that are there."""
    return tuple(filter(None, (assets.address(name) for name in ("tokens.css", *own))))
