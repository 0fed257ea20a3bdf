"""What the page's own scripts say, in the language of whoever looks: the page carries it, for scripts ask no server."""

from __future__ import annotations

from functools import lru_cache

import orjson

from wallboard.languages import Language, speaking


def script_words() -> str:
    """JSON, each text by the English one that stands in the script; "" where that is what is said."""
    return _written(speaking())


@lru_cache(64)
def _written(language: Language) -> str:
    return orjson.dumps(dict(language.script_texts)).decode() if language.script_texts else ""
