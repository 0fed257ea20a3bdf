"""Who may see what: people, screens and API tokens, their roles, rights and remits, and the log of what they did."""
