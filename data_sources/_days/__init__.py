"""Numbers by the day: what rows of systems beside the wall mean."""
