"""The wall over a city that has lived, at the instant at which its ledger ends: `python -m tests.browser.past_wall FOLDER NOW PORT`."""

from __future__ import annotations

import sys
from pathlib import Path

import app
from layouts.site.composition import build
from tests.layouts.serving import serve
from wallboard.clock import shifted
from wallboard.simulate.demo_city import WRITTEN

if __name__ == "__main__":
    folder, now, port = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    settings = app.load(folder / WRITTEN)
    settings = settings.model_copy(update={"server": settings.server.model_copy(update={"port": port})})
    wall = build(settings, app.open_source, shifted(now))
    wall.start()
    serve(wall, settings.server)
