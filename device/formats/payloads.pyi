"""Types of `payloads`: its named tuples are made at run time."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

ACTIVATION: Final = "A"
ZERO_REPORT: Final = "Z"
SEALED_TOTALS: Final = "S"
PROTOCOL: Final = "P"
RECEIPT: Final = "R"
ROLE_CARD: Final = "C"
KEY_CARD: Final = "K"
CONFIRMATION: Final = "V"
OPENED_BALLOT: Final = "O"
KEY_SLIP: Final = "G"
TERMINAL_KEY: Final = "T"
SIGNING_CARD: Final = "Q"
SIGNATURES: Final = "W"
CANCELLED_SLIP: Final = "B"
TIME_CARD: Final = "I"
READINESS: Final = "7"
DESK_REPORT: Final = "J"
REPLACEMENT: Final = "8"
IN_CODES: Final = "AZSPRCKVOGTQWBI7J8"
ELECTION: Final = "E"
PRECINCT: Final = "N"
MANIFEST: Final = "M"
FIRMWARE: Final = "F"
DEVICE: Final = "D"
CARTRIDGE: Final = "H"
SUPPLEMENT: Final = "U"
SIGNER_LIST: Final = "L"
OFFICIAL: Final = 0
TEST: Final = 1
TRAINING: Final = 2
NOT_ALLOWED: Final = 0
OWN_LINE: Final = 1
INVALID: Final = 2
TABLE: str

class Tally(NamedTuple):
    cast: int
    spoiled: int
    spent: int
    challenged: int
    cancelled: int

# `index` is a method of tuples, too, which nobody calls on these.
class Activation(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    booth: int
    style: int
    index: int  # type: ignore[assignment]
    desk: int
    opening: bytes
    nonce: bytes

class CancelledSlip(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    booth: int
    opening: bytes
    index: int  # type: ignore[assignment]

class TimeCard(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    request: str
    time_s: int

class Replacement(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    terminal: int
    serial_number: str
    opening: bytes
    openings: int
    point: bytes
    sealed: bytes
    signers: bytes | None

class Fault(NamedTuple):
    number: int
    detail: int

class Readiness(NamedTuple):
    role: str
    serial_number: str
    firmware: bytes
    state: str
    election: bytes | None
    precinct: int | None
    mode: int | None
    terminal: int | None
    openings: int | None
    roll: bytes | None
    listed: int | None
    time_s: int | None
    faults: list[Fault]
    measures: list
    seals: list[str] | None

class ZeroReport(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    terminal: int
    tally: Tally
    firmware: bytes
    log_head: bytes
    serial_number: str
    opening: bytes
    openings: int
    tag_key_hash: bytes | None  # a booth's
    reason: str | None
    signers: bytes | None  # a desk's

class SealedTotals(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    booth: int
    tally: Tally
    totals: bytes
    records: bytes
    tag_key: bytes
    log_head: bytes
    firmware: bytes
    opening: bytes
    styles: list[int] | None

class BoothLine(NamedTuple):
    booth: int
    cast: int
    spoiled: int
    spent: int
    totals: bytes | None
    issued: int
    opening: bytes
    challenged: int
    cancelled: int

class LeftOut(NamedTuple):
    booth: int
    opening: bytes
    first: int | None
    positions: int | None
    point: bytes | None
    proof: bytes | None

class DeskCounts(NamedTuple):
    listed: int
    marked: int
    typed_in: int
    activations: int
    issued: int
    outside: int
    spoiled: int
    withdrawn: int
    slips_returned: int
    slips_exchanged: int
    slips_changed: int
    slips_taken: int
    paper_returned: int
    papers_taken: int
    added: int
    by_certificate: int
    added_refused: int
    home_requests: int
    home_refused: int
    assisted: int

class DeskLine(NamedTuple):
    desk: int
    report: bytes | None
    listed: int
    marked: int
    typed_in: int
    activations: int
    issued: int
    outside: int
    spoiled: int
    withdrawn: int
    slips_returned: int
    slips_exchanged: int
    slips_changed: int
    slips_taken: int
    paper_returned: int
    papers_taken: int
    added: int
    by_certificate: int
    added_refused: int
    home_requests: int
    home_refused: int
    assisted: int

class DeskBooth(NamedTuple):
    booth: int
    opening: bytes
    number: int
    issued: int
    exchanged: int
    ended: int

class Account(NamedTuple):
    desk: int
    holder: int
    received: int
    slips: int
    issued: int
    outside: int
    spoiled: int
    paper_returned: int
    slips_returned: int
    ballots: int
    unused: int

class DeskReport(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    desk: int
    opening: bytes
    firmware: bytes
    log_head: bytes
    counts: DeskCounts
    booths: list[DeskBooth]
    styles: list[list[int]] | None
    accounts: list[Account]

class EndedLine(NamedTuple):
    opening: bytes
    exchanged: int
    by_hand: int

class StyleLine(NamedTuple):
    cast: int
    issued: int
    outside: int

class UnopenedBooth(NamedTuple):
    booth: int
    reason: str

class PaperLine(NamedTuple):
    received: int
    withdrawn: int
    issued: int
    outside: int
    unused: int
    spoiled: int
    lost: int
    portable: int
    room: int

class Moments(NamedTuple):
    opened: int
    closed: int
    count_began: int
    signed: int

class Protocol(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    booths: list[BoothLine]
    electronic: list[list[int]]
    paper: list[list[int]]
    fields: dict[str, int]
    proof: bytes
    log_head: bytes
    firmware: bytes
    version: int
    reason: str | None
    moments: Moments
    supersedes: bytes | None
    correction: str | None
    papers: list[PaperLine]
    left_out: list[LeftOut] | None
    ended: list[EndedLine] | None
    styles: list[StyleLine] | None
    unopened: list[UnopenedBooth] | None
    desks: list[DeskLine] | None
    accounts: list[Account] | None

class Receipt(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    protocol: bytes
    received_s: int
    journal_number: int

class ConfirmationCode(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    booth: int
    opening: bytes
    code: bytes

class ChallengedBallot(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    booth: int
    opening: bytes
    own: bytes
    nonce: bytes
    choice: bytes
    code: bytes

class RoleCard(NamedTuple):
    election: bytes
    precinct: int
    mode: int | None
    role: int
    holder: int
    salt: bytes
    iterations: int
    check: bytes

class KeyCardHeader(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    index: int  # type: ignore[assignment]
    k: int
    n: int
    salt: bytes
    iterations: int

class Item(NamedTuple):
    name: str
    size: int
    hash: bytes

class SigningCardHeader(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    role: int
    holder: int
    salt: bytes
    iterations: int

class Signer(NamedTuple):
    role: int
    holder: int
    public_key: bytes
    verdict: int | None
    signed_s: int | None
    signature: bytes | None

class Signatures(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    protocol: bytes
    signers: list[Signer]

class ListedSigner(NamedTuple):
    role: int
    holder: int
    public_key: bytes

class SignerList(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    signers: list[ListedSigner]

class Manifest(NamedTuple):
    role: str
    precinct: int
    mode: int
    terminal: int
    parts: list[Item]

class FirmwareManifest(NamedTuple):
    role: str
    version: str
    files: list[Item]

class Election(NamedTuple):
    id: str
    title: dict[str, str]
    date: str
    contests: list[dict[int, Any]]
    settings: dict[str, Any]
    styles: list[dict[int, Any]] | None

class Booth(NamedTuple):
    number: int
    public_key: bytes
    slots: int

class DeskPart(NamedTuple):
    number: int
    public_key: bytes
    voters: int

class Hours(NamedTuple):
    opens: int
    closes: int

class Precinct(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    names: dict[str, str]
    key: bytes | None
    desk: bytes
    booths: list[Booth]
    voters: int
    minutes_east: int
    centre: bytes
    hours: Hours | None
    holders: Holders | None
    people: list[str] | None
    kind: str | None
    desks: list[DeskPart] | None

class Holders(NamedTuple):
    needed: int
    all: int

class KeySlip(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    definition: bytes
    number: int
    holders: int
    commitments: list[bytes]
    serial_number: str

class TerminalKey(NamedTuple):
    role: str
    serial_number: str
    public_key: bytes
    firmware: bytes

class Change(NamedTuple):
    row: int
    sealed: bytes | None
    entries: list[bytes]

class Supplement(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    number: int
    added: list[Change]
    removed: list[bytes]
    follows: bytes
    listed: int
    elsewhere: list[bytes] | None

class Device(NamedTuple):
    role: str
    serial_number: str
    authority: bytes

class CartridgeHeader(NamedTuple):
    election: bytes
    precinct: int
    mode: int
    terminal: int
    slots: int  # from here to `positions`, and `slips`: a booth's, else None
    slot_bytes: int
    positions: int
    indices: int
    slips: int
    intents: int
    log_entries: int
    rows: int | None
    booths: int  # from here on: a desk's, else None
    list_state: bytes
    added: int
    opening: bytes
    openings: int
    record_version: int | None
    styles: int | None

class Where(NamedTuple):
    election: bytes
    precinct: int
    mode: int | None

class Secrets(NamedTuple):
    role_secret: bytes
    card_secret: bytes | None
    lookup_key: bytes | None
    wrap_key: bytes | None

class RollRow(NamedTuple):
    name: str
    birth_year: int
    style: int | None

class Style(NamedTuple):
    id: str
    names: dict[str, str]
    contests: list[int]

class Option(NamedTuple):
    id: str
    names: dict[str, str]
    against_all: bool | None

class Contest(NamedTuple):
    id: str
    title: dict[str, str]
    votes_allowed: int
    blank: int
    options: list[Option]
    referendum: bool | None
    colour: dict[str, str] | None
    percent_of: int | None

def encode(kind: str, payload: tuple[Any, ...]) -> bytes: ...
def decode(kind: str, data: bytes, without: str = "") -> Any: ...
def of_kind(kind: str, content: Any) -> Any: ...
def named(name: str, content: Any) -> Any: ...
def all_named(name: str, contents: list[Any]) -> list[Any]: ...
def election(data: bytes) -> Any: ...
def firmware_files(manifest: bytes, role: str) -> Iterator[tuple[str, int, bytes] | None]: ...
def contest(data: bytes) -> Contest: ...
def beginning(kind: str, election: bytes, precinct: int, mode: int) -> tuple[bytes, ...]: ...
def removed_at(supplement: Supplement, encoded: bytes) -> int: ...
