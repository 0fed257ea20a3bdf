"""The command line's commands. app.py hands in how settings become parts, and declares them: later.py says how."""
