"""The sealed roll: what the desk can look up with a voter's card in hand, and not without."""
