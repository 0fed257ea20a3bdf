"""Servers that are asked over HTTP: one careful client."""
