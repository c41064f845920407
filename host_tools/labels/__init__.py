"""Bar-code labels on ID cards: issuing, printing, reading back, and the register of what became of each."""
