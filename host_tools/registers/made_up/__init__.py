"""Made-up registers with known defects, their answer key, and the bench that measures on them."""
