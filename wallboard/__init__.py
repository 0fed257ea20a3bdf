"""The core: knows no screen and no outside system."""

__version__ = "0.1.0"
