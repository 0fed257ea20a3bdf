"""The days behind the figures, for the workbook: what was counted on each of them, and how figures are made of that."""

from __future__ import annotations

from collections.abc import Sequence

from layouts.pack.count_words import count_name, recipe_words
from layouts.pack.document import Cell, Table
from layouts.pack.told import raw
from layouts.review.amounts import gap_reason
from layouts.review.names import figure_name, where_name
from wallboard.languages import _, ngettext
from wallboard.review import Review
from wallboard.review.day_rows import unpacked
from wallboard.review.recipes import recipe
from wallboard.settings import Settings

MOST_ROWS = 1_048_000  # of a sheet, with its head and the row that says how many are left out


def day_tables(review: Review, settings: Settings) -> Sequence[Table]:
    """Nothing where the rows were not kept: of editions of before."""
    if not review.rows:
        return ()
    titles = {figure.key.metric: figure.title for figure in review.figures if figure.title}
    return [_days(review, settings, titles), _recipes(review, settings, titles)]


def _days(review: Review, settings: Settings, titles: dict[str, str]) -> Table:
    heads = [_("day"), _("where"), _("what is counted"), _("seconds waited"), _("how many"), _("not whole")]
    days, where, counts = {}, {}, {}
    found = unpacked(review.rows)
    rows: list[Sequence[Cell]] = []
    for day, scope, count, at, value, gap in found[:MOST_ROWS]:
        if day not in days:
            days[day] = day.isoformat()
        if scope not in where:
            where[scope] = where_name(scope, settings) or _("the whole site")
        if count not in counts:
            counts[count] = count_name(count, titles)
        why = "" if gap is None else gap_reason(gap)
        rows.append([days[day], where[scope], counts[count], "" if at is None else raw(at), raw(value), why])
    if left := len(found) - len(rows):
        cut = ngettext("{n} row more has no room here", "{n} rows more have no room here", left, n=left)
        rows.append([cut, *[""] * (len(heads) - 1)])
    return Table(_("Days"), heads, rows)


def _recipes(review: Review, settings: Settings, titles: dict[str, str]) -> Table:
    rows = [
        [figure_name(figure.key, figure.title, settings), recipe_words(recipe(figure), titles)]
        for figure in review.figures
    ]
    return Table(_("Made of days"), [_("figure"), _("how it is made of the days of its period")], rows)
