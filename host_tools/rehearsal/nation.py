"""The nation of the rehearsal: its precincts in regions and districts, its folder, its keys."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.collecting.proof import vouch
from host_tools.formats import cose
from host_tools.formats.definitions import Election, FirmwareManifest, Item, Manifest, Precinct
from host_tools.formats.rulings import NO_RULING, Act, Ruling
from host_tools.keys.files import PRIVATE, write_secret
from host_tools.rehearsal.precincts import MODE, Day, MadeUpPrecinct

REGIONS = ("Abai", "Altai", "Aral", "Ertis", "Esil", "Jetisu", "Qaratau", "Syrdariya", "Torgai", "Ulytau")
_DISTRICTS = 4  # of a region
_FEWEST = 12  # precincts of a region


class MadeUpNation:
    """Everything that is fixed before the day, in a folder."""

    def __init__(
        self, election: Election, precincts: int, seed: int, folder: Path, made: Callable[[int], None] = lambda _: None
    ) -> None:
        self.folder, self.seed = folder, seed
        self.authority = SigningKey(sha256(b"rehearsal authority %d" % seed).digest())
        opens = datetime.datetime.fromisoformat(f"{election.date}T02:00:00+00:00")
        image = FirmwareManifest(role="desk", version="rehearsal", files=[]).to_cbor()
        centre = SigningKey(sha256(b"rehearsal centre %d" % seed).digest())
        self.day = Day(election, centre, image, int(opens.timestamp()), seed)
        self.regions = REGIONS[: max(1, min(len(REGIONS), precincts // _FEWEST))]
        self.precincts: dict[int, MadeUpPrecinct] = {}
        for number in range(1, precincts + 1):
            self.precincts[number] = MadeUpPrecinct(self.day, number, self.region(number))
            made(number)
        self._write()

    def region(self, number: int) -> int:
        """The place of a precinct's region."""
        return number % len(self.regions)

    def district(self, number: int) -> str:
        """The name of a precinct's district."""
        return f"{self.regions[self.region(number)]} {1 + number // len(self.regions) % _DISTRICTS}"

    @property
    def centre_key(self) -> Path:
        """The file of the centre's key."""
        return self.folder / "centre.key"

    @property
    def definitions(self) -> Path:
        """The folder of precinct definitions."""
        return self.folder / "definitions"

    def ruling(self, number: int, act: Act, protocol: bytes) -> bytes:
        """The commission's first ruling on a precinct."""
        definition = self.precincts[number].definition
        said = Ruling(
            election=definition.election, precinct=number, mode=MODE, number=1, act=act,
            protocol=sha256(protocol).digest(), reason="A complaint, in a rehearsal.",
            made_s=self.day.opened_s + 60_000, follows=NO_RULING,
        )  # fmt: skip
        return cose.sign1(said.to_cbor(), self.authority)

    def draw(self, what: str) -> random.Random:
        """Chance, by the seed."""
        return random.Random(f"{self.seed} {what}")

    def _write(self) -> None:
        for name in ("definitions", "firmware", "objects"):
            (self.folder / name).mkdir(parents=True)
        (self.folder / "authority.pub").write_text(bytes(self.authority.verify_key).hex())
        (self.folder / "centre.pub").write_text(bytes(self.day.centre.verify_key).hex())
        write_secret(self.centre_key, f"{PRIVATE}{bytes(self.day.centre).hex()}\n".encode())
        for at in (1, 2):
            district = SigningKey(sha256(b"rehearsal district %d of %d" % (at, self.seed)).digest())
            write_secret(self.folder / f"district-{at}.key", f"{PRIVATE}{bytes(district).hex()}\n".encode())
            voucher = vouch(self.day.centre, self.day.election.hash16, bytes(district.verify_key))
            (self.folder / f"district-{at}.voucher").write_bytes(voucher)
        (self.folder / "election.cbor").write_bytes(self.day.election.to_cbor())
        rows = [f"{number},{self.district(number)},{self.regions[self.region(number)]}" for number in self.precincts]
        (self.folder / "territory.csv").write_text("\n".join(["precinct,district,region", *rows]))
        (self.folder / "firmware" / "rehearsal.tmf").write_bytes(cose.sign1(self.day.image, self.authority))
        for one in self.precincts.values():
            write_definition(self.definitions, one.definition, self.authority)


def write_definition(folder: Path, definition: Precinct, authority: SigningKey) -> None:
    """A precinct's definition, and the authority's signed list that vouches for it."""
    data = definition.to_cbor()
    part = Item("precinct", len(data), sha256(data).digest())
    vouching = Manifest(role="desk", precinct=definition.precinct, mode=definition.mode, terminal=0, parts=[part])
    (folder / f"{definition.precinct}.cbor").write_bytes(data)
    (folder / f"{definition.precinct}.cose").write_bytes(cose.sign1(vouching.to_cbor(), authority))
