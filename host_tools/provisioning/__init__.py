"""From an election, a roll and keys to a folder per terminal, ready to be written to it."""
