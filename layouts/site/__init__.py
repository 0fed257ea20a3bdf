"""How settings become a wall: the only room of the screens' side that knows all the others."""
