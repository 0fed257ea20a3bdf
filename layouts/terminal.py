"""What the command line shows: findings of `check`, the account of an import, a snapshot as a table."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from rich.markup import escape
from rich.table import Table
from rich.text import Text

from wallboard.clock import local
from wallboard.engine.importing import Totals
from wallboard.model import Reading, Snapshot, State
from wallboard.source import Finding

_SHOWN = 4  # digits behind the point; the JSON has them all


def findings_lines(findings: Iterable[tuple[str, Finding]]) -> Iterable[Text]:
    """One line a finding: "ok" or "WRONG", where, what, and what would be right."""
    for where, finding in findings:
        mark = Text("ok    " if finding.ok else "WRONG ", style="green" if finding.ok else "bold red")
        detail = f": {finding.detail}" if finding.detail else ""
        yield Text.assemble(mark, f"{where}: {finding.what}{detail}")


def import_line(source: str, totals: Totals) -> Text:
    counts = f"{totals.new:,} taken, {totals.repeats:,} repeats, {totals.set_aside:,} set aside"
    return Text(f"{source}: {totals.read:,} rows read: {counts}")


def readings_table(snapshot: Snapshot, zone: ZoneInfo) -> Table:
    table = Table(
        "metric",
        "scope",
        "window",
        "value",
        "n",
        "state",
        title=f"As of {local(snapshot.as_of, zone):%Y-%m-%d %H:%M:%S %Z}",
    )
    for reading in snapshot.readings.values():
        scope = " · ".join(reading.scope.as_dict().values())
        name = f"{reading.metric} ({reading.variant})" if reading.variant else reading.metric
        state = "" if reading.state is State.LIVE else reading.state.value
        n = "" if reading.n is None else f"{reading.n:,}"
        table.add_row(name, escape(scope), reading.window, _value(reading), n, state)
    return table


def _value(reading: Reading) -> str:
    if reading.value is None:
        return "–"
    number = f"{reading.value:,}" if isinstance(reading.value, int) else f"{reading.value:,.{_SHOWN}g}"
    return f"{number} {reading.unit}"
