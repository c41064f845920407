"""A nation that nobody lives in, and the load that its precincts make: for the bench and for tests."""
