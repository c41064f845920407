"""Whether an object is one that this centre wants: from its bytes and the precincts alone."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from host_tools.collecting.precincts import Precincts
from host_tools.formats import cose, key_slip, people
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import KeySlip, Protocol, SealedTotals, Signatures
from host_tools.formats.payload import MODE_NAMES, PayloadError
from host_tools.verifying.images import Register

PROTOCOL, SEALED_TOTALS, KEY_SLIP, SIGNATURES = "P", "S", "G", "W"
LARGEST = 65_535  # bytes of an object
_MODELS: dict[str, type[Protocol | SealedTotals | KeySlip | Signatures]] = {
    PROTOCOL: Protocol,
    SEALED_TOTALS: SealedTotals,
    KEY_SLIP: KeySlip,
    SIGNATURES: Signatures,
}
_NAMES = {
    PROTOCOL: "not a protocol",
    SEALED_TOTALS: "no sealed totals",
    KEY_SLIP: "no key slip",
    SIGNATURES: "no signatures of people",
}
_THIS = {
    PROTOCOL: "This protocol is",
    SEALED_TOTALS: "These sealed totals are",
    KEY_SLIP: "This key slip is",
    SIGNATURES: "These signatures are",
}


KINDS = {
    PROTOCOL: "protocols",
    SEALED_TOTALS: "sealed totals",
    SIGNATURES: "signatures of people",
    KEY_SLIP: "key slips",
}


def in_words(kind: str, terminal: int, version: int) -> str:
    """What an object is, for people. terminal, version: as a row of the store has them."""
    words = {PROTOCOL: f"protocol {version}", KEY_SLIP: f"key slip {version}", SIGNATURES: "signatures of people"}
    return words.get(kind, f"sealed totals of booth {terminal}")


class Reason(IntEnum):
    """Why an object is refused (formats, section 10)."""

    KIND, SIZE, DAMAGED, UNREADABLE, ELECTION, MODE, PRECINCT, SIGNATURE, NUMBER, STORE = range(1, 11)
    PREDECESSOR, TOTALS, RECEIPT, CHALLENGE = range(11, 15)

    @property
    def waits(self) -> bool:
        """Nothing is wrong with the object: it is sent again later, and is no evidence of anything."""
        return self in (Reason.STORE, Reason.PREDECESSOR, Reason.TOTALS, Reason.RECEIPT, Reason.CHALLENGE)


class Refusal(NamedTuple):
    """Not taken. text: a sentence for the people at the terminal."""

    reason: Reason
    text: str


class Checked(NamedTuple):
    """An object that its terminal signed, for this election, mode and centre.

    terminal: 0 the desk, else the booth. version: key 11 of a protocol, key 5 of a key slip, else 0.
    supersedes: key 14 of a protocol, else None.
    totals: (booth, h(its sealed totals)) of each booth that a protocol names.
    under: h(the protocol) of signatures.
    """

    kind: str
    precinct: int
    terminal: int
    version: int = 0
    supersedes: bytes | None = None
    totals: Sequence[tuple[int, bytes]] = ()
    under: bytes | None = None


def check_offer(kind: str, size: int, largest: int = LARGEST) -> Refusal | None:
    """What can be said before an object comes; None when it may come. largest: bytes of an object."""
    if kind not in _MODELS:
        takes = "protocols, the sealed totals that they name, signatures of people, and key slips"
        return Refusal(Reason.KIND, f"This centre collects {takes}.")
    if not 0 < size <= largest:
        return Refusal(Reason.SIZE, f"An object has 1 to {largest} bytes; this one has {size}.")
    return None


def check_object(kind: str, data: bytes, precincts: Precincts) -> Checked | Refusal:
    """What is said of an object when it is one of this election and mode, by a terminal of one of the precincts.

    kind: as it was offered.
    """
    peeked = cose.peek1(data)
    if peeked is None:
        return Refusal(Reason.UNREADABLE, "This is not a signed object.")
    try:
        said = _MODELS[kind].from_cbor(peeked[1])
    except PayloadError as error:
        return Refusal(Reason.UNREADABLE, f"This is {_NAMES[kind]}: {error}.")
    if said.election != precincts.election:
        return Refusal(Reason.ELECTION, f"{_THIS[kind]} of another election.")
    if said.mode != precincts.mode:
        found = MODE_NAMES[said.mode]
        return Refusal(Reason.MODE, f"{_THIS[kind]} of mode {found}; this centre collects mode {precincts.mode_name}.")
    precinct = precincts.by_number.get(said.precinct)
    if precinct is None:
        return Refusal(Reason.PRECINCT, f"Precinct {said.precinct} does not report to this centre.")
    terminal = said.booth if isinstance(said, SealedTotals) else 0
    public = precinct.terminal_key(terminal)
    if public is None or not cose.is_signed(data, peeked, public):
        signer = f"{_signer(terminal)} of precinct {said.precinct}"
        return Refusal(Reason.SIGNATURE, f"{_THIS[kind]} not signed by {signer}.")
    if isinstance(said, SealedTotals):
        return Checked(kind, said.precinct, terminal)
    if isinstance(said, KeySlip):
        return _key_slip(data, said, precinct)
    if isinstance(said, Signatures):
        wrong = people.problems(said, precincts.settings) if precincts.settings else []
        if wrong:
            return Refusal(Reason.SIGNATURE, f"Precinct {said.precinct}: {wrong[0]}")
        return Checked(kind, said.precinct, terminal, under=said.protocol)
    totals = [(line.booth, line.totals) for line in said.booths if line.totals is not None]
    return Checked(kind, said.precinct, terminal, said.version, said.supersedes, totals)


def _key_slip(data: bytes, said: KeySlip, precinct: Precinct) -> Checked | Refusal:
    """A key slip that its desk signed. The centre may have the key already: from the slip on the precinct's wall."""
    try:
        key_slip.checked(data, precinct)
    except PayloadError as error:
        return Refusal(Reason.UNREADABLE, f"This is no key slip of precinct {said.precinct}: {error}.")
    if precinct.announced not in (None, said.commitments[0]):
        filed = (
            f"The key that was filed for precinct {said.precinct} is another one than this slip, number {said.number}"
        )
        return Refusal(Reason.NUMBER, f"{filed}. Compare both with the slip on the wall.")
    return Checked(KEY_SLIP, said.precinct, 0, said.number)


def is_registered(kind: str, data: bytes, register: Register) -> bool:
    """Whether a stored object comes from a terminal that ran a registered image; other kinds name none."""
    peeked = cose.peek1(data)
    if peeked is None or kind not in (PROTOCOL, SEALED_TOTALS):
        return True
    said = _MODELS[kind].from_cbor(peeked[1])
    told, role = getattr(said, "firmware", None), "desk" if kind == PROTOCOL else "booth"
    return told is None or register.of_firmware(told, role) is not None


def cannot_store(why: str) -> Refusal:
    """The object may be right, but the disk or the database failed. why: in our words, naming no path."""
    return Refusal(Reason.STORE, f"The centre cannot store anything at present ({why}). Send again later.")


def _signer(terminal: int) -> str:
    return f"booth {terminal}" if terminal else "the desk"
