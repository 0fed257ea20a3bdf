"""Helpdesks that log what happened to their tickets: the log is read by its growing id, and tells whole lives of tickets."""
