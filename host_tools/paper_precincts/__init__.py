"""Precincts without terminals: a hand count on any computer becomes the same signed protocol as a desk's."""
