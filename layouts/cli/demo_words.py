"""What people of the demo city wrote in its weekly reviews, into a ledger that has nothing yet."""

from __future__ import annotations

from contextlib import closing

from wallboard.ledger import Ledger
from wallboard.model.review_words import EVERY_KIND
from wallboard.settings import Settings
from wallboard.simulate.past_words import author, past_words, written_at
from wallboard.simulate.years import IMPROVED, Years


def write_words(settings: Settings, years: Years) -> None:
    """As their pages would have written them then."""
    with closing(Ledger(settings.ledger)) as ledger:
        ledger.migrate()
        log = ledger.review_words
        if ledger.known_sources() or log.read(None, EVERY_KIND):
            return
        for said in past_words(years, settings.queue(IMPROVED).service_level):
            entry = log.write(said.new, author(said.by), written_at(said.on))
            for number, edit in enumerate(said.edits, 1):
                log.edit(entry.id, number, edit.content, author(edit.by), written_at(edit.on))
