"""Every change of the access tables, in order."""
