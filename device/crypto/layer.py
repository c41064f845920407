"""Which arithmetic this firmware has. Provisioning writes the one that the board file names (ARITHMETIC) in its place.

integers: big integers, everywhere. viper, thumb, thumb_dsp: the machine of `crypto.slots` in compiled Python, and in
assembler for Cortex-M3 and up and for Cortex-M4, M7 and M33.
"""

NAME = "integers"
