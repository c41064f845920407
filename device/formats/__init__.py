"""How things look outside the terminal: bytes and bar codes, written down in the formats document."""
