"""Alerts told to people who are elsewhere: what is due is claimed in the ledger, put into words and sent."""
