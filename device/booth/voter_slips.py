"""What the voter gets besides the ballot: a strip with the ballot's code, and the opening of a challenged ballot.

Neither has anything to do with who the voter is, nor with an order or a time (docs/formats.md, section 4). Loaded for
each of them and unloaded again.
"""

from hashlib import sha256

from formats import payloads
from paper.common_slips import both, codes_of, cut, heading, rule, space, text

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's Base32
_LETTERS, _GROUP = 25, 5  # 125 of 256 bits


def code_of(context: bytes, record) -> bytes:
    """The confirmation code of a sealed ballot, 32 bytes. context: `published.context`. record: as it is published."""
    digest = sha256(b"TM2 code")
    digest.update(context)
    digest.update(record)
    return digest.digest()


def letters(code: bytes) -> str:
    """The first 125 bits of a code, in groups of five letters, for people."""
    bits = int.from_bytes(code[:16], "big") >> 3
    found = ""
    for at in range(_LETTERS):
        if at and at % _GROUP == 0:
            found += " "
        found += _ALPHABET[bits >> 5 * (_LETTERS - 1 - at) & 31]
    return found


def strip(booth, code: bytes) -> list:
    """The strip with the code: printed before the ballot, cut off, for the voter. No choice is on it."""
    terminal, poll = booth.terminal, booth.terminal.poll
    payload = payloads.ConfirmationCode(
        election=poll.election_hash,
        precinct=poll.precinct_number,
        mode=poll.mode,
        booth=poll.terminal,
        opening=terminal.opening[1],
        code=code,
    )
    return _slip(
        terminal, "slip_ballot_code", ("slip_code_yours", "slip_code_if_cast"), payloads.CONFIRMATION, payload, code
    )


def opening(booth, nonce: bytes, choice: list[int], code: bytes) -> list:
    """The opening of a challenged ballot, from which anybody recomputes the record and its code.

    nonce: of the activation slip.
    choice: 0 or 1 per position.
    code: that is printed on the strip.
    """
    terminal, poll = booth.terminal, booth.terminal.poll
    packed = bytearray((len(choice) + 7) // 8)
    for position, bit in enumerate(choice):
        packed[position >> 3] |= bit << (position & 7)
    payload = payloads.ChallengedBallot(
        election=poll.election_hash,
        precinct=poll.precinct_number,
        mode=poll.mode,
        booth=poll.terminal,
        opening=terminal.opening[1],
        own=bytes(booth.sealing.own),
        nonce=nonce,
        choice=bytes(packed),
        code=code,
    )
    return _slip(terminal, "slip_challenge", ("slip_challenge_yours",), payloads.OPENED_BALLOT, payload, code)


def _slip(terminal, title: str, notes: tuple, kind: str, payload: tuple, code: bytes) -> list:
    elements = heading(terminal, title)
    elements += [rule(), text(letters(code), align="centre", bold=True), space(8)]
    elements += [text(both(terminal, name), align="centre") for name in notes]
    return elements + list(codes_of(kind, terminal.sign(kind, payload))) + [cut()]
