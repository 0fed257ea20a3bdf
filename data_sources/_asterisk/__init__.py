"""Asterisk's own records."""
