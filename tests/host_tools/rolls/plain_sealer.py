"""The reference of `rolls.seal`, one voter after the other as formats, section 8 puts it; and the look-up of a card."""

from __future__ import annotations

import hmac
import struct
from collections.abc import Sequence

from Crypto.Cipher import ChaCha20_Poly1305

from host_tools.formats import cbor
from host_tools.formats.definitions import RollRow
from host_tools.keys.randomness import RandomBytes, below, system
from host_tools.rolls.errors import RollError
from host_tools.rolls.layout import (
    AEAD_TAG_SIZE,
    ENTRY_SIZE,
    HEADER_SIZE,
    MAGIC,
    MOST_ROWS,
    NONCE,
    TAG_SIZE,
    RollVoter,
)


def build(voters: Sequence[RollVoter], lookup_key: bytes, wrap_key: bytes, random_bytes: RandomBytes = system) -> bytes:
    """The bytes of a roll part. RollError: too many voters, or digits that stand for two of them."""
    if len(voters) > MOST_ROWS:
        raise RollError(f"a roll holds at most {MOST_ROWS} voters, not {len(voters)}")
    plain = [cbor.encode(RollRow(name=voter.name, birth_year=voter.birth_year).to_map()) for voter in voters]
    longest = max(map(len, plain), default=0)
    rows, entries = [], {}
    for number, index in enumerate(_shuffled(len(voters), random_bytes)):
        row_key = random_bytes(32)
        cipher = ChaCha20_Poly1305.new(key=row_key, nonce=NONCE)
        cipher.update(struct.pack("<H", number))
        sealed, tag = cipher.encrypt_and_digest(plain[index].ljust(longest, b"\x00"))
        rows.append(sealed + tag)
        for digits in voters[index].digits:
            lookup = _tag(lookup_key, digits)
            if lookup in entries:
                raise RollError("two voters have the same card digits")
            wrapped = _xor(row_key, _mask(wrap_key, digits))
            entries[lookup] = lookup + struct.pack("<H", number) + wrapped + bytes(14)
    if len(entries) > MOST_ROWS:
        raise RollError(f"a roll holds at most {MOST_ROWS} cards, not {len(entries)}")
    header = MAGIC + struct.pack("<HHHH", len(entries), len(rows), longest + AEAD_TAG_SIZE, 0)
    return header + b"".join(entries[lookup] for lookup in sorted(entries)) + b"".join(rows)


def look_up(part: bytes, digits: str, lookup_key: bytes, wrap_key: bytes) -> tuple[int, RollRow] | None:
    """(row number, row) of a card, or None when no voter has these digits. RollError when the part is damaged."""
    if len(part) < HEADER_SIZE or not part.startswith(MAGIC):
        raise RollError("this is no roll")
    entry_count, row_count, row_size, _ = struct.unpack_from("<HHHH", part, len(MAGIC))
    rows_at = HEADER_SIZE + entry_count * ENTRY_SIZE
    if len(part) != rows_at + row_count * row_size:
        raise RollError("the roll is cut short or has bytes after its end")
    wanted = _tag(lookup_key, digits)
    for at in range(HEADER_SIZE, rows_at, ENTRY_SIZE):
        if part[at : at + TAG_SIZE] != wanted:
            continue
        (number,) = struct.unpack_from("<H", part, at + TAG_SIZE)
        row_key = _xor(part[at + 18 : at + 50], _mask(wrap_key, digits))
        sealed = part[rows_at + number * row_size : rows_at + (number + 1) * row_size]
        cipher = ChaCha20_Poly1305.new(key=row_key, nonce=NONCE)
        cipher.update(struct.pack("<H", number))
        try:
            plain = cipher.decrypt_and_verify(sealed[:-AEAD_TAG_SIZE], sealed[-AEAD_TAG_SIZE:])
        except ValueError as error:
            raise RollError("the roll's row is damaged") from error
        return number, RollRow.from_map(_unpadded(plain))
    return None


def _unpadded(plain: bytes) -> dict[int, object]:
    for end in range(len(plain.rstrip(b"\x00")), len(plain) + 1):
        try:
            return cbor.decode(plain[:end])  # type: ignore[no-any-return]
        except cbor.CborError:
            continue
    raise RollError("the roll's row is no voter")


def _shuffled(count: int, random_bytes: RandomBytes) -> list[int]:
    order = list(range(count))
    for i in range(count - 1, 0, -1):
        j = below(i + 1, random_bytes)
        order[i], order[j] = order[j], order[i]
    return order


def _tag(lookup_key: bytes, digits: str) -> bytes:
    return hmac.digest(lookup_key, digits.encode("ascii"), "sha256")[:TAG_SIZE]


def _mask(wrap_key: bytes, digits: str) -> bytes:
    return hmac.digest(wrap_key, digits.encode("ascii"), "sha256")


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
