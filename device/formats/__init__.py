"""Data outside the terminal, as bytes and bar codes: docs/formats.md."""
