"""The key ceremony: a precinct key exists as k-of-n shares on key cards, and whole only while this function runs."""

from __future__ import annotations

from dataclasses import dataclass

from nacl.signing import SigningKey

from host_tools.errors import KeysError
from host_tools.formats import codes, shamir
from host_tools.formats.objects import KeyCardHeader
from host_tools.formats.payload import MODE_NAMES, TRAINING
from host_tools.formats.points import multiply_base
from host_tools.keys import cards
from host_tools.keys.pins import random_pin
from host_tools.keys.randomness import RandomBytes, system

DEFAULT_K, DEFAULT_N = 3, 5
MOST_SHARES = 15  # a commission has no more members


class CeremonyError(KeysError):
    """Numbers of holders with which no key can be shared."""


@dataclass(frozen=True)
class Card:
    """One printed card. kind: C role or K key; texts: its codes; pin: of this card.

    mode: of a key card; of a role card TRAINING, or None where it is for test and day.
    """

    kind: str
    holder: int
    title: str
    mode: int | None
    texts: tuple[str, ...]
    pin: str

    @property
    def name(self) -> str:
        """A file name without ending: holder-1-role, holder-1-role-training, holder-1-key-official."""
        kind = "role" if self.kind == "C" else "key"
        return f"holder-{self.holder}-{kind}" + ("" if self.mode is None else f"-{MODE_NAMES[self.mode]}")


@dataclass(frozen=True)
class KeySet:
    """What a ceremony leaves: the public key H, compressed, and n key cards."""

    public: bytes
    cards: list[Card]


def hold_ceremony(
    election: bytes,
    precinct: int,
    mode: int,
    card_secret: bytes,
    k: int = DEFAULT_K,
    n: int = DEFAULT_N,
    random_bytes: RandomBytes = system,
) -> KeySet:
    """Draw a precinct key, split it among n holders so that k can open, lock each share with a PIN, forget the key.

    election: its 16 bytes.
    precinct, mode: whose key it is.
    card_secret: 32 bytes that also go into the desk's package.
    k, n: how many holders open the totals, and how many there are. CeremonyError unless 2 <= k <= n <= 15: if one
        holder were enough, there would be nothing to share.
    random_bytes: where the key comes from.
    """
    secret = shamir.random_scalar(random_bytes)
    made = share_out(secret, election, precinct, mode, card_secret, k, n, random_bytes)
    return KeySet(multiply_base(secret), made)


def refuse_numbers(k: int, n: int) -> None:
    """CeremonyError unless k of n holders can have a key between them."""
    if not 2 <= k <= n <= MOST_SHARES:
        raise CeremonyError(
            f"{k} of {n} holders: at least 2 must be needed, and at most {MOST_SHARES} can hold; "
            "change --needed or --holders"
        )


def share_out(
    secret: int,
    election: bytes,
    precinct: int,
    mode: int,
    card_secret: bytes,
    k: int,
    n: int,
    random_bytes: RandomBytes = system,
) -> list[Card]:
    """Key cards for n holders of which any k have a key between them.

    secret: the key, a scalar. The rest, and CeremonyError, as for `hold_ceremony`.
    """
    refuse_numbers(k, n)
    made = []
    for index, share in shamir.split(secret, k, n, random_bytes):
        header = KeyCardHeader(
            election=election,
            precinct=precinct,
            mode=mode,
            index=index,
            k=k,
            n=n,
            salt=random_bytes(16),
            iterations=cards.ITERATIONS,
        )
        pin = random_pin(random_bytes)
        card = cards.make_key_card(header, share, pin, card_secret, random_bytes)
        title = f"KEY CARD {index} of {n} - precinct {precinct} - {MODE_NAMES[mode]}"
        made.append(Card("K", index, title, mode, tuple(codes.split("K", card)), pin))
    return made


def make_role_cards(
    election: bytes,
    precinct: int,
    holders: int,
    role_secret: bytes,
    authority: SigningKey,
    random_bytes: RandomBytes = system,
    for_training: bool = False,
) -> list[Card]:
    """A role card for each holder; holder 1 is the chair.

    election: its 16 bytes.
    precinct, holders: whose cards, and how many.
    role_secret: 32 bytes; the PIN checks are computed from it.
    authority: signs them.
    random_bytes: gives PINs and salts.
    for_training: cards that are valid in no other mode.
    """
    made = []
    for holder in range(1, holders + 1):
        pin = random_pin(random_bytes)
        role = cards.CHAIR if holder == 1 else cards.MEMBER
        card = cards.make_role_card(
            election, precinct, role, holder, pin, role_secret, authority, random_bytes, for_training
        )
        title = f"ROLE CARD {holder} - precinct {precinct} - {'chair' if role == cards.CHAIR else 'member'}"
        title += f" - {MODE_NAMES[TRAINING]}" if for_training else ""
        made.append(Card("C", holder, title, TRAINING if for_training else None, tuple(codes.split("C", card)), pin))
    return made
