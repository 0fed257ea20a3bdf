"""How many examples Hypothesis tries: all of them in `make test`, an eighth in `make check`. WALLBOARD_EXAMPLES=5 tries five
times as many, for whoever changed what they are of and has the time."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

ALL, QUICK = "all", "quick"  # names of profiles; the Makefile asks for the second
TIMES = int(os.environ.get("WALLBOARD_EXAMPLES", "1"))
_USUAL, _SHARE = 40 * TIMES, 8
_AT_LEAST = 4


def register_profiles() -> None:
    """How long an example takes is for the benchmarks; a busy machine must not fail a test of what is right."""
    settings.register_profile(ALL, max_examples=_USUAL, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile(QUICK, settings.get_profile(ALL), max_examples=_USUAL // _SHARE)
    settings.load_profile(ALL)


def examples(count: int) -> settings:
    """For a test that tries another number of them than usual."""
    return settings(max_examples=max(_AT_LEAST, TIMES * count // _SHARE) if _fewer() else TIMES * count)


def _fewer() -> bool:
    return settings.get_current_profile_name() == QUICK
