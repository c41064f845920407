"""Registers to voter list: check, normalise, compile, compare, review, report. See docs/register-formats.md."""
