"""The stream: every tick of every board to every screen that looks at it, and who may go on looking."""
