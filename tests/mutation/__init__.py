"""Mistakes that a programmer could make, put in one at a time: does a test notice? Run as `python -m tests.mutation`."""
