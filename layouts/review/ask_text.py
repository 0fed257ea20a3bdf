"""Who is asked to explain what, as plain text: a process owner about the signals of their own processes, and whoever reads the
channel about everybody's who cannot be asked. Whoever sends it says in which language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from layouts.review.plain_text import PlainText, title_of, together
from layouts.review.sentences import review_words
from layouts.wall.names import in_a_sentence
from wallboard.languages import _, speaking
from wallboard.model.review_words import FigureKey, Owner
from wallboard.questions.review_words import WeekWords
from wallboard.review import Review
from wallboard.settings import Settings

Owed = Mapping[Owner, Sequence[FigureKey]]  # the worst first; of an owner without a name: of processes that nobody owns


def owed(review: Review, people: WeekWords) -> Owed:
    """Who owes an explanation of which signals."""
    found: dict[Owner, list[FigureKey]] = {}
    for figure in review.signals():
        key = FigureKey(*figure.key)
        if not people.explanations.get(key):
            found.setdefault(people.owner_of(key), []).append(key)
    return found


class AskText:
    """`until`: by the site's clock. `link` tells where a figure is explained; "" while the wall has no address."""

    def __init__(self, review: Review, settings: Settings, until: datetime, link: Callable[[FigureKey], str]) -> None:
        self._review, self._settings, self._until, self._link = review, settings, until, link

    def to_owner(self, owner: Owner, figures: Sequence[FigureKey]) -> PlainText:
        """What they alone are sent."""
        said = _(
            "{owner}, these figures of your processes changed by more than noise, and nobody has explained them yet. Please "
            "write why by {until}.",
            owner=in_a_sentence(owner.name),
            until=self._when(),
        )
        return self._text([said, *self._signals(figures)])

    def to_all(self, owed: Owed) -> PlainText:
        """Who owes what, one after the other."""
        said = _(
            "These figures changed by more than noise, and nobody has explained them yet. They are to be explained by {until}.",
            until=self._when(),
        )
        parts = [said]
        for owner, figures in sorted(owed.items(), key=lambda each: not each[0].name):
            parts += [owner.name or _("Nobody owns these processes:"), *self._signals(figures)]
        return self._text(parts)

    def _signals(self, figures: Sequence[FigureKey]) -> Iterator[str]:
        """Each as on the page, with where it is explained."""
        said = {each.figure: each.text for each in review_words(self._review, self._settings).signals}
        for figure in figures:
            yield "\n".join(filter(None, [f"- {said[figure]}", self._link(figure)]))

    def _when(self) -> str:
        return f"{speaking().dated(self._until)}, {speaking().time(self._until)}"

    def _text(self, parts: Sequence[str]) -> PlainText:
        late = _("What is written later is read too; until then the review says that it is not explained yet.")
        return PlainText(title_of(self._review, self._settings, _("Please explain")), together([*parts, late]))
