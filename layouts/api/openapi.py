"""The API's own description, OpenAPI 3.1, made of the operations that its routes are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, TypeAdapter

from layouts.api.operation import Operation
from layouts.api.request_models import JSON
from layouts.web.xlsx_cells import TYPE as XLSX
from wallboard import __version__

ADDRESS = "/api/openapi.json"
_REF = "#/components/schemas/{model}"
_PROBLEM = {
    "type": "object",
    "properties": {
        "error": {"type": "string", "description": "what was found, and what would be right"},
        "where": {"type": "string", "description": "the parameter or field; body or query for the whole"},
    },
    "required": ["error", "where"],
    "additionalProperties": False,
}
_WORDS = {"text/plain": {"schema": {"type": "string"}}}
_REFUSALS = {
    "400": "a request that cannot be read at all",
    "401": "nobody is signed in, and no token was sent",
    "403": "not for this visitor, or a change from another site",
    "405": "another method",
    "421": "another host name",
}
_BODY_REFUSALS = {"411": "a body that does not tell its length", "413": "a body that is too large"}


def document(operations: Sequence[Operation]) -> dict[str, Any]:
    schemas: dict[str, Any] = {"Problem": _PROBLEM}
    paths: dict[str, Any] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})["post" if operation.changes else "get"] = _told(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Wallboard",
            "version": __version__,
            "description": "Everything is within the remit of whoever asks. What is outside it is answered like what "
            "does not exist. Times are UTC, ISO 8601.",
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "a personal API token, made at /account"}
            },
        },
    }


def _told(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    description: dict[str, Any] = {
        "operationId": _identity(operation),
        "summary": operation.summary,
        "parameters": [*_of_path(operation.path), *([] if operation.changes else _of_query(operation.asked))],
        "responses": _responses(operation, schemas),
    }
    if operation.changes:
        schema = operation.asked.model_json_schema(ref_template=_REF)
        description["requestBody"] = {"required": True, "content": {JSON: {"schema": _without_null(schema)}}}
    return description


def _responses(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    refusals = _REFUSALS | (_BODY_REFUSALS if operation.changes else {})
    responses: dict[str, Any] = {
        status: {"description": words, "content": _WORDS} for status, words in refusals.items()
    }
    for status, words in {400: "what was asked is not right, or cannot be read", **operation.also}.items():
        content = {JSON: {"schema": {"$ref": _REF.format(model="Problem")}}}
        responses[str(status)] = {
            "description": words,
            "content": content | responses.get(str(status), {}).get("content", {}),
        }
    return {"200": _found(operation, schemas), **responses}


def _found(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    if operation.gives is None:
        kind = XLSX.decode() if operation.path.endswith(".xlsx") else "text/csv"
        content: dict[str, Any] = {kind: {"schema": {"type": "string"}}}
    else:
        schema = TypeAdapter(operation.gives).json_schema(ref_template=_REF, mode="serialization")
        schemas.update(schema.pop("$defs", {}))
        content = {JSON: {"schema": schema}}
    return {"description": operation.summary, "content": content}


def _of_path(path: str) -> list[dict[str, Any]]:
    names = re.findall(r"\{(\w+)\}", path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _of_query(model: type[BaseModel]) -> list[dict[str, Any]]:
    schema = _without_null(model.model_json_schema(ref_template=_REF))
    required = schema.get("required", ())
    return [
        {
            "name": name,
            "in": "query",
            "required": name in required,
            "description": about.pop("description", ""),
            "schema": about,
        }
        for name, about in schema.get("properties", {}).items()
    ]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out is left out, not sent as null."""
    for about in schema.get("properties", {}).values():
        kinds = [each for each in about.pop("anyOf", ()) if each != {"type": "null"}]
        about.update(*kinds)
        if about.get("default", "") is None:
            del about["default"]
    return schema


def _identity(operation: Operation) -> str:
    words = re.findall(r"\w+", operation.path.partition(".json")[0])
    return "_".join([("change" if operation.changes else "get"), *words])
