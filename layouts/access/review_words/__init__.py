"""Pages on which the review's words are read and written: actions, notes, explanations, decisions, owners and standards."""

from __future__ import annotations

from layouts.access.page_request import answered
from layouts.access.review_words.actions import ActionPages
from layouts.access.review_words.deep_dive import DeepDivePages
from layouts.access.review_words.desk import LARGEST, LINES, Desk
from layouts.access.review_words.entry import EntryPages
from layouts.access.review_words.lists import ListPages
from layouts.access.review_words.words import WordsPages
from layouts.page.review_words import ACTIONS, DEEP_DIVE, NEW_ACTION, OWNERS, STANDARDS, WORDS
from layouts.web import rules
from layouts.web.routes import Answers, Nav, Route
from wallboard.access.access import Access
from wallboard.clock import Clock
from wallboard.engine.reader import Readers
from wallboard.languages import N_
from wallboard.model.review_words import EntryKind
from wallboard.model.roles import Right


def routes(access: Access, readers: Readers, clock: Clock) -> list[Route]:
    """`clock` is the wall's own."""
    desk = Desk(access, readers, clock)
    actions, entry, words = ActionPages(desk), EntryPages(desk), WordsPages(desk)
    owners, standards = ListPages(desk, EntryKind.OWNER), ListPages(desk, EntryKind.STANDARD)
    dives = DeepDivePages(desk)
    read = {
        NEW_ACTION: actions.form,
        f"{ACTIONS}/{{entry}}": entry.show,
        WORDS: words.show,
        f"{WORDS}/{{entry}}": entry.show,
        DEEP_DIVE: dives.show,
        OWNERS: owners.show,
        STANDARDS: standards.show,
    }
    review, explain = rules.whoever_may(Right.REVIEW), rules.whoever_may(Right.EXPLAIN)
    change = {
        ACTIONS: (actions.write, review),
        f"{ACTIONS}/{{entry}}": (entry.change, review),
        WORDS: (words.write, explain),
        f"{WORDS}/{{entry}}": (entry.change, explain),
        DEEP_DIVE: (dives.write, review),
        OWNERS: (owners.write, review),
        STANDARDS: (standards.write, review),
    }
    may_read = rules.whoever_may(Right.READ)
    return [
        Route(ACTIONS, answered(actions.show), may_read, Answers.PAGE, nav=Nav(N_("Actions"), 25)),
        *(
            Route(path, answered(do), review if path in (NEW_ACTION, DEEP_DIVE) else may_read, Answers.PAGE)
            for path, do in read.items()
        ),
        *(
            Route(path, answered(do, largest=LARGEST, lines=LINES), who, Answers.CHANGE, ("POST",), LARGEST)
            for path, (do, who) in change.items()
        ),
    ]
