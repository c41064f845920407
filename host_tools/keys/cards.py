"""Role cards and key cards (formats, section 2): what a PIN and a precinct secret lock."""

from __future__ import annotations

import hmac
from hashlib import pbkdf2_hmac

from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.objects import KeyCardHeader, RoleCard, SigningCardHeader
from host_tools.formats.payload import TRAINING, PayloadError
from host_tools.keys.randomness import RandomBytes, system

CHAIR, MEMBER = 0, 1
MOST_SHARES, MOST_ITERATIONS = 15, 10_000  # nobody has vouched for a card yet when it is asked for its PIN
# The secret beside the PIN is what resists guessing; a terminal without fast hashing must answer a PIN within a second.
ITERATIONS = 1000


def pin_key(secret: bytes, pin: str, salt: bytes, iterations: int) -> bytes:
    """32 bytes that nobody computes without both the PIN and the precinct's secret.

    secret: the precinct's.
    pin: six digits.
    salt: 16 bytes, on the card.
    iterations: of PBKDF2.
    """
    return hmac.digest(secret, pbkdf2_hmac("sha256", pin.encode(), salt, iterations, 32), "sha256")


def make_role_card(
    election: bytes,
    precinct: int,
    role: int,
    holder: int,
    pin: str,
    role_secret: bytes,
    authority: SigningKey,
    random_bytes: RandomBytes = system,
    for_training: bool = False,
) -> bytes:
    """The signed object of a role card.

    election: its 16 bytes.
    precinct, holder: whose card it is.
    role: CHAIR or MEMBER.
    pin, role_secret: what the PIN check on the card is computed from.
    authority: signs it.
    random_bytes: gives the salt.
    for_training: valid in no other mode.
    """
    salt = random_bytes(16)
    card = RoleCard(
        election=election,
        precinct=precinct,
        mode=TRAINING if for_training else None,
        role=role,  # type: ignore[arg-type]
        holder=holder,
        salt=salt,
        iterations=ITERATIONS,
        check=pin_key(role_secret, pin, salt, ITERATIONS)[:16],
    )
    return cose.sign1(card.to_cbor(), authority)


def pin_fits(card: RoleCard, pin: str, role_secret: bytes) -> bool:
    """Whether a PIN belongs to a role card.

    card: as scanned.
    pin: as typed.
    role_secret: from the terminal's package.
    """
    return hmac.compare_digest(pin_key(role_secret, pin, card.salt, card.iterations)[:16], card.check)


def make_key_card(
    header: KeyCardHeader, share: int, pin: str, card_secret: bytes, random_bytes: RandomBytes = system
) -> bytes:
    """The encrypted object of a key card.

    header: what stands on it in clear.
    share: its scalar.
    pin, card_secret: what its key is derived from.
    random_bytes: gives the nonce.
    """
    key = pin_key(card_secret, pin, header.salt, header.iterations)
    clear = {cose.CARD_HEADER: {0: header.KIND, **header.to_map()}}
    return cose.encrypt0(key, random_bytes(cose.NONCE_SIZE), share.to_bytes(32, "little"), clear)


def key_card_header(card: bytes) -> KeyCardHeader:
    """What a key card says in clear; authentic only once the card opens. PayloadError if it is not a key card."""
    header = cose.peek0(card)
    if header is None or set(header) != {1, cose.CARD_HEADER} or not isinstance(header[cose.CARD_HEADER], dict):
        raise PayloadError("this is no key card")
    content = dict(header[cose.CARD_HEADER])
    if content.pop(0, None) != KeyCardHeader.KIND:
        raise PayloadError("this is no key card")
    card_header = KeyCardHeader.from_map(content)
    if not card_header.index <= card_header.n <= MOST_SHARES or card_header.k > card_header.n:
        raise PayloadError(f"this is no key card: share {card_header.index} of {card_header.n}, {card_header.k} needed")
    if card_header.iterations > MOST_ITERATIONS:
        raise PayloadError(f"this is no key card: it asks for {card_header.iterations} rounds of hashing")
    return card_header


def signing_card_header(card: bytes) -> SigningCardHeader:
    """What a signing card says in clear; authentic only once the card opens. PayloadError if it is none."""
    header = cose.peek0(card)
    content = dict(header[cose.CARD_HEADER]) if header and isinstance(header.get(cose.CARD_HEADER), dict) else {}
    if header is None or set(header) != {1, cose.CARD_HEADER} or content.pop(0, None) != SigningCardHeader.KIND:
        raise PayloadError("this is no signing card")
    said = SigningCardHeader.from_map(content)
    if said.iterations > MOST_ITERATIONS:
        raise PayloadError(f"this is no signing card: it asks for {said.iterations} rounds of hashing")
    return said


def open_key_card(card: bytes, pin: str, card_secret: bytes) -> tuple[int, int] | None:
    """(index, scalar) of the share, or None if PIN or precinct are wrong or the card is damaged.

    card: as scanned.
    pin: as typed.
    card_secret: from the desk's package.
    """
    header = key_card_header(card)
    share = cose.decrypt0(card, pin_key(card_secret, pin, header.salt, header.iterations))
    return None if share is None or len(share) != 32 else (header.index, int.from_bytes(share, "little"))
