"""What a program asks for: parameters and bodies, read with care. What is wrong is said with what would be right."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from layouts.web.http import AsgiScope, Receive
from layouts.web.request_policy import Headers, header
from wallboard.outside_text import LONGEST_TOLD
from wallboard.settings.problems.wording import nearest, shown

LONGEST_QUERY = 40_000  # characters: four names of the longest, each letter written as nine
LARGEST_BODY = 2_000  # bytes
LONGEST_NAME = LONGEST_TOLD  # characters
JSON = "application/json"
_WHOLE = re.compile("[0-9]{1,9}")

A = TypeVar("A", bound=BaseModel)


class BadRequest(ValueError):
    """What was asked cannot be answered. The text says what was found and what would be right; `where` names it."""

    def __init__(self, error: str, where: str, status: int = 400, headers: Headers | None = None) -> None:
        super().__init__(error)
        self.where = where
        self.status = status
        self.headers = headers or []


class ApiInput(BaseModel):
    """The parameters or the body of one operation. What is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def given(self) -> dict[str, str]:
        """What was asked for, without what was left out."""
        return {name: value for name, value in self.model_dump().items() if value is not None}


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise PydanticCustomError("nul", "input should hold no NUL character")
    return text


def _digits(value: Any) -> Any:
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise PydanticCustomError("digits", "input should be a whole number, such as 100")
    return value


Text = Annotated[str, AfterValidator(_no_nul)]
Whole = Annotated[int, BeforeValidator(_digits)]


def from_query(model: type[A], written: bytes) -> A:
    """The parameters of an address. Raises BadRequest."""
    if len(written) > LONGEST_QUERY:
        raise BadRequest(f"The parameters may have {LONGEST_QUERY:,} characters together.", "query")
    try:
        pairs = parse_qsl(
            written.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(written),
            errors="strict",
            max_num_fields=50,
        )
    except ValueError:
        raise BadRequest(
            "The parameters cannot be read. Write name=value&name=value, percent-encoded.", "query"
        ) from None
    values: dict[str, str] = {}
    for name, value in pairs:
        if name in values:
            raise BadRequest(f"{shown(name)} is given twice. Give it once.", cut(name))
        values[name] = value
    return _checked(model, values)


async def from_body(model: type[A], scope: AsgiScope, receive: Receive) -> A:
    """The JSON object of a change. Raises BadRequest."""
    kind = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    if kind != JSON:
        raise BadRequest(f"Send a JSON object, as Content-Type: {JSON}.", "body", 415)
    try:
        body = orjson.loads(await _whole_body(receive))
    except orjson.JSONDecodeError:
        raise BadRequest("The body is no JSON. Send one object.", "body") from None
    if not isinstance(body, dict):
        raise BadRequest(f"The body is {shown(body)}. Send one JSON object.", "body")
    return _checked(model, body)


async def _whole_body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadRequest("The body did not come whole.", "body")
        body.extend(message.get("body", b""))
        if len(body) > LARGEST_BODY:
            raise BadRequest(f"The body may hold {LARGEST_BODY:,} bytes.", "body", 413)
        if not message.get("more_body"):
            return bytes(body)


def _checked(model: type[A], values: dict[str, Any]) -> A:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_context=False)[0]
        raise BadRequest(_words(problem, model), cut(_where(problem))) from None


def _where(problem: ErrorDetails) -> str:
    return str(problem["loc"][0]) if problem["loc"] else "body"


def _words(problem: ErrorDetails, model: type[BaseModel]) -> str:
    name = _where(problem)
    known = model.model_fields
    if problem["type"] == "extra_forbidden":
        return f"{shown(name)} is not known here{nearest(name, known)}" + (
            "." if known else "; there is nothing to set."
        )
    if problem["type"] == "missing":
        return f"{name} is missing: {known[name].description}."
    if name not in known:
        return f"{problem['msg'].removeprefix('Value error, ')}."
    if problem["type"] == "string_pattern_mismatch":  # the pattern is for programs; its description says it in words
        return f"{name} is {shown(problem['input'])}. It should be {known[name].description}."
    message = problem["msg"][:1].lower() + problem["msg"][1:]
    return f"{name} is {shown(problem['input'])}: {message}. It is {known[name].description}."


def cut(text: str) -> str:
    """A name from outside as it may be repeated."""
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"
