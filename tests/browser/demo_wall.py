"""The demo with boards of one's own beside its own: `python -m tests.browser.demo_wall BOARDS.toml demo [OPTIONS]`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import app
from wallboard.simulate import demo_city

if __name__ == "__main__":
    more = Path(sys.argv.pop(1)).read_text("utf-8")
    with tempfile.TemporaryDirectory() as scratch:
        settings = Path(scratch) / "demo.toml"
        settings.write_text(f"{demo_city.SETTINGS.read_text('utf-8')}\n{more}", "utf-8")
        demo_city.SETTINGS = settings
        app.main()
