"""A nation of made-up precincts: genuine keys, sealed totals and protocols with opening proofs, from a seed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.determining.nation import Commission, Nation, determine
from host_tools.determining.territory import Territory
from host_tools.formats import cose, opening, points, shamir
from host_tools.formats.definitions import Booth, FirmwareManifest, Item, Manifest, Precinct
from host_tools.formats.objects import PaperLine, Protocol, SealedTotals
from host_tools.formats.rulings import NO_RULING, Act, Ruling
from host_tools.verifying.sums import encode_sums
from tests.host_tools.small_precinct import RECORDED, SmallPrecinct, names, small_election

AUTHORITY = SigningKey(sha256(b"made-up authority").digest())
IMAGE = FirmwareManifest(role="booth", version="1.0", files=[]).to_cbor()
FIRMWARE = sha256(IMAGE).digest()
CENTRE = SigningKey(sha256(b"made-up centre").digest())


@cache
def examples() -> tuple[SealedTotals, Protocol]:
    """Payloads to copy: making them takes longer than signing a nation's."""
    made = SmallPrecinct()
    return made.sealed_totals(1), made.protocol_payload()


@dataclass
class MadeUpPrecinct:
    """One precinct of one booth, whose voters chose at random."""

    number: int

    def __post_init__(self) -> None:
        self.election = small_election()
        chance = random.Random(self.number)
        self.desk = SigningKey(sha256(b"desk %d" % self.number).digest())
        self.booth = SigningKey(sha256(b"booth %d" % self.number).digest())
        self.secret = shamir.random_scalar(chance.randbytes)
        self.cast = chance.randrange(3, 9)
        one = [chance.randrange(self.cast + 1), 0, 0]
        one[1] = self.cast - one[0]
        two = [chance.randrange(self.cast + 1) for _ in range(3)]
        unused = 2 * self.cast - sum(two)
        two = two if unused >= 0 else [self.cast, 0, 0]
        unused = 2 * self.cast - sum(two)
        self.votes = [one, [*two, unused - unused // 2, unused // 2]]
        self.counts = [count for contest in self.votes for count in contest]
        public = points.multiply_base(self.secret)
        self.sums = [points.seal(count, public, shamir.random_scalar(chance.randbytes)) for count in self.counts]
        where = {"election": self.election.hash16, "precinct": self.number, "mode": 0}
        self.where = where
        self.definition = Precinct(
            **where, names=names(f"Made-up {self.number}"), key=public, desk=bytes(self.desk.verify_key),
            booths=[Booth(1, bytes(self.booth.verify_key), 100)], voters=60, minutes_east=300,
            centre=bytes(CENTRE.verify_key),
        )  # fmt: skip

    def totals(self, **changes: object) -> bytes:
        """The object S of its booth."""
        example, _ = examples()
        content = {
            **self.where, "tally": type(example.tally)(*(self.cast, 0, self.cast, *example.tally[3:])),
            "totals": encode_sums(self.sums), "firmware": FIRMWARE, **changes,
        }  # fmt: skip
        return cose.sign1(example.model_copy(update=content).to_cbor(), self.booth)

    def payload(self, **changes: object) -> Protocol:
        """The payload of P; 4 paper ballots."""
        _, example = examples()
        t = opening.transcript(
            self.election.hash16, self.number, 0, self.definition.key, self.sums, self.counts
        )  # fmt: skip
        line = example.booths[0]._replace(
            cast=self.cast, spoiled=0, spent=self.cast, totals=sha256(self.totals()).digest(), issued=self.cast
        )
        fields = {
            "listed": 60, "added": 0, "certificates": 0, "on_list": 60, "activations": self.cast,
            "marked": self.cast + 4, "electronic": self.cast, "challenged": 1, **RECORDED,
            "spoiled_recorded": 0, "certificates_received": 0,
        }  # fmt: skip
        content = {
            **self.where, "booths": [line], "electronic": self.votes, "fields": fields, "firmware": FIRMWARE,
            "proof": opening.prove(self.secret, t, self.sums, self.counts, random.Random(1).randbytes),
            "papers": [PaperLine(10, 0, 3, 1, 6, 0, 0, 1, 3)] * 2, "reason": None, **changes,
        }  # fmt: skip
        return example.model_copy(update=content)

    def protocol(self, **changes: object) -> bytes:
        """The object P."""
        return cose.sign1(self.payload(**changes).to_cbor(), self.desk)

    def correction(self, earlier: bytes, **changes: object) -> bytes:
        """An object P that supersedes another."""
        named = {"version": 2, "supersedes": sha256(earlier).digest(), "correction": "A box was counted twice."}
        return self.protocol(**{**named, **changes})

    def objects(self) -> list[bytes]:
        """What a centre receives of it."""
        return [self.protocol(), self.totals()]

    def ruling(self, act: Act, follows: bytes | None = None, number: int = 1, protocol: bytes | None = None) -> bytes:
        """A ruling of the commission. follows: the ruling object before it. protocol: the object that it is about."""
        ruling = Ruling(
            **self.where, number=number, act=act, protocol=sha256(protocol or self.protocol()).digest(),
            reason="A complaint.", made_s=1_795_100_000, follows=sha256(follows).digest() if follows else NO_RULING,
        )  # fmt: skip
        return cose.sign1(ruling.to_cbor(), AUTHORITY)


@dataclass
class MadeUpNation:
    """Four precincts in three districts of two regions."""

    precincts: dict[int, MadeUpPrecinct] = field(
        default_factory=lambda: {number: MadeUpPrecinct(number) for number in (1, 2, 3, 4)}
    )
    firmware: frozenset[bytes] | None = frozenset({FIRMWARE})

    @property
    def commission(self) -> Commission:
        """What is fixed before the day."""
        territory = Territory(
            {1: "North", 2: "North", 3: "South", 4: "East"}, {"North": "A", "South": "A", "East": "B"}
        )
        definitions = {number: one.definition for number, one in self.precincts.items()}
        return Commission(small_election(), definitions, territory, bytes(AUTHORITY.verify_key), self.firmware)

    def objects(self) -> list[bytes]:
        """Everything that a centre received."""
        return [data for one in self.precincts.values() for data in one.objects()]

    def determined(self, *more: bytes, without: Callable[[bytes], bool] = lambda _: False, **how: object) -> Nation:
        """The result of the nation with more objects, without some."""
        kept = [data for data in self.objects() if not without(data)]
        return determine(self.commission, [*kept, *more], **how)  # type: ignore[arg-type]

    def write(self, folder: Path, *more: bytes) -> Path:
        """The nation's folder, with its objects and more of them."""
        for name in ("definitions", "firmware", "objects"):
            (folder / name).mkdir(parents=True)
        commission = self.commission
        (folder / "authority.pub").write_text(commission.authority.hex())
        (folder / "election.cbor").write_bytes(commission.election.to_cbor())
        places = commission.territory
        rows = [f"{number},{places.district_of[number]},{places.region(number)}" for number in places.precincts]
        (folder / "territory.csv").write_text("\n".join(["precinct,district,region", *rows]))
        (folder / "firmware" / "booth.tmf").write_bytes(cose.sign1(IMAGE, AUTHORITY))
        for number, definition in commission.precincts.items():
            data = definition.to_cbor()
            named = Item("precinct", len(data), sha256(data).digest())
            vouching = Manifest(role="desk", precinct=number, mode=0, terminal=0, parts=[named])
            (folder / "definitions" / f"{number}.cbor").write_bytes(data)
            (folder / "definitions" / f"{number}.cose").write_bytes(cose.sign1(vouching.to_cbor(), AUTHORITY))
        for number, data in enumerate([*self.objects(), *more]):
            (folder / "objects" / f"{number}.cose").write_bytes(data)
        return folder
