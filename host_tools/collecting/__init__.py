"""The centre's end of the road: protocols come in over serial lines, are checked, kept for good and receipted."""
