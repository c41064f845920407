"""A time card: what time it is, signed by the centre for the request that one terminal shows (formats, section 2)."""

from __future__ import annotations

from nacl.signing import SigningKey

from host_tools.errors import ProvisioningError
from host_tools.formats import cose
from host_tools.formats.definitions import Precinct
from host_tools.formats.objects import TimeCard

REQUEST_DIGITS = 12


class TimeCardError(ProvisioningError):
    """A request that no terminal shows, or a key that the precinct does not take. The message says which."""


def request_of(typed: str) -> str:
    """The digits of a request as somebody typed them. TimeCardError: not 12 digits, or a mistake in them."""
    digits = "".join(typed.split())
    if len(digits) != REQUEST_DIGITS or not (digits.isascii() and digits.isdigit()):
        raise TimeCardError(f"a request has {REQUEST_DIGITS} digits; have it read out again")
    if int(digits) % 97 != 1:
        raise TimeCardError("the check digits of the request do not fit; have it read out again")
    return digits


def signed_card(precinct: Precinct, request: str, time_s: int, centre: SigningKey) -> bytes:
    """The object. request: of `request_of`; time_s: since 1970 UTC; centre: signs for this precinct."""
    if bytes(centre.verify_key) != precinct.centre:
        raise TimeCardError(f"precinct {precinct.precinct} takes time cards from another centre than this key's")
    card = TimeCard(
        election=precinct.election, precinct=precinct.precinct, mode=precinct.mode, request=request, time_s=time_s
    )
    return cose.sign1(card.to_cbor(), centre)
