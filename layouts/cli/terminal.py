"""What the command line shows: the account of an import, a snapshot as a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rich.text import Text

from layouts.wall.format import number
from wallboard.clock import local
from wallboard.engine.importing import Totals
from wallboard.engine.read_anew import ReadAnew
from wallboard.engine.rereading import Retried
from wallboard.ledger import SetAsideRow, SourceContents
from wallboard.model import Reading, Snapshot
from wallboard.outside_text import said

_SHOWN = 6  # digits; the JSON has them all


def import_lines(source: str, totals: Totals, rows: Sequence[SetAsideRow], retried: Retried) -> Iterable[Text]:
    """The account of an import: every row is taken, a repeat, or set aside; the first of those with their reasons."""
    counts = f"{totals.new:,} taken, {totals.repeats:,} repeats, {totals.set_aside:,} set aside"
    yield Text(f"{source}: {totals.read:,} rows read: {counts}")
    yield from _set_aside_lines(totals.set_aside, rows)
    if retried.taken:
        yield Text(f"  {retried.taken:,} rows that were set aside before are taken by the settings of now")
    if retried.notice:
        yield Text(said(f"  {retried.notice}: `import --again {source}` reads it anew"))


def read_anew_lines(source: str, account: ReadAnew, rows: Sequence[SetAsideRow]) -> Iterable[Text]:
    """What the ledger held of a source before it was read anew, and holds now."""
    yield Text(f"{source}: read anew; the ledger holds of it")
    before, after = _held(account.before), _held(account.after)
    for what in dict.fromkeys([*before, *after]):
        was, now = before.get(what, 0), after.get(what, 0)
        change = "as before" if was == now else number(f"{now - was:+,}")
        yield Text(f"  {what:<28} {was:>12,} before {now:>12,} now  {change}")
    yield from _set_aside_lines(account.after.set_aside, rows)


def _held(counted: SourceContents) -> dict[str, int]:
    held = {"rows of calls": counted.calls} if counted.calls else {}
    held |= {f"visits, {outcome}": count for outcome, count in sorted(counted.visits.items())}
    held |= {"versions of requests": counted.versions} if counted.versions else {}
    held |= {f"requests, {state}": count for state, count in sorted(counted.tickets.items())}
    held |= {"versions of days": counted.days} if counted.days else {}
    return held | {"rows set aside": counted.set_aside}


def _set_aside_lines(count: int, rows: Sequence[SetAsideRow]) -> Iterable[Text]:
    for row in rows if count else ():
        yield Text(said(f"  {row.key}: {row.reason}"))
    if count > len(rows) > 0:
        yield Text(f"  and {count - len(rows):,} more, all kept in the ledger with their reasons")


def readings_lines(snapshot: Snapshot, zone: ZoneInfo) -> Iterable[Text]:
    """One line a reading: metric, scope, window, value, count behind it, state."""
    rows = [_cells(reading) for reading in snapshot.readings.values()]
    widths = [max(map(len, column)) for column in zip(_HEADINGS, *rows, strict=True)]
    yield Text(f"As of {local(snapshot.as_of, zone):%Y-%m-%d %H:%M:%S %Z}", style="bold")
    for cells in (_HEADINGS, *rows):
        yield Text("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


_HEADINGS = ("metric", "scope", "window", "value", "n", "state")


def _cells(reading: Reading) -> tuple[str, ...]:
    name = f"{reading.metric} ({reading.variant})" if reading.variant else reading.metric
    scope = " / ".join(reading.scope.as_dict().values())
    n = "" if reading.n is None else f"{reading.n:,}"
    return name, _one_line(scope), reading.window, _value(reading), n, reading.state.value


def _one_line(text: str) -> str:
    """Names come from outside: nothing in them may steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def _value(reading: Reading) -> str:
    if reading.value is None:
        return "–"
    written = f"{reading.value:,}" if isinstance(reading.value, int) else f"{reading.value:,.{_SHOWN}g}"
    return f"{number(written)} {reading.unit}"
