"""The findings of `check`, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from wallboard.outside_text import said
from wallboard.source import Finding

PlacedFinding = tuple[str, Finding]  # with where it is


def findings_lines(findings: Iterable[PlacedFinding]) -> Iterable[Text]:
    """One line a finding: "ok" or "WRONG", where, what, and what would be right."""
    for where, finding in findings:
        mark = Text("ok    " if finding.ok else "WRONG ", style="green" if finding.ok else "bold red")
        detail = f": {finding.detail}" if finding.detail else ""
        yield Text.assemble(mark, said(f"{where}: {finding.what}{detail}"))
