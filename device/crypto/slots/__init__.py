"""edwards25519 on slots of 32 bytes: a machine runs whole lists of field operations, one call each.

A slot is a field element, little-endian: any value below 2^256, which `freeze` brings below P. A program is 4 bytes per
operation: code, d, a, b. `run(slots, program, table, digits)` of `viper`, `thumb` and `thumb_dsp` is the machine; it
allocates nothing, and what it does depends on the program alone:

    0 end              1 d = a * b           2 d = a^(2^b), b >= 1      3 d = a + b       4 d = a - b
    5 pick: the slots from d on = the entry of the table that the next digit names; a = slots per entry | 16 * block,
      b = entries per block. A digit is a byte: entry | 128 when negative. Every entry of the block is read.
    6 swap d and a when the last digit was negative              7 counter = b
    8 counter -= 1; go back b operations unless it is 0          9 d = a below P

A wrong program or a buffer that is too short writes anywhere: sizes are the callers' care.
"""
