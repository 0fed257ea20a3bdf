"""Which requests another site may have made a browser send."""

from __future__ import annotations

from typing import Any

import pytest

from layouts.web.request_policy import cross_site
from tests.layouts.asking import scope_of

OURS = ("https", "wall.example", 443)


@pytest.mark.parametrize("origin", ["null", "", "file://", "not an origin"])
@pytest.mark.parametrize("own", [OURS, None])
def test_a_change_from_an_origin_that_is_none_is_refused_even_where_our_own_is_not_known(origin: str, own: Any) -> None:
    refused = cross_site(scope_of("/today", "POST", [("origin", origin), ("sec-fetch-site", "same-origin")]), own)
    assert refused is not None
    assert refused[0] == 403
