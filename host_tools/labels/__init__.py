"""Bar-code labels on ID cards: issuing, printing, reading back, and the register of their states."""
