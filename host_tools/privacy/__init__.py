"""Personal data at work: sealed working files, who opened them and why, how long they stay, how they go."""
