"""What hangs on the wall: tiles, boards, and how figures look and stand. Knows no web."""
