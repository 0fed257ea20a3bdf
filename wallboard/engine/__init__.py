"""One poll step, when it runs, and what comes of it: the snapshot."""
