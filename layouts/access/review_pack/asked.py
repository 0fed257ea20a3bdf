"""Which review somebody wants in which form, as addresses and forms say it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from layouts.pack.forms import Form as PackForm
from layouts.pages.review.asked import KINDS, asked
from layouts.pages.review.asked import Asked as AskedReview
from layouts.pages.review.asked import NoSuchReview as NoSuchReview
from layouts.web.forms import Form
from wallboard.languages import _, offered, speaking
from wallboard.model import Micros
from wallboard.questions.review import ReviewQuestion
from wallboard.settings import Settings

PACK, FILE, STOP = "/review/pack", "/review/pack/file", "/review/pack/stop"
PUBLISH, MAIL = "/review/pack/publish", "/review/pack/mail"
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class AskedPack:
    """`edition` 0 is the review as it is now. `at`: when it was asked for, by which one asks for the same file again; 0 while
    nothing is to be made."""

    review: AskedReview
    form: PackForm
    language: str
    edition: int = 0
    exceptions: bool = True
    at: Micros = 0

    @property
    def question(self) -> ReviewQuestion:
        return ReviewQuestion(self.review.site, self.review.day, self.review.kind)

    @property
    def period(self) -> dict[str, str]:
        """The fields that name which review."""
        return {name: value for name, value in self.review.query().items() if name in ("site", *KINDS)}

    def address(self, path: str = PACK) -> str:
        more = {"form": self.form.value, "language": self.language, "edition": str(self.edition), "at": str(self.at)}
        charts = {} if self.exceptions else {"charts": "all"}
        return f"{path}?{urlencode(self.period | more | charts)}"

    def named(self) -> str:
        """The same for the same file."""
        return self.address()


def asked_pack(fields: Form, settings: Settings, now: Micros) -> AskedPack:
    """Raises NoSuchReview."""
    names = {name: fields.text(name) for name in ("site", *KINDS) if fields.text(name)}
    tags = offered()
    form, tag = fields.text("form") or PackForm.PDF.value, fields.text("language") or speaking().tag
    if form not in set(PackForm):
        raise NoSuchReview(_("There is no such form of the review."))
    return AskedPack(
        asked(urlencode(names), settings, now),
        PackForm(form),
        tag if tag in tags else next((each for each in tags if each == tag.partition("-")[0]), tags[0]),
        _number(fields.text("edition")),
        fields.text("charts") != "all",
        _number(fields.text("at")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else 0
