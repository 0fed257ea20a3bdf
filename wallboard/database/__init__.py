"""Databases of ours: connections, their files, what can be wrong with them in words."""
