"""Recordings of helpdesks: databases as a real installation wrote them, change by change, and what it said of itself meanwhile.

A recording is a folder: `start.sql.gz` loads into an empty database (in an excerpt `start.jsonl.gz` has the first rows, for tables
that we make); each line of `changes.jsonl.gz` is a change of one row
(`n`, `table`, `op`, `key`, `row`), those of one action together; each of `observed.jsonl.gz` is what the helpdesk itself said at
an instant (`at`), after action `n`. The project's own are in tests/data/helpdesks.
"""
