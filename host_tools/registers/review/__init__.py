"""What waits for a person, what persons decided, and what follows from it."""
