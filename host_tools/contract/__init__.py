"""The contract of three parties on the way from the precincts to the national result."""
