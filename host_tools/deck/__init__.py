"""Test ballots with a known outcome, and the acceptance of terminals by them."""
