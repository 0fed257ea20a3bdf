"""Where reading of a source stands, and by what it is known to be the same source."""
