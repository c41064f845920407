"""Audit of a publication against paper: precincts drawn by a public seed, counted by hand, and a stated risk."""
