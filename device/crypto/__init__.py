"""Cryptography of the terminal: standard algorithms only, each tested with the vectors of its own specification.

Not constant-time: big-integer arithmetic (in MicroPython its time depends on the size of the operands), and table
look-ups by a secret index on integers. Point operations on secrets follow the same sequence for every secret; see
`curve`. On boards with the field machine (`layer`, `slots`) they also execute the same instructions and read every
entry of a table; only the reduction of scalars still uses integers.
"""
