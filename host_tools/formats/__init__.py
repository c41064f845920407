"""The formats document, read and written with libraries: independent of the terminal's code, and byte for byte the same."""
