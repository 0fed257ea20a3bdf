"""What the pack costs against its charts alone: the same week with forty figures in all forms, and in each form only its
charts, by the same code. The whole is to take at most three times as long as its charts.

Run: python -m tests.bench.bench_pack [figures]
"""

from __future__ import annotations

import io
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import replace
from statistics import median

import pptx

from layouts.pack.compose import compose
from layouts.pack.document import Document
from layouts.pack.figure_slide import add_charts
from layouts.pack.forms import FORMS, Form
from layouts.pack.trend_svg import trend_svg
from layouts.pack.xmr_svg import xmr_svg
from tests.layouts.pack.reviewed import many, settings

FIGURES, TIMES, MOST = 40, 3, 3.0
FORMS_WITH_CHARTS = (Form.PDF, Form.SLIDES, Form.PAGE)


def drawn(document: Document) -> None:
    """Every chart as SVG."""
    for part in document.figures:
        trend_svg(part.trend)
        if part.xmr:
            xmr_svg(part.xmr)


def on_paper(document: Document) -> None:
    """Every chart drawn, and on pages of a PDF with nothing else."""
    parts = [
        replace(part, title="", sentences=(), box=replace(part.box, heads=(), rows=())) for part in document.figures
    ]
    FORMS[Form.PDF].make(replace(document, blocks=parts))


def on_slides(document: Document) -> None:
    """Every chart as PowerPoint's own, on a slide with nothing else."""
    presentation = pptx.Presentation()
    for part in document.figures:
        add_charts(presentation.slides.add_slide(presentation.slide_layouts[6]).shapes, part, document.at)
    presentation.save(io.BytesIO())


CHARTS: dict[Form, Callable[[Document], None]] = {Form.PDF: on_paper, Form.SLIDES: on_slides, Form.PAGE: drawn}


def processor_time() -> float:
    """Of this process and of those that it waited for: a PDF is set in one of its own."""
    return sum(os.times()[:4])


def seconds(work: Callable[[Document], object], documents: list[Document]) -> float:
    """Processor time, of documents that differ a little: what was made for one is not kept for the next."""
    spent = []
    for document in documents:
        began = processor_time()
        work(document)
        spent.append(processor_time() - began)
    return median(spent)


def main() -> None:
    figures = int(sys.argv[1]) if len(sys.argv) > 1 else FIGURES
    reviews = [many(figures, seed) for seed in range(2 * TIMES)]
    documents = [compose(review, settings()) for review in reviews]
    for made in FORMS.values():
        made.make(compose(many(2, 99), settings()))  # what is imported and read once
    first, second = documents[:TIMES], documents[TIMES:]
    whole = {form: seconds(FORMS[form].make, first) for form in FORMS if form is not Form.LETTER}
    charts = {form: seconds(draw, second) for form, draw in CHARTS.items()}
    began = processor_time()
    compose(reviews[0], settings())
    composing = processor_time() - began
    print(f"a pack of {figures} figures, {2 * figures} charts; processor s, medians of {TIMES}")
    print(f"  {'in words and figures':22}{composing:8.2f}")
    for form, spent in whole.items():
        alone = f"   its charts alone {charts[form]:6.2f}" if form in charts else ""
        print(f"  {form.value:22}{spent:8.2f}{alone}")
    total, alone_total = composing + sum(whole.values()), sum(charts.values())
    print(
        f"  {'all forms':22}{total:8.2f}   their charts    {alone_total:6.2f}   {total / alone_total:.2f} times, at most {MOST:g}"
    )
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    sys.exit(total > MOST * alone_total)


if __name__ == "__main__":
    main()
