"""What a form of ours sends, read with care: bounded, well-formed, one line a field unless it may have several."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from urllib.parse import parse_qsl

from layouts.web.http import AsgiScope, Receive
from layouts.web.request_policy import header
from wallboard.languages import _, speaking

LARGEST = 10_000  # bytes
MOST_FIELDS = 500
_FORM = "application/x-www-form-urlencoded"


class BadForm(ValueError):
    """The body is no form of ours; the text says what would be right."""

    def __init__(self, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.status = status


class Form(dict[str, str]):
    """Each field's first value; `all` has every value of boxes that share a name."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        super().__init__(reversed(pairs))
        self._pairs = pairs

    def text(self, name: str) -> str:
        """What was typed, without the blanks around it; "" for a field that was not sent."""
        return self.get(name, "").strip()

    def all(self, name: str) -> list[str]:
        return [value for key, value in self._pairs if key == name]


async def form(scope: AsgiScope, receive: Receive, largest: int = LARGEST, lines: Collection[str] = ()) -> Form:
    """The urlencoded form of a request; the fields named by `lines` may have several lines. Raises BadForm for anything
    else."""
    kind = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise BadForm(_("A form is sent as {kind}.", kind=_FORM), 415)
    try:
        written = (await _body(receive, largest)).decode("ascii")
        pairs = parse_qsl(
            written, keep_blank_values=True, strict_parsing=bool(written), errors="strict", max_num_fields=MOST_FIELDS
        )
    except BadForm:
        raise
    except ValueError:
        raise BadForm(_("The form could not be read. Load the page again and send it once more.")) from None
    pairs = [(key, _lines(value) if key in lines else value) for key, value in pairs]
    if any(_control(key) or _control(value, "\n" if key in lines else "") for key, value in pairs):
        raise BadForm(_("A field holds characters that cannot be typed, such as a line break. Leave them out."))
    return Form(pairs)


async def _body(receive: Receive, largest: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadForm(_("The form did not come whole."))
        body.extend(message.get("body", b""))
        if len(body) > largest:
            raise BadForm(_("A form may hold {bytes} bytes at most.", bytes=speaking().number(f"{largest:,}")), 413)
        if not message.get("more_body"):
            return bytes(body)


def _lines(text: str) -> str:
    """Lines that end as ours do, and blanks in place of tabs, which a text from elsewhere brings along."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")


def _control(text: str, but: str = "") -> bool:
    """Line breaks, NUL and their kind: none belongs in a field of one line, and some a database refuses."""
    return any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") and char not in but for char in text)
