"""A pack that many tests look at."""

from __future__ import annotations

import pytest

from layouts.pack.compose import Beside, compose
from layouts.pack.document import Document
from tests.layouts.pack.reviewed import entries, sample, settings


@pytest.fixture(scope="module")
def english() -> Document:
    return compose(sample(), settings(), Beside(entries()))
