"""How an input is laid into a folder."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def digest(parts: Iterable[bytes]) -> str:
    """Of what was laid: where it differs, figures differ for that reason and for no other."""
    told = hashlib.sha256()
    for part in parts:
        told.update(len(part).to_bytes(8, "big") + part)
    return told.hexdigest()


def settings_in(folder: Path, text: str) -> Path:
    """A settings file in the folder; `FOLDER` in its text stands for it."""
    file = folder / "wallboard.toml"
    file.write_text(text.replace("FOLDER", str(folder.resolve())), "utf-8")
    return file
