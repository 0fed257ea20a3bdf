"""The command line's groups of commands. app.py hands in how settings become parts, and mounts them."""
