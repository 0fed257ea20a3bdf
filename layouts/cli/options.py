"""Options that many commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SettingsOption = Annotated[
    Path, typer.Option("--settings", "-s", help="The settings file; docs/settings.md explains it.")
]
DEFAULT_SETTINGS = Path("wallboard.toml")
