"""What the source kind request_tracker is made of."""
