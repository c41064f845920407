"""Cryptography of the terminal: standard algorithms only, each checked against its own document's vectors.

What is not constant-time: all big-integer arithmetic (MicroPython's depends on the size of its operands), and table
look-ups by secret index. Point operations on secrets follow the same sequence for every secret; see `curve`.
"""
