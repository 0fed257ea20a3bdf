"""How figures stand against what was promised and what is usual, and what needs somebody. Pure: in goes a snapshot with the settings, out come records. No words that people read, no colours."""
