"""What the source kind zammad is made of."""
