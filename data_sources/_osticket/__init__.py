"""osTicket: what its events tell of a ticket, and what of that has to be remembered."""
