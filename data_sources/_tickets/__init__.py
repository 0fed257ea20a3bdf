"""Requests: a source's columns and words to ours."""
