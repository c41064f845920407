"""The arithmetic of this firmware. Provisioning replaces NAME by the board file's ARITHMETIC.

integers: big integers, for any processor.
viper: the field machine of `crypto.slots` in compiled Python.
thumb: the same in assembler, for Cortex-M3 and up.
thumb_dsp: the same in assembler, for Cortex-M4, M7 and M33.
"""

NAME = "integers"
