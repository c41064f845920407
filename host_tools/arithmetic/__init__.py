"""Writes the arithmetic of `device/crypto/slots/` that nobody would write by hand: assembler and field programs.

`python -m host_tools.arithmetic` writes the files anew; a test holds that they are what it writes.
"""
