"""A booth's voting day by the terminal's own code, on chips in memory; runs on MicroPython and writes both images."""

import asyncio
from binascii import hexlify

from booth.ballots import published
from booth.ballots.cartridge import CAST, NOT_CAST, Cartridge
from booth.ballots.closing import Closing
from booth.ballots.seal import seal
from booth.ballots.sealing import Sealing
from booth.ballots.totals import Totals
from crypto.curve import base_table, compress
from crypto.drbg import Drbg
from crypto.ed25519 import SigningKey
from desk.count import proof
from formats import cose, payloads
from storage import condition
from storage.layout import Layout, Marks, header_page
from storage.log import EventLog
from storage.twin import Twin

CHIP_BYTES = 256 * 1024
ELECTION, PRECINCT, BOOTH, SLOTS = bytes(range(16)), 17, 1, 12
OPENING = b"o" * 16
TAG_KEY, SECRET = b"t" * 32, 123456789123456789


class Chip:
    """Memory that programs and erases like flash."""

    def __init__(self):
        self.bytes = bytearray(b"\xff" * CHIP_BYTES)

    def identify(self):
        return CHIP_BYTES

    def read(self, address, length):
        return bytes(self.bytes[address : address + length])

    def read_into(self, address, buffer):
        buffer[:] = self.bytes[address : address + len(buffer)]

    def program(self, address, data):
        for i in range(len(data)):
            self.bytes[address + i] &= data[i]
        return True

    def erase_sector(self, address):
        return self._erase(address, 4096)

    def erase_block(self, address):
        return self._erase(address, 65536)

    def _erase(self, address, length):
        self.bytes[address : address + length] = b"\xff" * length
        return True


def answer(case: dict) -> dict:
    """Returns the objects and the proof; writes the images a and b.

    case: {contests: (positions, votes) of each, votes: bits of each ballot, counts, folder}.
    """
    twin = Twin(Chip(), Chip())
    key, shape = SigningKey(b"b" * 32), [tuple(contest) for contest in case["contests"]]
    count = published.positions(shape)
    header = payloads.CartridgeHeader(
        *(ELECTION, PRECINCT, payloads.OFFICIAL, BOOTH, SLOTS, published.slot_bytes(shape), count),
        *(SLOTS, 2 * SLOTS, 2 * SLOTS, 64),
        *[None] * 4,
        *(OPENING, 1, 1, None),
    )
    assert asyncio.run(condition.prepare(twin, header)) is None
    log = EventLog(twin, Layout(header).log, 64, header_page(header), lambda: 1795000000, key)
    Marks(twin).set(Marks.OPENED)
    log.add(3)
    log.sign_head()
    cartridge = Cartridge(twin, header, TAG_KEY, b"i" * 32, Drbg(b"e" * 32, b"n" * 16))
    public = base_table().multiply(SECRET)
    context = published.context(ELECTION, PRECINCT, payloads.OFFICIAL, BOOTH, compress(public))
    _vote(cartridge, case["votes"], Sealing(shape, context, public, b"s" * 32, Drbg(b"s" * 32, b"n" * 16)))
    closing = Closing(cartridge, TAG_KEY)
    assert asyncio.run(closing.finish())
    log.add(4)
    log.sign_head()
    closing.marks.set(Marks.CLOSED)
    totals = Totals(count, published.published_bytes(shape))
    assert all([totals.add(record) for record in closing.ballots()])
    tally = payloads.Tally(totals.ballots, *cartridge.counts()[1:])
    payload = payloads.encode(
        payloads.SEALED_TOTALS,
        payloads.SealedTotals(
            *(ELECTION, PRECINCT, payloads.OFFICIAL, BOOTH, tally),
            *(totals.encoded(), asyncio.run(closing.digest()), TAG_KEY, log.head, bytes(32), OPENING, None),
        ),
    )
    for i, name in enumerate("ab"):
        with open(case["folder"] + "/" + name, "wb") as file:
            file.write(twin.chips[i].bytes)
    sums = [totals.encoded()[at : at + 64] for at in range(0, 64 * count, 64)]
    about = proof.transcript(proof.place(ELECTION, PRECINCT, 0, compress(public)), [], sums, case["counts"])
    proofs = [proof.prove(about, number, SECRET, one, b"r" * 32) for number, one in enumerate(sums)]
    return {
        "totals": hexlify(cose.sign1(payload, key, cose.key_id(key.public))).decode(),
        "booth": hexlify(key.public).decode(),
        "public": hexlify(compress(public)).decode(),
        "proof": hexlify(b"".join(proofs)).decode(),
    }


def _vote(cartridge, votes: list, sealing: Sealing) -> None:
    """Every ballot with an activation of its own, and one spoiled slip."""
    for i, bits in enumerate(votes):
        assert cartridge.may_vote(i * 2) and cartridge.begin_slip()
        sealed = cartridge.records.sealing_buffer()
        assert asyncio.run(seal(sealing, bits, b"n" * 16, sealed))
        assert cartridge.cast(i * 2, sealed) == CAST
        assert cartridge.forget_slip()
    assert cartridge.may_vote(11) and cartridge.begin_slip()
    assert cartridge.spoil_slip() == NOT_CAST and cartridge.forget_slip()
