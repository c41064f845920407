# Runs under MicroPython with device/ as import root and the computer's own clock: `arithmetic.py seal|open CONTESTS
# OPTIONS`.
# Prints one number, microseconds: the median of several rounds.
import asyncio
import gc
import os
import sys
from time import ticks_diff, ticks_us

from booth.ballots.seal import marks, seal
from crypto import elgamal
from crypto.curve import BASE, FixedBase, base_table, multiply
from crypto.discrete_log import open_sum
from crypto.drbg import Drbg

ROUNDS = 5
VOTES = 1500
task, contests, options = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
drbg = Drbg(os.urandom(64), b"bench")
secret = drbg.scalar()
public = multiply(BASE, secret)
table_g, table_h = base_table(), FixedBase(public)
ballot = marks([{5: [None] * options, 3: 1}] * contests, [[0]] * contests)
times = []
if task == "open":
    r = drbg.scalar()
    sealed = table_g.multiply(r), elgamal.add_ciphertexts((multiply(BASE, VOTES), BASE), (table_h.multiply(r), BASE))[0]
for _ in range(ROUNDS):
    gc.collect()
    start = ticks_us()
    if task == "seal":
        asyncio.run(seal(ballot, table_g, table_h, drbg, bytearray(len(ballot) * elgamal.AFFINE_SIZE)))
    else:
        for _ in range(len(ballot)):
            assert open_sum(secret, sealed, VOTES) == VOTES
    times.append(ticks_diff(ticks_us(), start))
print(sorted(times)[ROUNDS // 2])
