"""The demo city and the replay: writers of the real systems' own tables."""
