"""Texts and files that others wrote: opened, searched, masked, their times read."""
