"""What a ledger does with published reviews, whatever database it is kept in. Subclasses bring the fixture `ledger`."""

from __future__ import annotations

from datetime import date

from wallboard.ledger import Ledger
from wallboard.model.editions import KeptEdition, Published
from wallboard.model.review_words import Author
from wallboard.periods import PeriodKind
from wallboard.settings import Retention

WEEK = Published("main", PeriodKind.WEEK, date(2026, 11, 15))
OTHERS = [
    WEEK._replace(site="north"),
    WEEK._replace(last=date(2026, 11, 8)),
    WEEK._replace(kind=PeriodKind.MONTH),
]
ADA = Author("Ada Lopez", "p1")


class EditionsBehaviour:
    def test_editions_of_a_period_are_numbered_and_stay_as_they_were(self, ledger: Ledger) -> None:
        first = ledger.editions.publish(WEEK, '{"figures": [1]}', ADA, 10)
        for other in OTHERS:
            assert ledger.editions.publish(other, "{}", Author("Grace"), 15).number == 1
        second = ledger.editions.publish(WEEK, '{"figures": [2], "said": "“été” 道"}', Author("Grace"), 20)
        assert first == KeptEdition(WEEK, 1, ADA, 10, '{"figures": [1]}')
        assert ledger.editions.of(WEEK) == [first, second]
        assert [len(ledger.editions.of(other)) for other in OTHERS] == [1, 1, 1]

    def test_retention_takes_no_edition(self, ledger: Ledger) -> None:
        kept = ledger.editions.publish(WEEK, "{}", ADA, 10)
        ledger.purge(10**18, Retention())
        assert ledger.editions.of(WEEK) == [kept]
