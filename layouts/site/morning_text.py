"""A department's morning as plain text."""

from __future__ import annotations

from layouts.review.plain_text import together
from layouts.site.morning_letter import Letter, Line, Paragraph
from wallboard.languages import _


def morning_text(letter: Letter) -> str:
    """In the language that is spoken, as the letter is. Behind each figure stands the address of its list."""
    return together(map(_paragraph, letter.paragraphs))


def _paragraph(paragraph: Paragraph) -> str:
    lines = list(map(_line, paragraph.lines))
    if not paragraph.head:
        return "\n".join(lines)
    return "\n".join([_("{name}:", name=paragraph.head), *(f"- {each}" for each in lines)])


def _line(line: Line) -> str:
    said = _("{name}: {value}", name=line.name, value=line.said) if line.name else line.said
    return "  ".join(filter(None, [said, line.address]))
