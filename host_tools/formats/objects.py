"""What crosses between terminals, paper and host (formats, section 2), as models with `to_cbor` and `from_cbor`."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from host_tools.formats.payload import Bytes, Bytes16, Bytes32, Bytes48, Bytes64, Int, Key, Mode, Payload, Text, UInt

PositiveInt = Annotated[int, Field(strict=True, ge=1, lt=1 << 32)]


class Where(Payload):
    """What the payloads of a voting day begin with."""

    election: Annotated[Bytes16, Key(1)]
    precinct: Annotated[UInt, Key(2)]
    mode: Annotated[Mode, Key(3)]


class Tally(NamedTuple):
    """Ballots of one terminal."""

    cast: UInt
    spoiled: UInt
    spent: UInt
    challenged: UInt
    cancelled: UInt


class Activation(Where):
    """Permission to vote once at one booth, in one opening of it. desk: that issued it, 1 and up."""

    KIND: ClassVar[str] = "A2"
    booth: Annotated[PositiveInt, Key(4)]
    style: Annotated[UInt, Key(5)]
    index: Annotated[UInt, Key(6)]
    desk: Annotated[PositiveInt, Key(7)]
    opening: Annotated[Bytes16, Key(8)]
    nonce: Annotated[Bytes16, Key(9)]


class ZeroReport(Where):
    """That a terminal was empty at opening. openings: of this terminal, this one included; reason: of a further one.

    tag_key_hash: SHA-256 of the key of the record tags that the sealed totals disclose; a desk has none.
    signers: SHA-256 of the `SignerList` of a desk, where chair and members sign with cards.
    """

    KIND: ClassVar[str] = "Z2"
    terminal: Annotated[UInt, Key(4)]
    tally: Annotated[Tally, Key(5)]
    firmware: Annotated[Bytes32, Key(6)]
    log_head: Annotated[Bytes16, Key(7)]
    serial_number: Annotated[Text, Key(8)]
    opening: Annotated[Bytes16, Key(9)]
    openings: Annotated[PositiveInt, Key(10)]
    tag_key_hash: Annotated[Bytes32 | None, Key(11)] = None
    reason: Annotated[Text | None, Key(12)] = None
    signers: Annotated[Bytes32 | None, Key(13)] = None


class SealedTotals(Where):
    """A booth's sums, still sealed. totals: 64 bytes a position; records: hash of all of them in sorted order.

    styles: ballots cast of each style, in an election that has styles.
    """

    KIND: ClassVar[str] = "S2"
    booth: Annotated[PositiveInt, Key(4)]
    tally: Annotated[Tally, Key(5)]
    totals: Annotated[Bytes, Key(6)]
    records: Annotated[Bytes32, Key(7)]
    tag_key: Annotated[Bytes32, Key(8)]
    log_head: Annotated[Bytes16, Key(9)]
    firmware: Annotated[Bytes32, Key(10)]
    opening: Annotated[Bytes16, Key(11)]
    styles: Annotated[list[UInt] | None, Key(12)] = None


class BoothLine(NamedTuple):
    """One opening of a booth in a protocol. issued: activation slips that the desk gave for it.

    totals: h(its sealed totals), None where its cartridge is lost and its slips were counted by hand.
    """

    booth: UInt
    cast: UInt
    spoiled: UInt
    spent: UInt
    totals: Bytes32 | None
    issued: UInt
    opening: Bytes16
    challenged: UInt
    cancelled: UInt


class LeftOut(NamedTuple):
    """A booth whose totals hold no votes, and which is in no sum: its slips are counted by hand.

    first, positions: where the sum that was opened begins, and of how many positions it is; point: what it holds,
    compressed; proof: that it does. All of them None where the sealed totals themselves show that they are none.
    """

    booth: PositiveInt
    opening: Bytes16
    first: UInt | None
    positions: UInt | None
    point: Bytes32 | None
    proof: Bytes | None


class EndedLine(NamedTuple):
    """An opening of a booth that another one followed, or that is in no sum.

    exchanged: its slips for which another was given. by_hand: ballots of its box, where it is in no sum.
    """

    opening: Bytes16
    exchanged: UInt
    by_hand: UInt


class StyleLine(NamedTuple):
    """What machines recorded of one ballot style's voters: ballots in the sums, paper given in the room and outside."""

    cast: UInt
    issued: UInt
    outside: UInt


class UnopenedBooth(NamedTuple):
    """A booth of the definition without any opening that the desk knows of, and the commission's reason."""

    booth: PositiveInt
    reason: Text


class DeskCounts(NamedTuple):
    """What one desk of several recorded, as the fields of a protocol are called; voters listed on its part."""

    listed: UInt
    marked: UInt
    typed_in: UInt
    activations: UInt
    issued: UInt
    outside: UInt
    spoiled: UInt
    withdrawn: UInt
    slips_returned: UInt
    slips_exchanged: UInt
    slips_changed: UInt
    slips_taken: UInt
    paper_returned: UInt
    papers_taken: UInt
    added: UInt
    by_certificate: UInt
    added_refused: UInt
    home_requests: UInt
    home_refused: UInt
    assisted: UInt


class DeskLine(NamedTuple):
    """A desk in a protocol of several. report: SHA-256 of the object of another one; None where it has none."""

    desk: PositiveInt
    report: Bytes32 | None
    listed: UInt
    marked: UInt
    typed_in: UInt
    activations: UInt
    issued: UInt
    outside: UInt
    spoiled: UInt
    withdrawn: UInt
    slips_returned: UInt
    slips_exchanged: UInt
    slips_changed: UInt
    slips_taken: UInt
    paper_returned: UInt
    papers_taken: UInt
    added: UInt
    by_certificate: UInt
    added_refused: UInt
    home_requests: UInt
    home_refused: UInt
    assisted: UInt

    @property
    def counts(self) -> tuple[int, ...]:
        """As `DeskCounts` has them."""
        return tuple(self[2:])


class DeskBooth(NamedTuple):
    """An opening of a booth in a desk's report: slips that it gave for it, and exchanged; whether it ended it."""

    booth: PositiveInt
    opening: Bytes16
    number: PositiveInt
    issued: UInt
    exchanged: UInt
    ended: Literal[0, 1]


class Account(NamedTuple):
    """A member who issued at one desk of several.

    received, ballots, unused: paper ballots of all contests that the member received, gave out, and gave back; else
    what left the desk and came back, a voter's ballots being one.
    """

    desk: PositiveInt
    holder: PositiveInt
    received: UInt
    slips: UInt
    issued: UInt
    outside: UInt
    spoiled: UInt
    paper_returned: UInt
    slips_returned: UInt
    ballots: UInt
    unused: UInt


class DeskReport(Where):
    """Another desk than the first one, in the evening. styles: paper of each ballot style, in the room and outside."""

    KIND: ClassVar[str] = "J2"
    desk: Annotated[PositiveInt, Key(4)]
    opening: Annotated[Bytes16, Key(5)]
    firmware: Annotated[Bytes32, Key(6)]
    log_head: Annotated[Bytes16, Key(7)]
    counts: Annotated[DeskCounts, Key(8)]
    booths: Annotated[list[DeskBooth], Key(9)]
    styles: Annotated[list[list[UInt]] | None, Key(10)] = None
    accounts: Annotated[list[Account], Key(11)]


class PaperLine(NamedTuple):
    """One contest's paper ballots: received by the commission, what became of them, and those found in the boxes."""

    received: UInt
    withdrawn: UInt
    issued: UInt
    outside: UInt
    unused: UInt
    spoiled: UInt
    lost: UInt
    portable: UInt
    room: UInt


class Moments(NamedTuple):
    """When it happened by the desk's clock: seconds since 1970 UTC, 0 if unknown."""

    opened: UInt
    closed: UInt
    count_began: UInt
    signed: UInt


class Protocol(Where):
    """The precinct's result. One with a version above 1 supersedes another: it names it, and says why."""

    KIND: ClassVar[str] = "P2"
    booths: Annotated[list[BoothLine], Key(4)]
    electronic: Annotated[list[list[UInt]], Key(5)]
    paper: Annotated[list[list[UInt]], Key(6)]
    fields: Annotated[dict[Text, Int], Key(7)]
    proof: Annotated[Bytes, Key(8)]
    log_head: Annotated[Bytes16, Key(9)]
    firmware: Annotated[Bytes32, Key(10)]
    version: Annotated[PositiveInt, Key(11)]
    reason: Annotated[Text | None, Key(12)] = None
    moments: Annotated[Moments, Key(13)]
    supersedes: Annotated[Bytes32 | None, Key(14)] = None
    correction: Annotated[Text | None, Key(15)] = None
    papers: Annotated[list[PaperLine], Key(16)]
    left_out: Annotated[list[LeftOut] | None, Key(17)] = None
    ended: Annotated[list[EndedLine] | None, Key(18)] = None
    styles: Annotated[list[StyleLine] | None, Key(19)] = None
    unopened: Annotated[list[UnopenedBooth] | None, Key(20)] = None
    desks: Annotated[list[DeskLine] | None, Key(21)] = None
    accounts: Annotated[list[Account] | None, Key(22)] = None

    @property
    def by_hand(self) -> int:
        """Ballots from the boxes of openings that are in no sum, counted by hand."""
        return sum(line.by_hand for line in self.ended or ())

    def is_in_sums(self, line: BoothLine) -> bool:
        """Whether a line of `booths` has totals that count; else its ballots are counted by hand."""
        without = {(one.booth, one.opening) for one in self.left_out or ()}
        return line.totals is not None and (line.booth, line.opening) not in without

    @model_validator(mode="after")
    def _names_what_it_supersedes(self) -> Self:
        is_correction = self.version > 1
        if (self.supersedes is not None, self.correction is not None) != (is_correction, is_correction):
            raise ValueError("number 1 supersedes nothing; a higher one names what it supersedes, and why")
        return self


class Receipt(Where):
    """That the centre has a protocol. received_s: seconds since 1970 UTC."""

    KIND: ClassVar[str] = "R2"
    protocol: Annotated[Bytes32, Key(4)]
    received_s: Annotated[UInt, Key(5)]
    journal_number: Annotated[UInt, Key(6)]


class ConfirmationCode(Where):
    """The strip that a voter gets before the ballot. code: of the sealed ballot, cast or not."""

    KIND: ClassVar[str] = "V2"
    booth: Annotated[PositiveInt, Key(4)]
    opening: Annotated[Bytes16, Key(5)]
    code: Annotated[Bytes32, Key(6)]


class ChallengedBallot(Where):
    """How a challenged ballot was sealed. own, nonce: what its seed follows from; choice: a bit per position."""

    KIND: ClassVar[str] = "O2"
    booth: Annotated[PositiveInt, Key(4)]
    opening: Annotated[Bytes16, Key(5)]
    own: Annotated[Bytes32, Key(6)]
    nonce: Annotated[Bytes16, Key(7)]
    choice: Annotated[Bytes, Key(8)]
    code: Annotated[Bytes32, Key(9)]


class CancelledSlip(Where):
    """A booth's word that nothing was cast with an activation, nor ever will be: the desk may give another for it."""

    KIND: ClassVar[str] = "B2"
    booth: Annotated[PositiveInt, Key(4)]
    opening: Annotated[Bytes16, Key(5)]
    index: Annotated[UInt, Key(6)]


class KeySlip(Where):
    """That the desk made the precinct's key: the key, and what each holder's share can be compared with.

    definition: h(precinct definition). number: of the ceremony, from 1; a higher one supersedes. holders: of cards.
    commitments: Feldman's, compressed; the first is the key, and there are as many as cards are needed.
    """

    KIND: ClassVar[str] = "G2"
    definition: Annotated[Bytes32, Key(4)]
    number: Annotated[PositiveInt, Key(5)]
    holders: Annotated[PositiveInt, Key(6)]
    commitments: Annotated[list[Bytes32], Key(7)]
    serial_number: Annotated[Text, Key(8)]


class TerminalKey(Payload):
    """The public half of the key that a terminal made, signed by that key. firmware: hash of what runs there."""

    KIND: ClassVar[str] = "T2"
    role: Annotated[Literal["booth", "desk"], Key(1)]
    serial_number: Annotated[Text, Key(2)]
    public_key: Annotated[Bytes32, Key(3)]
    firmware: Annotated[Bytes32, Key(4)]


class ListedSigner(NamedTuple):
    """A person who may sign the protocol with a card. role, holder: of the role card. public_key: of the card's key."""

    role: Literal[0, 1]
    holder: UInt
    public_key: Bytes32


class SignerList(Where):
    """Who may sign the protocol: made before the polls open, in the order of role and holder."""

    KIND: ClassVar[str] = "L2"
    signers: Annotated[list[ListedSigner], Key(4)]

    @property
    def hash(self) -> bytes:
        """What the desk's zero report names it by."""
        return sha256(self.to_cbor()).digest()


class Signer(NamedTuple):
    """A person on the list, with the signature if there is one.

    verdict: 0 agrees, 1 dissents. signed_s: seconds since 1970 UTC by the desk's clock, 0 if unknown.
    """

    role: Literal[0, 1]
    holder: UInt
    public_key: Bytes32
    verdict: Literal[0, 1] | None
    signed_s: UInt | None
    signature: Bytes64 | None


class Signatures(Where):
    """Everybody on the list of signers, and what each has signed of one protocol. protocol: h(its object)."""

    KIND: ClassVar[str] = "W2"
    protocol: Annotated[Bytes32, Key(4)]
    signers: Annotated[list[Signer], Key(5)]

    @property
    def listed(self) -> SignerList:
        """The list without the signatures."""
        people = [ListedSigner(*one[:3]) for one in self.signers]
        return SignerList(election=self.election, precinct=self.precinct, mode=self.mode, signers=people)


class SigningCardHeader(Where):
    """What a signing card says in clear."""

    KIND: ClassVar[str] = "Q2"
    role: Annotated[Literal[0, 1], Key(4)]
    holder: Annotated[UInt, Key(5)]
    salt: Annotated[Bytes16, Key(6)]
    iterations: Annotated[PositiveInt, Key(7)]


class TimeCard(Where):
    """What time it is, for the request that one terminal shows. request: its digits; time_s: since 1970 UTC."""

    KIND: ClassVar[str] = "I2"
    request: Annotated[Text, Key(4)]
    time_s: Annotated[UInt, Key(5)]


class Fault(NamedTuple):
    """A finding of a self-test. number: of `host_tools.formats.readiness`; detail: which one, or how much."""

    number: PositiveInt
    detail: UInt


class Readiness(Payload):
    """What a terminal's self-test found and measured. state: of the polls; without a package nothing says whose it is.

    roll: beginning of the hash of the roll in a desk's package. measures: of `host_tools.formats.readiness`.
    seals: numbers of the last hand-over in a desk's log, in the order in which they were scanned.
    """

    KIND: ClassVar[str] = "72"
    role: Annotated[Literal["booth", "desk"], Key(1)]
    serial_number: Annotated[Text, Key(2)]
    firmware: Annotated[Bytes32, Key(3)]
    state: Annotated[Text, Key(4)]
    election: Annotated[Bytes16 | None, Key(5)] = None
    precinct: Annotated[UInt | None, Key(6)] = None
    mode: Annotated[Mode | None, Key(7)] = None
    terminal: Annotated[UInt | None, Key(8)] = None
    openings: Annotated[UInt | None, Key(9)] = None
    roll: Annotated[Bytes16 | None, Key(10)] = None
    listed: Annotated[UInt | None, Key(11)] = None
    time_s: Annotated[UInt | None, Key(12)] = None
    faults: Annotated[list[Fault], Key(13)]
    measures: Annotated[list[Any], Key(14)]
    seals: Annotated[list[Text] | None, Key(15)] = None


class Replacement(Where):
    """What a desk hands to the district's spare, should it die: with it and two role cards the spare is that desk.

    terminal: of the desk (`places`). opening, openings: as in its zero report. point: of the Diffie-Hellman whose other
    half is the spare's key. sealed: the seed of the desk's signing key, for the spare alone. signers: the desk's signed
    list of who may sign, where people sign with cards.
    """

    KIND: ClassVar[str] = "82"
    terminal: Annotated[UInt, Key(4)]
    serial_number: Annotated[Text, Key(5)]
    opening: Annotated[Bytes16, Key(6)]
    openings: Annotated[PositiveInt, Key(7)]
    point: Annotated[Bytes32, Key(8)]
    sealed: Annotated[Bytes48, Key(9)]
    signers: Annotated[Bytes | None, Key(10)] = None


class RoleCard(Payload):
    """A person's right to open and close. role: 0 chair, 1 member. mode: of a card for trainings; others have none."""

    KIND: ClassVar[str] = "C2"
    election: Annotated[Bytes16, Key(1)]
    precinct: Annotated[UInt, Key(2)]
    mode: Annotated[Literal[2] | None, Key(3)] = None
    role: Annotated[Literal[0, 1], Key(4)]
    holder: Annotated[UInt, Key(5)]
    salt: Annotated[Bytes16, Key(6)]
    iterations: Annotated[PositiveInt, Key(7)]
    check: Annotated[Bytes16, Key(8)]


class KeyCardHeader(Where):
    """What a key card says in clear."""

    KIND: ClassVar[str] = "K2"
    index: Annotated[PositiveInt, Key(4)]
    k: Annotated[PositiveInt, Key(5)]
    n: Annotated[PositiveInt, Key(6)]
    salt: Annotated[Bytes16, Key(7)]
    iterations: Annotated[PositiveInt, Key(8)]


SLIP_KINDS: dict[str, type[Payload]] = {
    "A": Activation,
    "Z": ZeroReport,
    "S": SealedTotals,
    "P": Protocol,
    "R": Receipt,
    "C": RoleCard,
    "V": ConfirmationCode,
    "O": ChallengedBallot,
    "G": KeySlip,
    "T": TerminalKey,
    "W": Signatures,
    "B": CancelledSlip,
    "I": TimeCard,
    "7": Readiness,
    "J": DeskReport,
    "8": Replacement,
}
