"""A verifier that shares nothing with the rest: one file, Python and PyNaCl, written from docs/formats.md alone."""
