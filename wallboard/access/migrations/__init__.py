"""Alembic's scripts for the access database."""
