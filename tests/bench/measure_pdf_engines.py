"""What sets the PDF of the pack: WeasyPrint against Typst, and our own charts against Matplotlib's. Not a benchmark of the
house: it needs what the house does not have, and is run by hand where the choice (docs/decisions/0016-pdf.md) is doubted:

    uv venv /tmp/engines && uv pip install --python /tmp/engines/bin/python weasyprint typst matplotlib
    PYTHONPATH=.:.venv/lib/python3.11/site-packages /tmp/engines/bin/python -m tests.bench.measure_pdf_engines

Each way is run in a process of its own; the pages lie in var/engines, to be looked at (`pdftoppm -r 110 -png`).
"""

from __future__ import annotations

import io
import json
import random
import resource
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

CHARTS, TIMES = 12, 5
FOLDER, FONTS = Path("var/engines"), Path("assets/fonts")


def trends() -> list[Any]:
    from layouts.pack.document import NumberForm, Told, Trend, TrendNames, TrendPoint
    from layouts.wall.format import count

    chance = random.Random(7)
    names = TrendNames("this year", "year before", "target", "weeks", "months")

    def points(labels: list[str], about: float) -> list[TrendPoint]:
        values = [(about * chance.uniform(0.8, 1.2), about * chance.uniform(0.7, 1.1)) for _label in labels]
        return [
            TrendPoint(label, Told(count(now), now), Told(count(before), before))
            for label, (now, before) in zip(labels, values, strict=True)
        ]

    weeks = [f"W{week}" for week in range(41, 47)]
    months = ["Nov", "Dec", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct"]
    return [
        Trend(
            f"Figure {nth + 1}",
            NumberForm.COUNT,
            points(weeks, 900),
            points(months, 900),
            Told("950", 950),
            False,
            names,
        )
        for nth in range(CHARTS)
    ]


def own_charts() -> list[str]:
    from layouts.pack.trend_svg import trend_svg

    return [trend_svg(trend) for trend in trends()]


def matplotlib_charts() -> list[str]:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot

    drawn = []
    for trend in trends():
        figure, (weeks, months) = pyplot.subplots(1, 2, figsize=(7.5, 2.4), sharey=True, width_ratios=(6, 12))
        for axis, points in ((weeks, trend.weeks), (months, trend.months)):
            labels = [point.label for point in points]
            axis.plot(labels, [point.before.number for point in points], "o-", color="#a9cbe2")
            axis.plot(labels, [trend.target.number] * len(points), "o--", markerfacecolor="white", color="#43525d")
            axis.plot(labels, [point.now.number for point in points], "o-", color="#0b5a8a")
        file = io.StringIO()
        figure.savefig(file)
        pyplot.close(figure)
        drawn.append(file.getvalue())
    return drawn


def weasyprint_page(charts: list[str]) -> bytes:
    from weasyprint import HTML

    faces = "".join(
        f'@font-face {{ font-family: "Inter Wall"; src: url("{(FONTS / f"inter-latin-{weight}.ttf").resolve().as_uri()}"); '
        f"font-weight: {weight} }}"
        for weight in (400, 600)
    )
    style = f"@page {{ size: A4; margin: 12mm }} {faces} body {{ font: 8pt 'Inter Wall' }} img {{ width: 91mm }}"
    cells = "".join(f'<img src="data:image/svg+xml;base64,{b64encode(chart.encode()).decode()}">' for chart in charts)
    made = HTML(string=f"<html><style>{style}</style><h1>Twelve charts</h1>{cells}").write_pdf()
    assert isinstance(made, bytes)
    return made


def typst_page(charts: list[str]) -> bytes:
    import typst

    page = """
        #set page(paper: "a4", margin: 12mm)
        #set text(font: "Inter Wall", size: 8pt)
        = Twelve charts
        #grid(columns: (1fr, 1fr), gutter: 2mm,
          ..json(bytes(sys.inputs.charts)).map(chart => image(bytes(chart), format: "svg", width: 100%)))
    """
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(page.encode(), font_paths=fonts)
    made = compiler.compile(format="pdf", sys_inputs={"charts": json.dumps(charts)})
    assert isinstance(made, bytes)
    return made


WAYS: dict[str, Callable[[], object]] = {
    "nothing": lambda: None,
    "charts: own": own_charts,
    "charts: matplotlib": matplotlib_charts,
    "page: weasyprint": lambda: weasyprint_page(own_charts()),
    "page: typst": lambda: typst_page(own_charts()),
}


def one(way: str) -> None:
    """Runs one way: first, then some times more; prints seconds and the peak of memory in MB."""
    first, *more = (_timed(WAYS[way]) for _time in range(1 + TIMES))
    made = WAYS[way]()
    if isinstance(made, bytes):
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / f"{way.removeprefix('page: ')}.pdf").write_bytes(made)
    size = len(made) if isinstance(made, bytes) else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{way:20} first {first:6.2f} s   then {median(more):7.3f} s   peak {peak:5.0f} MB   file {size:8,} bytes")


def _timed(way: Callable[[], object]) -> float:
    began = perf_counter()
    way()
    return perf_counter() - began


if __name__ == "__main__":
    if len(sys.argv) > 1:
        one(sys.argv[1])
    else:
        for name in WAYS:
            subprocess.run([sys.executable, "-m", "tests.bench.measure_pdf_engines", name], check=True)
