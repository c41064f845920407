"""A made-up precinct with its desk, and the centre that it reports to: keys, definitions, signed protocols."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.collecting.centre import Centre, Kept, Outcome, whole
from host_tools.collecting.partials import Partials
from host_tools.collecting.precincts import load
from host_tools.collecting.proof import LineKey, Proof
from host_tools.collecting.receiver import Notice, Receiver, What
from host_tools.formats import cose
from host_tools.formats.definitions import Booth, Precinct
from host_tools.formats.objects import BoothLine, Moments, PaperLine, Protocol, Receipt, SealedTotals, Tally
from host_tools.keys.files import PRIVATE, write_secret

ELECTION = sha256(b"made-up election").digest()[:16]
CENTRE_KEY = SigningKey(sha256(b"made-up centre").digest())
PRECINCT = 417
RECEIVED_S = 1_800_000_000


OPENING = bytes(16)  # of the booth


def desk_key(precinct: int) -> SigningKey:
    """The signing key of a precinct's desk."""
    return SigningKey(sha256(b"made-up desk %d" % precinct).digest())


def booth_key(precinct: int, booth: int = 1) -> SigningKey:
    """The signing key of a booth."""
    return SigningKey(sha256(b"made-up booth %d of %d" % (booth, precinct)).digest())


def signed_totals(
    precinct: int = PRECINCT, mode: int = 0, booth: int = 1, signer: SigningKey | None = None, **other: object
) -> bytes:
    """A booth's sealed totals, of nothing in particular."""
    said = SealedTotals(
        election=ELECTION, precinct=precinct, mode=mode, booth=booth, tally=Tally(640, 3, 643, 0, 0), totals=bytes(64),
        records=bytes(32), tag_key=bytes(32), log_head=bytes(16), firmware=bytes(32), opening=OPENING,
    ).model_copy(update=other)  # fmt: skip
    return cose.sign1(said.to_cbor(), signer or booth_key(precinct, booth))


def definition(precinct: int = PRECINCT, mode: int = 0, election: bytes = ELECTION) -> Precinct:
    """A precinct definition with one booth."""
    names = dict.fromkeys(("kk", "ru", "en"), f"Made-up precinct {precinct}")
    return Precinct(
        election=election, precinct=precinct, mode=mode, names=names,
        key=bytes(32), desk=bytes(desk_key(precinct).verify_key),
        booths=[Booth(1, bytes(booth_key(precinct).verify_key), 1000)],
        voters=900, minutes_east=300, centre=bytes(CENTRE_KEY.verify_key),
    )  # fmt: skip


def protocol(
    precinct: int = PRECINCT,
    mode: int = 0,
    version: int = 1,
    election: bytes = ELECTION,
    contests: int = 8,
    reason: str | None = None,
    supersedes: bytes | None = None,
) -> bytes:
    """The payload of a protocol that names its booth's `signed_totals`.

    contests: each takes some 53 bytes. supersedes: h(P), for a version above 1.
    """
    totals = sha256(signed_totals(precinct, mode)).digest()
    return Protocol(
        election=election, precinct=precinct, mode=mode,
        booths=[BoothLine(1, 640, 3, 643, totals, 643, OPENING, 0, 0)],
        electronic=[[100 + (contest * 7 + line) % 500 for line in range(7)] for contest in range(contests)],
        paper=[[30 + line for line in range(10)] for _ in range(contests)],
        papers=[PaperLine(*range(1, 10))] * contests,
        fields={"listed": 900, "electronic": 640}, proof=bytes(64), log_head=bytes(16), firmware=bytes(32),
        version=version, reason=reason, moments=Moments(1, 2, 3, 4), supersedes=supersedes,
        correction="A box was counted twice." if supersedes else None,
    ).to_cbor()  # fmt: skip


def signed_protocol(signer: SigningKey | None = None, precinct: int = PRECINCT, **other: int | bytes | str) -> bytes:
    """A protocol signed by its desk, or by another key."""
    return cose.sign1(protocol(precinct, **other), signer or desk_key(precinct))  # type: ignore[arg-type]


def correction_of(signed: bytes, version: int = 2, **other: int | bytes | str) -> bytes:
    """A signed protocol that supersedes another."""
    return signed_protocol(version=version, supersedes=sha256(signed).digest(), **other)


def protocol_of_whole_records(contests: int) -> bytes:
    """A signed protocol whose last record is as long as the others."""
    lengths = (signed_protocol(contests=contests, reason="x" * length) for length in range(24, 250))
    return next(data for data in lengths if len(data) % 200 == 0)


class MadeUpCentre:
    """A centre on a folder. `start` it, `receive` bytes with it, `start` it again as after a restart.

    totals: the sealed totals of its precincts are there already. database: a PostgreSQL URL instead of the folder.
    """

    def __init__(
        self,
        folder: Path,
        precincts: tuple[int, ...] = (PRECINCT, PRECINCT + 1),
        mode: int = 0,
        totals: bool = True,
        database: str | None = None,
    ) -> None:
        self.database = database
        self.store, self.definitions = folder / "store", folder / "precincts"
        self.key_file, self.public_file = folder / "centre.key", folder / "centre.pub"
        self.definitions.mkdir(parents=True)
        for number in precincts:
            (self.definitions / f"{number}.cbor").write_bytes(definition(number, mode).to_cbor())
        write_secret(self.key_file, f"{PRIVATE}{bytes(CENTRE_KEY).hex()}".encode())
        self.public_file.write_text(bytes(CENTRE_KEY.verify_key).hex())
        self.notices: list[Notice] = []
        self.now_s = RECEIVED_S
        self.line_key = LineKey(CENTRE_KEY)
        self.start()
        if totals:
            taken = self.centre.accept([whole("S", signed_totals(number, mode)) for number in precincts])
            assert all(isinstance(outcome, Kept) for outcome in taken)

    def start(self) -> None:
        """A fresh program on the same disk."""
        key = CENTRE_KEY.verify_key
        place = self.database or self.store
        self.centre = Centre(place, CENTRE_KEY, load(self.definitions, bytes(key)), clock=lambda: self.now_s)
        self.partials = Partials()
        self.proof = Proof(self.centre.precincts, self.line_key)
        self.receiver = Receiver(self.centre, self.partials, self.proof, self.notices.append)

    def new_line(self) -> None:
        """The line before is gone; another one comes."""
        self.receiver.leave()
        self.receiver = Receiver(self.centre, self.partials, self.proof, self.notices.append)

    def receive(self, data: bytes) -> bytes:
        """Bytes of the line in, bytes for the line out."""
        return self.receiver.receive(data)

    def accept(self, data: bytes, kind: str = "P") -> Outcome:
        """Take an object by hand."""
        return self.centre.accept([whole(kind, data)])[0]

    def count(self, what: What) -> int:
        """How often something happened."""
        return sum(notice.what == what for notice in self.notices)

    def journal(self) -> list[bytes]:
        """The protocols that are kept, in order."""
        return [row.object for row in self.centre.store.protocols()]


def opened_receipt(data: bytes) -> Receipt:
    """What a receipt says, if the centre signed it."""
    payload = cose.verify1(data, bytes(CENTRE_KEY.verify_key))
    assert payload, "the centre did not sign this"
    return Receipt.from_cbor(payload)
