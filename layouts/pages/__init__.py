"""Pages that ask questions of the ledger, for desks and phones."""
