"""XML from outside -> the same values that JSON would have had.

Read by expat itself, which is handed in no document type: without one there are no entities, so that nothing is
expanded and no file is read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

_DEEPEST = 12


class BadXml(ValueError):
    """The text says what is wrong."""


@dataclass
class _Element:
    name: str
    texts: list[str] = field(default_factory=list)
    children: list[tuple[str, Any]] = field(default_factory=list)

    def value(self) -> Any:
        """A text; by its children's names where it has some; a list where all its children have one name and it has the
        plural, or there are several."""
        if not self.children:
            return "".join(self.texts).strip()
        names = [name for name, _ in self.children]
        if len(set(names)) == 1 and (len(names) > 1 or _plural(self.name, names[0])):
            return [value for _, value in self.children]
        return dict(self.children)


def _plural(name: str, of: str) -> bool:
    return name in (f"{of}s", f"{of}es")


def read_xml(body: bytes) -> tuple[str, Any]:
    """(the name of the root, its value). Raises BadXml."""
    reading = _Reading()
    try:
        reading.parser.Parse(body, True)
    except expat.ExpatError as error:
        raise BadXml(f"is no XML from line {error.lineno} on") from None
    except (LookupError, ValueError) as error:
        raise error if isinstance(error, BadXml) else BadXml("is XML in an encoding that is not known") from None
    return reading.root


class _Reading:
    def __init__(self) -> None:
        self.root: tuple[str, Any] = ("", None)
        self._open: list[_Element] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def _refuse(self, *_: object) -> None:
        raise BadXml("is XML with a document type of its own, which is not read")

    def _start(self, name: str, _: object) -> None:
        if len(self._open) >= _DEEPEST:
            raise BadXml(f"is XML more than {_DEEPEST} elements deep")
        self._open.append(_Element(name.rpartition(":")[2]))

    def _end(self, _: str) -> None:
        ended = self._open.pop()
        told = (ended.name, ended.value())
        if self._open:
            self._open[-1].children.append(told)
        else:
            self.root = told

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].texts.append(text)
