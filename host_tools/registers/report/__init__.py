"""Counts of a result and the papers made of them; a sheet for spreadsheet programs."""
