"""What goes on which slide: sections of sentences together as far as there is room, and the rest of them on further ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from layouts.pack.document import Block, FigurePart, Heading, Heat, Sentences, Table

Section = tuple[str, Sentences | Table | Heat | FigurePart]  # with the heading that it stands under
MOST_LINES, CHARS = 12, 100  # of sentences on one slide; in one of these lines


def headline_of(blocks: Sequence[Block]) -> tuple[Sequence[str], Sequence[Block]]:
    """The sentences with which the document begins, and the blocks after them."""
    first = blocks[0] if blocks else None
    return (first.texts, blocks[1:]) if isinstance(first, Sentences) else ((), blocks)


def titled(title: str, blocks: Iterable[Block]) -> Iterator[Section]:
    """Each block with the heading that it stands under."""
    for block in blocks:
        if isinstance(block, Heading):
            title = block.text
        else:
            yield title, block


def together(titled: Iterable[Section]) -> Iterator[Sequence[Section]]:
    """Sections of sentences that there is room for on one slide; anything else by itself."""
    sections: list[Section] = []
    for title, block in titled:
        of_sentences = isinstance(block, Sentences) and not block.aside
        lines = sum(
            lines_of(each.texts) + 1 for _title, each in [*sections, (title, block)] if isinstance(each, Sentences)
        )
        if sections and (not of_sentences or lines > MOST_LINES):
            yield sections
            sections = []
        sections.append((title, block))
        if not of_sentences:
            yield sections
            sections = []
    if sections:
        yield sections


def lines_of(texts: Sequence[str]) -> int:
    return sum(1 + len(text) // CHARS for text in texts)


def by_slide(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many sentences as a slide has room for."""
    slide: list[str] = []
    lines = 0
    for text in texts:
        needs = 1 + len(text) // CHARS
        if slide and lines + needs > MOST_LINES:
            yield slide
            slide, lines = [], 0
        slide.append(text)
        lines += needs
    if slide:
        yield slide
