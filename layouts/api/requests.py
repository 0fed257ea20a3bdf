"""Open requests one by one."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import NotRequired

import orjson
from pydantic import Field
from typing_extensions import TypedDict

from layouts.api.request_models import LONGEST_NAME, ApiInput, BadRequest, Text, Whole
from layouts.api.sites import one_site
from wallboard.clock import iso
from wallboard.engine.reader import Reader
from wallboard.questions.open_requests import OpenRequest, RequestKey, RequestsQuestion

MOST = 1_000
_LONGEST_AFTER = 6_000


class RequestsFilter(ApiInput):
    """Which open requests. Names that do not exist have none."""

    site: Text | None = Field(
        None, max_length=LONGEST_NAME, description="a site's name in the settings; may be left out where there is one"
    )
    department: Text | None = Field(
        None, max_length=LONGEST_NAME, description='a department\'s own name; "" are those of none'
    )
    ward: Text | None = Field(None, max_length=LONGEST_NAME, description='a ward; "" are those of none')


class RequestsPage(RequestsFilter):
    after: Text | None = Field(
        None, max_length=_LONGEST_AFTER, description="where to go on: what the page before gave as `after`"
    )
    limit: Whole = Field(500, ge=1, le=MOST, description=f"how many at most, 1 to {MOST:,}")


class RequestShape(TypedDict):
    ticket: str
    source: str
    opened_at: str
    department: str
    service_type: str
    ward: str
    state: str
    status: str
    due_at: str | None
    priority: str
    channel: str
    age_days: float
    assignee: NotRequired[str]


class RequestsShape(TypedDict):
    site: str
    requests: list[RequestShape]
    after: str | None


def page(reader: Reader, asked: RequestsPage) -> RequestsShape:
    """One page of rows. Raises BadRequest."""
    site = one_site(asked.site, reader.settings)
    after = None if asked.after is None else _key(asked.after)
    requests = reader.requests(RequestsQuestion(site, asked.department, asked.ward, after, asked.limit))
    rows = [_shape(row, reader.names) for row in requests.rows]
    return {"site": site, "requests": rows, "after": None if requests.after is None else _cursor(requests.after)}


def every(reader: Reader, site: str, asked: RequestsFilter) -> Iterator[OpenRequest]:
    """All rows, page by page."""
    after: RequestKey | None = None
    while True:
        requests = reader.requests(RequestsQuestion(site, asked.department, asked.ward, after, MOST))
        yield from requests.rows
        after = requests.after
        if after is None:
            return


def _shape(row: OpenRequest, names: bool) -> RequestShape:
    fields: RequestShape = {
        "ticket": row.ticket,
        "source": row.source,
        "opened_at": iso(row.opened_at),
        "department": row.department,
        "service_type": row.service_type,
        "ward": row.ward,
        "state": row.state,
        "status": row.status,
        "due_at": None if row.due_at is None else iso(row.due_at),
        "priority": row.priority,
        "channel": row.channel,
        "age_days": round(row.age_days, 3),
    }
    return {**fields, "assignee": row.assignee} if names else fields


def _cursor(key: RequestKey) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([key.ticket, key.source])).decode().rstrip("=")


def _key(cursor: str) -> RequestKey:
    try:
        parts = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except ValueError:
        parts = None
    if (
        not isinstance(parts, list)
        or [type(part) for part in parts] != [str, str]
        or any("\x00" in part for part in parts)
    ):
        raise BadRequest("after is nothing that a page gave. Leave it out to begin at the first one.", "after")
    return RequestKey(*parts)
