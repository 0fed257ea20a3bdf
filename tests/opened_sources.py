"""All sources of a settings file at once, as a test wants them."""

from __future__ import annotations

import app
from wallboard.settings import Settings
from wallboard.source import Source


def open_sources(settings: Settings) -> dict[str, Source]:
    return {name: app.open_source(settings, name) for name in settings.sources}
