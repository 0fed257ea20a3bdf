"""Departments: side by side by their readings (rows.py), and the open requests of one, one by one."""
