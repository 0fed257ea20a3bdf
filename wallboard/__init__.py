"""The core: knows no screen and no outside system."""
