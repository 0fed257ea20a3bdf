"""A department's morning as the HTML of a mail: the same letter as the plain text. Mail programs know tables and styles that stand in the
elements, and little else; nothing is fetched from anywhere."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from layouts.site.morning_letter import Letter, Line, Paragraph
from wallboard.languages import speaking

_FONT = "font-family:Arial,Helvetica,sans-serif;color:#1b252c"
_TEXT = f"{_FONT};font-size:15px;line-height:22px;margin:0 0 14px 0"
_HEAD = f"{_FONT};font-size:20px;line-height:28px;font-weight:bold;margin:0 0 14px 0"
_NAME = f"{_FONT};font-size:15px;line-height:22px;padding:5px 24px 5px 0;border-bottom:1px solid #d5dde2;text-align:left;font-weight:normal"
_VALUE = f"{_FONT};font-size:15px;line-height:22px;padding:5px 0;border-bottom:1px solid #d5dde2;text-align:right;font-weight:bold"
_LINK = "color:#0b5c8a"
_WHOLE = "background-color:#ffffff;margin:0;padding:16px"


def morning_html(letter: Letter) -> str:
    """In the language that is spoken, as the letter is. What is said may be hostile text."""
    body = "".join(_paragraph(each) for each in letter.paragraphs)
    title = escape(letter.title)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    inner = f'<h1 style="{_HEAD}" dir="auto">{title}</h1>{body}'
    return f'<!DOCTYPE html><html lang="{speaking().tag}">{head}<body style="{_WHOLE}">{inner}</body></html>'


def _paragraph(paragraph: Paragraph) -> str:
    if paragraph.head:
        items = "".join(f'<li style="margin:0 0 6px 0" dir="auto">{_line(line)}</li>' for line in paragraph.lines)
        head = f'<h2 style="{_HEAD};font-size:17px;margin:0 0 8px 0">{escape(paragraph.head)}</h2>'
        return f'{head}<ul style="{_TEXT};padding:0 0 0 20px">{items}</ul>'
    figures = _figures([line for line in paragraph.lines if line.name])
    others = "<br>".join(_line(line) for line in paragraph.lines if not line.name)
    said = f'<p style="{_TEXT}" dir="auto">{others}</p>' if others else ""
    return figures + said if paragraph.lines[0].name else said + figures


def _figures(lines: Iterable[Line]) -> str:
    rows = "".join(
        f'<tr><th scope="row" style="{_NAME}">{escape(line.name)}</th><td style="{_VALUE}">{_line(line)}</td></tr>'
        for line in lines
    )
    table = '<table cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse;margin:0 0 14px 0">'
    return f"{table}{rows}</table>" if rows else ""


def _line(line: Line) -> str:
    said = escape(line.said or line.address)
    return f'<a href="{escape(line.address)}" style="{_LINK}">{said}</a>' if line.address else said
