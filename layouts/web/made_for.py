"""What a page was made for, in a few signs: it tells them with what it asks, and loads anew when they are others by now.

An open stream is told by the session watch when its visitor becomes another or somebody wants a screen loaded anew. A page
that asks for its figures, or was between two streams just then, has no open stream.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import orjson

from wallboard.access.visitor import Visitor

RELOAD = "reload"  # where a page is sent that is to load itself anew
OF = "of"  # the query's name for it


def made_for(visitor: Visitor) -> str:
    """The same in every process and after every start, for as long as the page would be the same."""
    what = [visitor.kind, visitor.id, sorted(visitor.rights), visitor.remit.as_json(), visitor.reloads]
    what += [visitor.language] if visitor.language else []
    return hashlib.blake2b(orjson.dumps(what), digest_size=6).hexdigest()


def outdated(pages: Iterable[str], visitor: Visitor) -> bool:
    """Whether one of these pages, which may have been told in any words, was made for other than the visitor is now."""
    now = made_for(visitor)
    return any(page != now for page in pages)
