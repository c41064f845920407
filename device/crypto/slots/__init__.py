"""edwards25519 on slots of 32 bytes: the field machine runs a whole list of field operations in one call.

A slot is a field element, little-endian: any value below 2^256, which `freeze` reduces below P. A program has 4 bytes
per operation: code, d, a, b. `run(slots, program, table, digits)` of `viper`, `thumb` or `thumb_dsp` is the machine. It
allocates no memory, and its instructions depend on the program alone:

    0 end              1 d = a * b           2 d = a^(2^b), b >= 1      3 d = a + b       4 d = a - b
    5 pick: the slots from d on = the table entry selected by the next digit; a = slots per entry | 16 * block,
      b = entries per block. A digit is a byte: entry | 128 if negative. Every entry of the block is read.
    6 swap d and a if the last digit was negative                7 counter = b
    8 counter -= 1; go back b operations unless it is 0          9 d = a, reduced below P

Nothing is checked: with a wrong program or a short buffer it writes to any address. Callers must pass correct sizes.
"""
