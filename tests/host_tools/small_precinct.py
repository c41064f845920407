"""A small precinct made with the host's own code: keys, ballots, cartridges, sealed totals and a protocol."""

from __future__ import annotations

import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from nacl.signing import SigningKey

from host_tools.formats import ballot_record, cartridge, codes, cose, opening, points
from host_tools.formats.ballot_prover import Sealer
from host_tools.formats.definitions import Blank, Booth, Contest, Election, Option, Precinct, SpecialKind
from host_tools.formats.objects import Activation, BoothLine, Moments, PaperLine, Protocol, SealedTotals, Tally
from host_tools.keys import ceremony
from host_tools.keys.randomness import seeded
from host_tools.verifying.sums import add_sums, encode_sums, precinct_secret, sum_records

SLOTS, CHIP_BYTES = 12, 512 * 1024  # a small chip: the layout is the same
_LOG_HEADER = struct.Struct("<IIHH")
OPENED_S = 1_795_000_000  # seconds since 1970 UTC
AFTERNOON = 1_795_947_120  # 15:12 on the day of voting, five hours east of UTC
Note = tuple[int, int] | tuple[int, int, bytes]  # event, detail, data
HEAD: Note = (1, 0)
# Fields of a protocol that do not change from test to test.
RECORDED = dict.fromkeys(
    (
        "slips_returned",
        "slips_exchanged",
        "slips_cancelled",
        "slips_changed",
        "slips_taken",
        "paper_returned",
        "papers_taken",
        "typed_in",
        "withdrawn_recorded",
        "complaints",
        "acts",
        "by_certificate",
        "added_refused",
        "certificates_cancelled",
        "certificates_lost",
        "home_requests",
        "home_refused",
        "assisted",
    ),
    0,
) | {"certificates_received": 2, "issued_recorded": 3, "outside_recorded": 1, "spoiled_recorded": 1}


def chained_log(header_page: bytes, notes: Sequence[Note], key: SigningKey) -> tuple[bytes, bytes]:
    """(log region, head) of notes (event, detail, data); HEAD stands for the two entries of a signed head."""
    head, entries = sha256(header_page).digest()[:16], b""
    for note in notes:
        signature = key.sign(b"TM1 log" + head).signature
        halves = [(1, 1, signature[:36]), (1, 2, signature[36:])] if note == HEAD else [(*note, b"")[:3]]
        for event, detail, data in halves:
            number = len(entries) // 64
            content = _LOG_HEADER.pack(number, OPENED_S + 60 * number, event, detail) + data.ljust(36, b"\x00")
            head = sha256(head + content).digest()[:16]
            entries += content + head
    return entries, head


def names(text: str) -> dict[str, str]:
    """The same name in the three languages."""
    return {"kk": text, "ru": text, "en": text}


def small_election() -> Election:
    """Two contests, 2 + 1 and 3 + 2 positions: 8 ciphertexts a ballot."""
    lines = [Option(id=letter, names=names(letter.upper())) for letter in "abc"]
    against = Option(id="against-all", names=names("Against all"), against_all=True)
    contests = [
        Contest(id="one", title=names("One"), votes_allowed=1, blank=Blank.OWN_LINE, options=[lines[0], against]),
        Contest(id="two", title=names("Two"), votes_allowed=2, blank=Blank.OWN_LINE, options=lines),
    ]
    return Election(id="small", title=names("Small"), date="2026-11-29", contests=contests, settings={})


# Positions of a ballot: one: a, against all, blank; two: a, b, c, blank, blank.
BALLOTS = {
    1: [
        (1, 0, 0, 1, 1, 0, 0, 0),
        (0, 1, 0, 0, 0, 1, 1, 0),
        (0, 0, 1, 0, 0, 0, 1, 1),
        (1, 0, 0, 0, 0, 1, 0, 1),
        (1, 0, 0, 1, 0, 0, 1, 0),
    ],
    2: [(1, 0, 0, 1, 0, 1, 0, 0), (1, 0, 0, 0, 1, 0, 1, 0)],
}


@dataclass
class SmallPrecinct:
    """Everything of one precinct; each booth's images are made once and can be altered by a test."""

    mode: int = 0
    settings: dict[str, object] = field(default_factory=dict)
    kind: SpecialKind | None = None
    random: object = field(default_factory=lambda: seeded(b"small precinct"))

    given_up = 1  # voters at each booth who took an activation there and left without voting
    styles = None  # ballot styles of the election

    def __post_init__(self) -> None:
        draw = self.random
        self.election = small_election().model_copy(update={"settings": self.settings, "styles": self.styles})
        self.authority, self.desk, self.centre = (SigningKey(draw(32)) for _ in range(3))
        self.booths = {number: SigningKey(draw(32)) for number in BALLOTS}
        self.card_secret = draw(32)
        self.keys = ceremony.hold_ceremony(self.election.hash16, 17, self.mode, self.card_secret, 2, 3, draw)
        self.precinct = Precinct(
            election=self.election.hash16,
            precinct=17,
            mode=self.mode,
            names=names("No. 17"),
            key=self.keys.public,
            desk=bytes(self.desk.verify_key),
            booths=[Booth(number, bytes(key.verify_key), SLOTS) for number, key in self.booths.items()],
            voters=20,
            minutes_east=300,
            centre=bytes(self.centre.verify_key),
            kind=self.kind,
        )
        self.openings = {number: sha256(b"opening %d" % number).digest()[:16] for number in (0, *BALLOTS)}
        self.tag_keys = {number: draw(32) for number in BALLOTS}
        self.records = {number: sorted(self.record(number, ballot) for ballot in BALLOTS[number]) for number in BALLOTS}

    @property
    def where(self) -> dict[str, object]:
        """What payloads begin with."""
        return {"election": self.election.hash16, "precinct": 17, "mode": self.mode}

    def sealer(self, booth: int) -> Sealer:
        """What seals ballots as a booth of this precinct does."""
        where = (self.election.hash16, 17, self.mode, booth, self.keys.public)
        return Sealer(ballot_record.context(*where), self.keys.public, self.election.shape)

    def record(self, booth: int, ballot: tuple[int, ...]) -> bytes:
        """What a slot of the booth holds of a ballot."""
        return self.slot(booth, self.sealer(booth).seal(self.random(32), ballot))

    def slot(self, booth: int, record: bytes) -> bytes:
        """A record with the x coordinates of its points, and the booth's tag."""
        pairs = ballot_record.ciphertexts(record, self.election.positions)
        sealed = record + b"".join(points.affine(point)[:32] for pair in pairs for point in pair)
        return sealed + hmac.digest(self.tag_keys[booth], sealed, "sha256")[:16]

    def published(self, booth: int) -> list[bytes]:
        """The records of a booth, in their order."""
        return [cartridge.published(self.header(booth), slot) for slot in self.records[booth]]

    def header(self, booth: int) -> object:
        """The header of a booth's cartridge."""
        opened = cartridge.Opening(1, self.openings[booth])
        return cartridge.booth_header(self.election.hash16, 17, self.mode, booth, SLOTS, self.election.shape, opened)

    def log(self, booth: int, closed: bool = True) -> tuple[bytes, bytes]:
        """(log region, head): opened, closed, and a signed head behind each."""
        notes = [(3, self.mode), HEAD, (4, 0), HEAD][: 4 if closed else 2]
        return chained_log(cartridge.header_page(self.header(booth)), notes, self.booths[booth])

    def image(self, booth: int, closed: bool = True) -> bytearray:
        """One chip's bytes. closed: sorted and cleared; else still open, with ballots in scattered slots."""
        header, records = self.header(booth), self.records[booth]
        image = bytearray(b"\xff" * CHIP_BYTES)
        page = cartridge.header_page(header)
        image[: len(page)] = page
        for mark in range(5 if closed else 1):
            at = cartridge.STATE_AT + mark * cartridge.MARK_BYTES
            image[at : at + cartridge.MARK_BYTES] = bytes(cartridge.MARK_BYTES)
        regions = cartridge.regions(header)
        image[regions["in use"].begin] = 0xFF ^ (1 << len(records) + self.given_up) - 1
        image[regions["cast"].begin] = 0xFF ^ (1 << len(records)) - 1
        packed = 0xFFFF_FFFF
        ends = [0b0011] * len(records) + [0b0101, 0b1001]  # started, and cast, spoiled or challenged
        for slip, bits in enumerate(ends):
            packed ^= bits << 4 * slip
        image[regions["slips"].begin : regions["slips"].begin + 4] = packed.to_bytes(4, "little")
        done = len(records) * cartridge.INTENT_BYTES
        image[regions["intents"].begin : regions["intents"].begin + done] = bytes(done)
        entries, _ = self.log(booth, closed)
        image[regions["log"].begin : regions["log"].begin + len(entries)] = entries
        for i, record in enumerate(records):
            slot = i if closed else (i * 5 + 3) % SLOTS
            at = regions["sorted" if closed else "ballots"].begin + slot * header.slot_bytes
            image[at : at + len(record)] = record
        return image

    def sealed_totals(self, booth: int, **changes: object) -> SealedTotals:
        """The payload of S, with fields changed."""
        records = self.records[booth]
        content = {
            **self.where,
            "booth": booth,
            "tally": Tally(len(records), 1, len(records) + self.given_up, 1, 0),
            "totals": encode_sums(sum_records(self.published(booth), self.election.positions)[0]),
            "records": sha256(b"".join(self.published(booth))).digest(),
            "tag_key": self.tag_keys[booth],
            "log_head": self.log(booth)[1],
            "firmware": sha256(b"firmware").digest(),
            "opening": self.openings[booth],
        }
        return SealedTotals(**{**content, **changes})

    def totals(self, booth: int, **changes: object) -> bytes:
        """The object S, signed by its booth."""
        return cose.sign1(self.sealed_totals(booth, **changes).to_cbor(), self.booths[booth])

    def counts(self) -> list[int]:
        """Electronic votes, position by position."""
        return [sum(column) for column in zip(*(ballot for part in BALLOTS.values() for ballot in part), strict=True)]

    def secret(self) -> int:
        """The precinct key, from the cards."""
        cards = [codes.parse(card.texts[0]).data for card in self.keys.cards]
        return precinct_secret(cards, [card.pin for card in self.keys.cards], self.card_secret, self.keys.public)

    def protocol_payload(self, **changes: object) -> Protocol:
        """The payload of P, with fields changed after the proof was made."""
        sums = add_sums(
            [sum_records(self.published(booth), self.election.positions)[0] for booth in BALLOTS],
            self.election.positions,
        )
        counts = self.counts()
        t = opening.transcript(self.election.hash16, 17, self.mode, self.keys.public, sums, counts)
        lines = [
            BoothLine(
                booth, len(part), 1, spent, sha256(self.totals(booth)).digest(), spent, self.openings[booth], 1, 0
            )
            for booth, part in BALLOTS.items()
            for spent in (len(part) + self.given_up,)
        ]
        content = {
            **self.where,
            "booths": lines,
            "electronic": [counts[:3], counts[3:]],
            "paper": [[2, 1, 0, 0, 1], [2, 2, 0, 1, 0, 0]],
            "papers": [PaperLine(10, 0, 3, 1, 5, 1, 0, 1, 3), PaperLine(10, 0, 3, 1, 6, 0, 0, 1, 3)],
            "fields": {
                "listed": 20, "added": 1, "certificates": 2, "on_list": 19, "activations": 9, "marked": 13,
                "electronic": 7, "challenged": 2, **RECORDED,
            },
            "proof": opening.prove(self.secret(), t, sums, counts, seeded(b"proof")),
            "log_head": bytes(16),
            "firmware": sha256(b"firmware").digest(),
            "version": 1,
            "reason": "Two voters left without voting.",
            "moments": Moments(1_795_000_000, 1_795_046_800, 1_795_047_000, 1_795_050_000),
        }  # fmt: skip
        return Protocol(**{**content, **changes})

    def protocol(self, **changes: object) -> bytes:
        """The object P, signed by the desk."""
        return cose.sign1(self.protocol_payload(**changes).to_cbor(), self.desk)

    def correction_of(self, signed: bytes, **changes: object) -> bytes:
        """An object P that supersedes another; number 2, if `changes` say nothing else."""
        named = {"version": 2, "supersedes": sha256(signed).digest(), "correction": "A box was counted twice."}
        return self.protocol(**{**named, **changes})

    def activation(self, **changes: object) -> bytes:
        """The object A, signed by the desk."""
        content = {**self.where, "booth": 1, "style": 1, "index": 3, "desk": 1, "nonce": bytes(range(16))}
        content["opening"] = self.openings[1]
        return cose.sign1(Activation(**{**content, **changes}).to_cbor(), self.desk)
