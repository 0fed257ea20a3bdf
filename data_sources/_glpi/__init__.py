"""GLPI: what its log tells of a ticket, who had it, when that was, and what numbers stand for."""
