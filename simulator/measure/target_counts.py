# Runs on the emulated board: prints the instructions of each act of the arithmetic, as JSON.
# ruff: noqa: E402  (what an import takes is measured)
import asyncio
import gc
import json

import bench
import micropython

from crypto.layer import NAME

INSTRUCTIONS_PER_TICK = 5  # 40 ns and 8 ns


def instructions(act, times: int = 1) -> int:
    """Of one act, the mean of some, its call included."""
    gc.collect()
    begin = bench.ticks()
    for _ in range(times):
        act()
    return (bench.ticks() - begin & 0x3FFFFFFF) * INSTRUCTIONS_PER_TICK // times


def used() -> int:
    gc.collect()
    return gc.mem_alloc()


def taken(*modules: str) -> int:
    """Bytes of heap that modules take; not those of the names that a program gives them."""
    before = used()
    for module in modules:
        __import__(module)
    return used() - before


memory = taken("crypto.aead", "crypto.drbg", "crypto.ed25519", "crypto.elgamal", "crypto.sha512")
from crypto import curve, elgamal
from crypto.aead import seal as seal_message
from crypto.aead import unseal
from crypto.discrete_log import open_sum
from crypto.drbg import Drbg
from crypto.ed25519 import SigningKey, verify
from crypto.sha512 import INITIAL, ROUND, sha512, sha512_block, work
from desk.count import proof

counts = []  # pairs, because MicroPython's dictionaries have an order of their own
scalar = int.from_bytes(b"\x5a" * 31, "little")
drbg = Drbg(bytes(64), b"counts")

if NAME != "integers":
    from crypto.slots import curve as slots
    from crypto.slots import programs
    from crypto.slots.digits import comb, window

    def of_program(code: bytes) -> int:
        return instructions(lambda: slots.run(slots._file, code, slots._file, slots._digits))

    of_program(bytes(4))  # the first time, names are looked up where nobody has looked before
    for name, operation in (("product", b"\1\x09\7\x08"), ("square", b"\2\x09\7\1"), ("sum", b"\3\x09\7\x08")):
        more = of_program(operation * 1100 + bytes(4)) - of_program(operation * 100 + bytes(4))
        counts.append((name, more // 1000))

tables = []
counts.append(("table of a point", instructions(lambda: tables.append(curve.FixedBase(curve.BASE)))))
table_h = tables[0]
table_g = curve.base_table()
counts.append(("fixed base", instructions(lambda: table_g.multiply(scalar), 4)))
counts.append(("variable base", instructions(lambda: curve.multiply(curve.BASE, scalar), 2)))
counts.append(("affine", instructions(lambda: curve.affine_bytes(curve.BASE), 4)))
counts.append(("decompress", instructions(lambda: curve.decompress(b"\x58" + b"\x66" * 31), 4)))
pair = curve.affine_bytes(curve.BASE)
total = memoryview(bytearray(curve.pack(curve.multiply(curve.BASE, 7))))
counts.append(("sum step", instructions(lambda: curve.add_affine(total, pair), 100)))
points = [curve.multiply(curve.BASE, 5 + i) for i in range(14)]
weights = [(1 << 127) + 3 * i for i in range(14)]
counts.append(("sum of 14 multiples of 128 bits", instructions(lambda: curve.sum_of_multiples(points, weights, 128))))
counts.append(("random scalar", instructions(drbg.scalar, 64)))
nonce, message = bytes(12), bytes(128)
counts.append(("AEAD of 128 bytes, sealed", instructions(lambda: seal_message(bytes(32), nonce, message, b"abc"), 2)))
hidden = seal_message(bytes(32), nonce, message, b"abc")
counts.append(("AEAD of 128 bytes, opened", instructions(lambda: unseal(bytes(32), nonce, hidden, b"abc"), 2)))
secret, count = drbg.scalar(), 700
public = table_g.multiply(secret)
mask = drbg.scalar()
opened = table_g.multiply(mask), curve.add(curve.multiply(public, mask), table_g.multiply(count))
open_sum(secret, opened, 1500)  # makes the baby steps
counts.append(("open a sum of 1,500 ballots", instructions(lambda: open_sum(secret, opened, 1500))))
sums, votes = [elgamal.to_compressed(opened)] * 14, [count] * 14
owner = curve.compress(public)
about = proof.transcript(proof.place(bytes(16), 1, 0, owner), [], sums, votes)
proofs = []


def prove_openings() -> None:
    for at, pair in enumerate(sums):
        proofs.append(proof.prove(about, at, secret, pair, bytes(32)))


def check_openings() -> None:
    for at, pair in enumerate(sums):
        assert proof.verify(about, at, proofs[at], owner, pair, table_g.multiply(votes[at]))


counts.append(("prove 14 openings", instructions(prove_openings)))
counts.append(("verify 14 openings", instructions(check_openings)))
key = SigningKey(bytes(32))
counts.append(("sign 100 bytes", instructions(lambda: key.sign(bytes(100)), 2)))
signature = key.sign(bytes(100))
counts.append(("verify 100 bytes", instructions(lambda: verify(key.public, bytes(100), signature), 2)))
state, block = bytearray(INITIAL), bytearray(128)
counts.append(("SHA-512 of a block", instructions(lambda: sha512_block(state, block, ROUND, work), 4)))
counts.append(("SHA-512 of 6,253 bytes", instructions(lambda: sha512(bytes(6253)))))

# Sealing comes last: what is measured on a fuller heap takes longer.
from booth.ballots import published
from booth.ballots.own_check import is_valid
from booth.ballots.prove import prove
from booth.ballots.sealing import Sealing


class Ballot:
    """A ballot to seal and check. shape: contests of (positions, votes)."""

    def __init__(self, shape: list):
        self.sealing = Sealing(shape, bytes(64), table_g.multiply(scalar), bytes(32), drbg)
        self.record = memoryview(bytearray(self.sealing.record_bytes))
        self.xs = bytearray(64 * published.positions(shape))
        self.choice = [int(position < votes) for count, votes in shape for position in range(count)]
        self.valid = True

    async def prove(self, seed: bytes = bytes(32), choice: list | None = None) -> None:
        await prove(self.sealing, seed, choice or self.choice, self.record, self.xs)

    async def check(self) -> None:
        self.valid = self.valid and await is_valid(self.sealing, self.record, self.xs)

    async def longest(self) -> int:
        """Instructions of the longest stretch of both in which nothing else runs."""
        longest = 0
        for act in (self.prove(), self.check()):
            task = asyncio.create_task(act)
            while not task.done():
                begin = bench.ticks()
                await asyncio.sleep_ms(0)
                longest = max(longest, (bench.ticks() - begin & 0x3FFFFFFF) * INSTRUCTIONS_PER_TICK)
        return longest


pieces = []
shapes = [("1x5", [(6, 1)]), ("of three contests", [(7, 1), (3, 1), (4, 1)])]
if NAME != "viper":
    shapes += [("5x5", [(6, 1)] * 5), ("of a vote and of three votes", [(6, 1), (5, 3)])]
for name, shape in shapes:
    ballot = Ballot(shape)
    counts.append(("prove " + name, instructions(lambda one=ballot: asyncio.run(one.prove()))))
    counts.append(("check " + name, instructions(lambda one=ballot: asyncio.run(one.check()))))
    pieces.append((name, asyncio.run(ballot.longest())))
    assert ballot.valid
    ballot.sealing.close()
    del ballot

result = {"counts": counts, "memory": memory, "pieces": pieces}
if NAME != "integers":
    # The loops on secrets: the same instructions for every scalar, and no memory.
    file, digits, packed, order, bits = slots._file, slots._digits, slots._scalar, slots._ORDER, slots._comb_bits
    table, of_g = bytearray(slots.ENTRIES * slots._CACHED_SIZE), table_g._table
    slots._multiples(curve.BASE, table, 0, slots.ENTRIES)
    fixed, variable, affine = programs.FIXED, programs.VARIABLE, programs.AFFINE

    def multiply_fixed():
        comb(packed, order, bits, digits, 2)
        slots.run(file, fixed, of_g, digits)
        slots.run(file, affine, file, digits)

    ballot = Ballot([(6, 1)])
    both, second = ballot.sealing.bases._both, memoryview(digits)[2:]

    def multiply_both():
        comb(packed, order, bits, digits, 4)
        comb(packed, order, bits, second, 4)
        slots.run(file, programs.TWO_FIXED, both, digits)

    def multiply_variable():
        window(packed, 4, 64, digits, 1)
        slots.run(file, variable, table, digits)
        slots.run(file, affine, file, digits)

    def sum_step():
        slots.run(file, programs.ADD_FROM_AFFINE, file, digits)

    scalars = [0, 1, 2, curve.L - 1, curve.L - 2, 1 << 251, (1 << 252) - 1]
    scalars += [drbg.scalar() for _ in range(93 if NAME != "viper" else 5)]
    seen = {}
    acts = ("fixed base", multiply_fixed), ("both bases", multiply_both), ("variable base", multiply_variable)
    for name, act in acts:
        ticks = []
        for number in scalars[:1] + scalars:
            packed[:32] = number.to_bytes(32, "little")
            gc.collect()
            begin = bench.ticks()
            act()
            ticks.append((bench.ticks() - begin & 0x3FFFFFFF) * INSTRUCTIONS_PER_TICK)
        del ticks[0]  # the first time, names are looked up where nobody has looked before
        seen[name] = [min(ticks), max(ticks), len(ticks)]
    result["secrets"] = seen
    seen = [instructions(lambda n=number: asyncio.run(ballot.prove(bytes((n,)) * 32))) for number in range(6)]
    for place in range(6):
        choice = [int(position == place) for position in range(6)]
        seen.append(instructions(lambda some=choice: asyncio.run(ballot.prove(bytes(32), some))))
    result["ballots"] = [min(seen), max(seen)]
    held = used()
    micropython.heap_lock()
    multiply_fixed()
    multiply_both()
    multiply_variable()
    sum_step()
    micropython.heap_unlock()
    result["allocated"] = gc.mem_alloc() - held
print(json.dumps(result))
