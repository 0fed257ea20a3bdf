"""Reading somebody else's database with care."""
