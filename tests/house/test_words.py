"""Every text that a person reads is in every catalogue, with its translation, and no text has slipped past them."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, check_and_call_extract_file
from babel.messages.jslexer import tokenize
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGUES = sorted((ROOT / "wallboard" / "languages" / "catalogues").glob("*.po"))
# Where texts for people are made. The command line speaks English, and so do errors that only its log tells.
ROOMS = ("layouts/access", "layouts/pack", "layouts/page", "layouts/pages", "layouts/review", "layouts/wall")
SINGLE = tuple(f"layouts/web/{name}.py" for name in ("forms", "gate", "heads", "html", "nav"))
UNREAD = [
    ROOT / file for file in ("layouts/page/__init__.py", "layouts/pages/__init__.py")
]  # told to who writes a page
SAYING = {"_", "N_", "ngettext", "pgettext"}
NOT_READ = {"className", "id", "style", "role", "rel", "htmlFor", "thread_name_prefix", "autocomplete", "type"}
NOT_SAYING = {"text", "daily", "once"}  # answers in plain text, for programs, and names of what is kept
OURS = {
    "OpenIdError",
    "UnfitBoard",
    "_note",
    "ValueError",
    "KeyError",
    "LookupError",
    "RuntimeError",
    "TypeError",
    "NotImplementedError",
}
NOT_SAID = {"_", "Error", "error", "querySelector", "querySelectorAll", "font"}  # what a script's string stands behind
WORDS = re.compile(r"[A-Za-z]{2,},? [a-z]{2,}")
JINJA = re.compile(r"\{\{.*?\}\}|\{%(?! block kind).*?%\}|\{#.*?#\}", re.DOTALL)
KIND = re.compile(r"\{% block kind %\}\w*")  # a class, not a text
TAG = re.compile(r"<[^>]*>")
_Key = tuple[str, str]  # context and text


def extracted() -> Iterator[tuple[Any, ...]]:
    """As Babel goes through the folders. Of programs it is given those that call one of its keywords: a quarter."""
    mapping = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
    methods = [(each["pattern"], each["method"]) for each in mapping]
    says = re.compile(rf"\b(?:{'|'.join(DEFAULT_KEYWORDS)})\s*\(")
    for room in sorted({pattern.split("/")[0] for pattern, _ in methods}):
        for file in (ROOT / room).rglob("*.*"):
            if file.suffix != ".py" or says.search(file.read_text("utf-8")):
                yield from check_and_call_extract_file(file, methods, {}, None, DEFAULT_KEYWORDS, (), False, ROOT)


@cache
def texts() -> dict[_Key, object]:
    """What the code says, as `make words` finds it."""
    told = {(context or "", id if isinstance(id, str) else id[0], id) for *_where, id, _notes, context in extracted()}
    both = Counter((context, text) for context, text, _id in told)
    assert [key for key, times in both.items() if times > 1] == [], "said with a number here, and without one there"
    return {(context, text): id for context, text, id in told}


def messages(catalogue: Path) -> dict[_Key, Message]:
    with catalogue.open("rb") as file:
        found = read_po(file, locale=Locale.parse(catalogue.stem), abort_invalid=True)
    return {(m.context or "", m.id if isinstance(m.id, str) else m.id[0]): m for m in found if m.id}


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.stem)
def test_every_text_is_in_every_catalogue_and_nothing_else(catalogue: Path) -> None:
    there = messages(catalogue)
    assert sorted(texts().keys() - there.keys()) == [], "run `make words`, then translate them"
    assert sorted(there.keys() - texts().keys()) == [], "nobody says these any more: run `make words`"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.stem)
def test_every_text_has_a_translation_that_somebody_is_sure_of(catalogue: Path) -> None:
    for key, message in messages(catalogue).items():
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        assert forms, key
        assert all(forms), f"{key} has no translation"
        assert not message.fuzzy, f"{key} is marked fuzzy"


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.stem)
def test_translations_have_the_values_and_the_tags_of_their_texts(catalogue: Path) -> None:
    for key, message in messages(catalogue).items():
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
        for form in forms:
            assert fields(form) == fields(*sources), key
            assert sorted(TAG.findall(form)) == sorted(TAG.findall(sources[-1])), key
            assert TAG.sub("", form).count('"') <= TAG.sub("", sources[-1]).count('"'), f"{key} would end an attribute"
            assert TAG.sub("", form).count("<") == TAG.sub("", sources[-1]).count("<"), key


def fields(*forms: str) -> set[str | None]:
    return {name for form in forms for _text, name, _format, _conversion in string.Formatter().parse(form) if name}


# ---- what slipped past


def python_texts(source: str) -> Iterator[tuple[int, str]]:
    """Words in strings that nothing says: not in a docstring, an error of ours or the log, and not a part's look."""
    yield from _unsaid(ast.parse(source))


def _unsaid(node: ast.AST) -> Iterator[tuple[int, str]]:
    if isinstance(node, ast.Call) and (_name(node.func) in SAYING | OURS or _of_log(node.func)):
        return
    if isinstance(node, ast.Call) and _name(node.func) in NOT_SAYING:
        return
    if isinstance(node, ast.FunctionDef) and node.name == "findings":  # of `check`, on the command line
        return
    if isinstance(node, ast.keyword) and node.arg in NOT_READ:
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and _reads(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from _unsaid(child)


def _reads(text: str) -> bool:
    return WORDS.search(TAG.sub("", text)) is not None and "sans-serif" not in text


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _of_log(called: ast.expr) -> bool:
    return isinstance(called, ast.Attribute) and _name(called.value) in ("log", "re", "audit")


class _Template(HTMLParser):
    """Texts of a template that stand there as they are: between tags, and in what is read aloud."""

    READ = {"aria-label", "alt", "title", "placeholder", "data-label"}

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_data(self, data: str) -> None:
        if re.search(r"[A-Za-z]{2,}", data.replace("Wallboard", "")):
            self.found.append((self.getpos()[0], data.strip()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in self.READ and re.search(r"[A-Za-z]{2,}", value or ""):
                self.found.append((self.getpos()[0], value or ""))


def template_texts(source: str) -> list[tuple[int, str]]:
    parser = _Template()
    parser.feed(KIND.sub("", JINJA.sub("", source)))
    parser.close()
    return parser.found


def script_texts(source: str) -> list[tuple[int, str]]:
    """Words in strings of a script that stand neither in `_(` nor in an error of its own."""
    tokens = list(tokenize(source))
    found: list[tuple[int, str]] = []
    for nth, token in enumerate(tokens):
        before = [each.value for each in tokens[max(0, nth - 2) : nth]]
        behind = before[0].rpartition(".")[2] if before else ""
        said = token.type in ("string", "template_string") and behind not in NOT_SAID
        if said and token.value != '"use strict"' and WORDS.search(re.sub(r"\$\{.*?\}", "", token.value)):
            found.append((token.lineno, token.value))
    return found


FILES = [file for room in ROOMS for file in sorted((ROOT / room).rglob("*.py")) if file not in UNREAD]
FILES += [ROOT / file for file in SINGLE]
TEMPLATES = sorted((ROOT / "layouts").rglob("*.html"))
SCRIPTS = sorted((ROOT / "assets").glob("*.js"))


def where(file: Path, found: Iterator[tuple[int, str]] | list[tuple[int, str]]) -> list[str]:
    return [f"{file.relative_to(ROOT)}:{line}: {text}" for line, text in found]


def test_no_text_of_the_code_slipped_past_the_catalogues() -> None:
    assert [each for file in FILES for each in where(file, python_texts(file.read_text("utf-8")))] == []


def test_no_text_of_a_template_slipped_past_the_catalogues() -> None:
    assert TEMPLATES
    assert [each for file in TEMPLATES for each in where(file, template_texts(file.read_text("utf-8")))] == []


def test_no_text_of_a_script_slipped_past_the_catalogues() -> None:
    assert SCRIPTS
    assert [each for file in SCRIPTS for each in where(file, script_texts(file.read_text("utf-8")))] == []


def test_a_text_that_slipped_past_is_found() -> None:
    assert list(python_texts('def f():\n    return f"{n} callers are waiting"')) == [(2, " callers are waiting")]
    assert list(python_texts('_("callers are waiting")\nlog.info("a poll failed")')) == []
    assert template_texts("<p>{{ _('Said') }}</p>\n<p>Not said</p>") == [(2, "Not said")]
    assert template_texts('<b aria-label="Not said {{ n }}">{% if a %}</b>{% endif %}') == [(1, "Not said ")]
    assert script_texts('say("No contact yet"); say(_("No contact yet"));') == [(1, '"No contact yet"')]
    assert script_texts("say(`${n} seconds behind us`)") != []
