"""Generates the arithmetic in `device/crypto/slots/`: assembler, unrolled limbs and programs of the field machine.

`python -m host_tools.arithmetic` writes the files; a test checks that they are up to date.
"""
