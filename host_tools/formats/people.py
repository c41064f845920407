"""Signatures of chair and members under a protocol: what each signs, and what is wrong with an object of them."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, Final

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError
from nacl.exceptions import ValueError as NaclValueError

from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import Signatures, Signer
from host_tools.formats.points import is_key

AGREES: Final = 0
DISSENTS: Final = 1
MEMBER = 1
_NAMES = ("the chair", "member")


def needed(settings: Mapping[str, Any]) -> int:
    """How many people sign a protocol and agree before it is accepted; 0 where they sign with ink alone."""
    return int(settings.get("signatures_needed", 0))


def needed_in(precinct: Precinct, settings: Mapping[str, Any]) -> int:
    """The same of one precinct: 0 without terminals, where k holders sign the protocol itself together (section 14)."""
    return needed(settings) if precinct.booths else 0


def agreeing(said: Signatures) -> int:
    """How many have signed and agree."""
    return sum(one.verdict == AGREES for one in said.signers)


def dissenting(said: Signatures) -> list[str]:
    """Who has signed and dissents."""
    return [name_of(one) for one in said.signers if one.verdict == DISSENTS]


def name_of(one: Signer) -> str:
    """What somebody is called: role, and number of the card."""
    return f"{_NAMES[one.role]} {one.holder}"


def statement(said: Signatures, one: Signer) -> bytes:
    """The bytes that a person signs. one: with verdict and time."""
    return b"TM2 person" + said.protocol + struct.pack("<BIBI", one.role, one.holder, one.verdict, one.signed_s)


def problems(said: Signatures, settings: Mapping[str, Any]) -> list[str]:
    """Sentences about what no honest desk makes; empty where everything is right. settings: of the election."""
    if not needed(settings):
        return ["In this election nobody signs with a card."]
    found = []
    if any((a.role, a.holder) >= (b.role, b.holder) for a, b in pairwise(said.signers)):
        found.append("The list of who may sign is not in its order, or names somebody twice.")
    if len({one.public_key for one in said.signers}) < len(said.signers):
        found.append("Two people on the list of who may sign have the same key.")
    dissent = settings.get("signatures_dissent", "members")
    for one in said.signers:
        together = {one.verdict is None, one.signed_s is None, one.signature is None}
        if len(together) > 1:
            found.append(f"The entry of {name_of(one)} has a signature without what was signed, or the reverse.")
        elif one.signature is not None and not _is_signed(said, one):
            found.append(f"The signature of {name_of(one)} is wrong.")
        elif one.verdict == DISSENTS and not (dissent == "everybody" or (dissent == "members" and one.role == MEMBER)):
            found.append(f"{name_of(one).capitalize()} dissents, which this election does not provide for.")
    return found


def _is_signed(said: Signatures, one: Signer) -> bool:
    if one.signature is None or not is_key(one.public_key):
        return False
    try:
        crypto_sign_open(one.signature + statement(said, one), one.public_key)
    except (BadSignatureError, NaclValueError):
        return False
    return True
