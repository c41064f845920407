"""Runs on MicroPython: seals while bits turn, and sorts a full region of slots. Bytes are hexadecimal."""

import asyncio
import hashlib

from booth.ballots import published, seal
from booth.ballots.records import Records
from booth.ballots.sealing import Sealing
from crypto.curve import BASE
from crypto.drbg import Drbg
from crypto.mac import hmac_sha256
from formats import payloads
from storage.twin import Twin

SHAPE = [(3, 1)]
SEEDS: list = []


def _sealing_with_errors(case):
    """case: errors, how many records come out with a bit turned. Returns the verdict, attempts, and seeds as left."""
    errors, honest = [case["errors"]], seal.prove
    SEEDS.clear()

    async def prove(sealing, seed, choice, record, xs):
        SEEDS.append(seed)
        await honest(sealing, seed, choice, record, xs)
        if errors[0]:
            errors[0] -= 1
            record[40] ^= 8

    seal.prove = prove
    context = published.context(bytes(16), 1, 0, 1, bytes(32))
    sealing = Sealing(SHAPE, context, BASE, bytes(32), Drbg(bytes(32), bytes(16)))
    into = memoryview(bytearray(published.slot_bytes(SHAPE) - 16))
    taken = asyncio.run(seal.seal(sealing, [0, 1, 0], bytes(16), into))
    seal.prove = honest
    return [taken, len(SEEDS), not any([any(seed) for seed in SEEDS])]


class _Chip:
    """Memory that reads."""

    def __init__(self, size: int):
        self.bytes = bytearray(size)

    def read_into(self, address, buffer):
        buffer[:] = memoryview(self.bytes)[address : address + len(buffer)]


def _order(case):
    """case: slots, all full. Whether the order is that of the records' bytes."""
    size, slots = 80, case["slots"]
    names = {"slots": slots, "slot_bytes": size, "positions": 0}
    fields = ("election precinct mode terminal slots slot_bytes positions indices slips intents log_entries rows booths"
              " list_state added opening openings record_version styles").split()  # fmt: skip
    header = payloads.CartridgeHeader(*[names.get(name) for name in fields])
    chip = _Chip(size * slots)
    key = b"t" * 32
    kept = []
    for slot in range(slots):
        data = hashlib.sha256(b"%d" % (slot // 2)).digest() + hashlib.sha256(b"%d" % slot).digest()
        chip.bytes[slot * size : (slot + 1) * size] = data + hmac_sha256(key, data)[:16]
        kept.append(data)
    order = Records(Twin(chip, chip), 0, header, key).in_order()
    return [kept[slot] for slot in order] == sorted(kept)


def answer(case):
    """The answer to one case."""
    return _order(case) if "slots" in case else _sealing_with_errors(case)
