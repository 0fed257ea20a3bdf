"""What the source kind znuny is made of."""
