"""Cryptography of the terminal: standard algorithms only, each checked against its own document's vectors.

What is not constant-time: all big-integer arithmetic (MicroPython's depends on the size of its operands), and its table
look-ups by secret index. Point operations on secrets follow the same sequence for every secret; see `curve`. Where the
firmware's arithmetic is a machine (`layer`, `slots`), they take the same instructions and read every entry of a table;
what stays on integers there is the reduction of scalars.
"""
