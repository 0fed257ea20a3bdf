"""Instants: integer microseconds since 1970-01-01 UTC. Local time exists only at the edges."""

Micros = int

SECOND: Micros = 1_000_000
MINUTE: Micros = 60 * SECOND
HOUR: Micros = 60 * MINUTE
DAY: Micros = 24 * HOUR

NO_INSTANT: Micros = -(2**63)  # in a column of instants: none
