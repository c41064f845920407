"""The centre: protocols come in over serial lines, are checked, stored and receipted."""
