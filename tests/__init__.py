"""A package, so that `python -m tests...` finds these tests and not those that a library installs under the same name."""
