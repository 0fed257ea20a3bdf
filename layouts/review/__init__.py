"""The weekly review put into words, charts and tables, for whatever shows it: page, document, frozen page."""
