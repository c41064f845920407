"""Setting up a computer: packages by hash, MicroPython, a compiler to compare with, the bill of materials."""
