"""The files of assets/, read once at the start, compressed once, with a fingerprint in their address."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from layouts.web.http import IMMUTABLE, Answer, zipped

FLOOR_SCRIPT = "floor.js"  # stands in the pages of walls
ASSETS = Path(__file__).resolve().parents[2] / "assets"

_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
    ".woff2": b"font/woff2",
    ".txt": b"text/plain; charset=utf-8",
}
_CACHED_A_DAY = b"public, max-age=86400"


@dataclass(frozen=True, slots=True)
class ScriptInPage:
    """A script that stands in the page itself: it is there when nothing else of the page came. `allowed` names it in the
    page's policy; `address` is the same script as a file."""

    text: str
    allowed: str
    address: str


class AssetFiles:
    """What /assets/ serves: exactly these files, of known types, and nothing that a path could climb to."""

    def __init__(self, folder: Path = ASSETS) -> None:
        files = sorted(p for p in folder.rglob("*") if p.is_file() and p.suffix in _TYPES)
        self._answers: dict[str, Answer] = {
            path.relative_to(folder).as_posix(): _answer(path.suffix, path.read_bytes()) for path in files
        }
        self._prints = {name: hashlib.sha256(a.body).hexdigest()[:12] for name, a in self._answers.items()}
        self.digest = hashlib.sha256("".join(f"{n}:{p}" for n, p in self._prints.items()).encode()).hexdigest()[:12]

    def get(self, name: str, query: bytes = b"") -> Answer | None:
        """The file; kept for ever by the browser only when asked for by its own fingerprint."""
        answer = self._answers.get(name)
        if answer is not None and query == f"v={self._prints[name]}".encode():
            return Answer(answer.body, answer.content_type, answer.status, IMMUTABLE, answer.zipped)
        return answer

    def address(self, name: str) -> str:
        """Where the page finds it; "" for a file that is not there."""
        return f"/assets/{name}?v={self._prints[name]}" if name in self._prints else ""

    def in_page(self, name: str) -> ScriptInPage:
        """A script for the page itself. Raises KeyError for a file that is not there."""
        body = self._answers[name].body
        hashed = base64.b64encode(hashlib.sha256(body).digest()).decode()
        return ScriptInPage(body.decode(), f"'sha256-{hashed}'", self.address(name))


def _answer(suffix: str, body: bytes) -> Answer:
    plain = Answer(body, _TYPES[suffix], cache=_CACHED_A_DAY)
    return plain if suffix in (".woff2", ".png") else zipped(plain)
