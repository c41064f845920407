"""What a precinct without terminals gets before the day: a definition without booths, key cards, a card secret.

The precinct's key exists as shares on key cards, as everywhere; the key that signs its protocol follows from it
(formats, section 14). Whole it exists only while this module or `signing` runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from nacl.signing import SigningKey

from host_tools.elections.place_names import fault_of_precinct, tidied
from host_tools.errors import PaperPrecinctsError
from host_tools.formats import packages, people, shamir
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.payload import MODE_NAMES
from host_tools.formats.points import multiply_base
from host_tools.keys import files, printing
from host_tools.keys.ceremony import Card, share_out
from host_tools.keys.randomness import RandomBytes, system
from host_tools.text_files import rows_of, text_of

COLUMNS = ("precinct", "name_kk", "name_ru", "name_en", "voters")
CARD_SECRET_FILE = "card-secret.key"
_MOST_NUMBER = (1 << 32) - 1
_KEY_LABEL = b"TM1 paper key"


class TableError(PaperPrecinctsError):
    """A table of precincts that cannot be used. The message names file, line and the way out."""


class Row:
    """One precinct of the table. voters: on its list when it is printed."""

    def __init__(self, number: int, names: dict[str, str], voters: int) -> None:
        self.number, self.names, self.voters = number, names, voters


@dataclass(frozen=True)
class Prepared:
    """One precinct in one mode. package: definitions and the authority's signed list, as of a desk without a roll."""

    definition: Precinct
    cards: list[Card]
    card_secret: bytes
    package: bytes


def signing_key(secret: int) -> SigningKey:
    """The key that signs a precinct's protocol. secret: the precinct's key, a scalar."""
    return SigningKey(sha256(_KEY_LABEL + secret.to_bytes(32, "little")).digest())


def read_table(path: Path) -> list[Row]:
    """The precincts of a table. TableError, TextFileError."""
    found: dict[int, Row] = {}
    for row in rows_of(text_of(path.read_bytes(), path), path, COLUMNS):
        place = f"{path}: line {row.line}"
        number, voters = (_number(row.fields[name], name, place) for name in ("precinct", "voters"))
        names = tidied({language: row.fields[f"name_{language}"] for language in ("kk", "ru", "en")})
        if fault := fault_of_precinct(names):
            raise TableError(f"{place}: name_{fault[0]} {fault[1]}")
        if number in found:
            raise TableError(f"{place}: precinct {number} stands in the table twice; remove one")
        found[number] = Row(number, names, voters)
    if not found:
        raise TableError(f"{path}: holds no precincts; write a line for each")
    return list(found.values())


def refuse_too_few(k: int, election: Election) -> None:
    """TableError: fewer holders sign a protocol together than the people who must sign one of a terminal."""
    if k < (due := people.needed(election.settings)):
        raise TableError(f"{due} people must sign each protocol of this election; give --needed {due}")


def prepare(
    election: Election,
    row: Row,
    mode: int,
    authority: SigningKey,
    centre: bytes,
    k: int,
    n: int,
    random_bytes: RandomBytes = system,
) -> Prepared:
    """Draw a precinct's key, share it out, define the precinct, forget the key.

    row: the precinct. mode: 0 official, 1 test, 2 training.
    authority: signs the list that vouches for the definition. centre: its public key.
    k, n: so many of the holders sign, and so many there are; CeremonyError unless 2 <= k <= n <= 15.
    """
    secret, card_secret = shamir.random_scalar(random_bytes), random_bytes(32)
    cards = share_out(secret, election.hash16, row.number, mode, card_secret, k, n, random_bytes)
    definition = Precinct(
        election=election.hash16, precinct=row.number, mode=mode, names=row.names,
        key=multiply_base(secret), desk=bytes(signing_key(secret).verify_key), booths=[], voters=row.voters,
        minutes_east=election.settings.get("utc_offset_minutes", 300), centre=centre,
    )  # fmt: skip
    parts = {"election": election.to_cbor(), "precinct": definition.to_cbor()}
    return Prepared(definition, cards, card_secret, packages.build("desk", row.number, mode, 0, parts, authority))


def write(made: Sequence[Prepared], election: Election, authority: bytes, folder: Path) -> None:
    """Write the modes of one precinct into a new folder: `public`, `cards`, and per mode `<mode>/card-secret.key`."""
    public = folder / "public"
    public.mkdir(parents=True)
    (public / "election.cbor").write_bytes(election.to_cbor())
    (public / "authority.pub").write_text(f"{authority.hex()}\n")
    (public / "centre.pub").write_text(f"{made[0].definition.centre.hex()}\n")
    for one in made:
        mode = MODE_NAMES[one.definition.mode]
        (public / f"precinct-{mode}.cbor").write_bytes(one.definition.to_cbor())
        (public / f"{mode}.manifest.cose").write_bytes(packages.signed_manifest(one.package))
        (folder / mode).mkdir()
        files.write_secret(folder / mode / CARD_SECRET_FILE, f"{files.CARD_SECRET}{one.card_secret.hex()}\n".encode())
    cards = [card for one in made for card in one.cards]
    printing.write_cards(cards, folder / "cards")
    printing.write_pin_letters(cards, folder / "cards" / "pin-letters")


def all_modes(
    election: Election, row: Row, modes: Sequence[int], authority: SigningKey, centre: bytes, k: int, n: int
) -> Iterator[Prepared]:
    """A precinct in each of some modes: every mode has a key and cards of its own."""
    for mode in modes:
        yield prepare(election, row, mode, authority, centre, k, n)


def _number(text: str, name: str, place: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= _MOST_NUMBER:
        raise TableError(f"{place}: {name} is no number from 1 up; write digits only")
    return int(text)
