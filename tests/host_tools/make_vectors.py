"""The vectors that host and terminal share, made by the host: `python -m tests.host_tools.make_vectors` writes them.

They repeat exactly: all random bytes come from a fixed seed. Bytes are hexadecimal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from host_tools.formats import cartridge, cbor, codes, label, packages
from host_tools.formats.definitions import Secrets
from host_tools.keys import cards, ceremony
from host_tools.keys.randomness import seeded
from host_tools.rolls import seal
from host_tools.rolls.layout import RollVoter
from host_tools.verifying.sums import add_sums, encode_sums, sum_records
from tests.host_tools.ballot_vectors import ballot_records
from tests.host_tools.rolls.plain_sealer import look_up
from tests.host_tools.small_precinct import BALLOTS, SmallPrecinct

FOLDER = Path(__file__).parents[1] / "vectors"
_LINE_BYTES = 64


def labels() -> dict[str, Any]:
    """Labels and personal numbers, good ones and bad ones."""
    numbers = ["061211600012", "000101300009", "000101301805", "000101301817"]
    serials = (0, 1, 12345678, 99999999)
    good = [label.make_label(number, serial) for number, serial in zip(numbers, serials, strict=True)]
    first = good[0]
    bad = [first[:-1] + str((int(first[-1]) + 1) % 10), "02" + first[2:], first[:-1], first[::-1], " " + first[1:]]
    return {
        "labels": good,
        "not_labels": bad,
        "numbers": numbers,
        "not_numbers": ["061211600013", "06121160001", "00010130188" + "0", "06121160001a"],
        "no_check_digit": ["00010130188"],
    }


def role_card(place: SmallPrecinct) -> dict[str, Any]:
    """A role card with its PIN."""
    role_secret = bytes(range(32))
    made = ceremony.make_role_cards(place.election.hash16, 17, 1, role_secret, place.authority, seeded(b"role"))[0]
    return {
        "authority": bytes(place.authority.verify_key),
        "role_secret": role_secret,
        "pin": made.pin,
        "wrong_pin": "000000",
        "codes": list(made.texts),
    }


def key_cards(place: SmallPrecinct) -> dict[str, Any]:
    """2-of-3 key cards with their PINs, shares and the key that they make."""
    rows = []
    for card in place.keys.cards:
        data = codes.parse(card.texts[0]).data
        share = cards.open_key_card(data, card.pin, place.card_secret)
        assert share is not None
        index, scalar = share
        rows.append({"code": card.texts[0], "pin": card.pin, "index": index, "share": scalar.to_bytes(32, "little")})
    secret = place.secret().to_bytes(32, "little")
    return {"card_secret": place.card_secret, "cards": rows, "secret": secret, "public": place.keys.public}


def slips(place: SmallPrecinct) -> dict[str, Any]:
    """Activation, sealed totals and protocol with everything that is needed to check them."""
    sums = [sum_records(place.published(booth), place.election.positions)[0] for booth in BALLOTS]
    return {
        "election": place.election.to_cbor(),
        "precinct": place.precinct.to_cbor(),
        "activation": {"signer": bytes(place.desk.verify_key), "codes": codes.split("A", place.activation())},
        "sealed_totals": [
            {"signer": bytes(key.verify_key), "codes": codes.split("S", place.totals(booth))}
            for booth, key in place.booths.items()
        ],
        "protocol": {"signer": bytes(place.desk.verify_key), "codes": codes.split("P", place.protocol())},
        "sums": encode_sums(add_sums(sums, place.election.positions)),
        "counts": place.counts(),
    }


def package(place: SmallPrecinct) -> dict[str, Any]:
    """A booth's package."""
    parts = {
        "election": place.election.to_cbor(),
        "precinct": place.precinct.to_cbor(),
        "secrets": cbor.encode(Secrets(role_secret=bytes(range(32))).to_map()),
    }
    data = packages.build("booth", 17, 0, 1, parts, place.authority)
    return {"authority": bytes(place.authority.verify_key), "package": data, "parts": parts}


def roll() -> dict[str, Any]:
    """A sealed roll of three voters, one with label and number, and a birth year whose encoding ends in a zero byte."""
    voters = [
        RollVoter(("061211600012", label.make_label("061211600012", 7)), "Әділова Үміт", 2006),
        RollVoter(("000101300009",), "Щеглов Пётр Иванович", 1900),
        RollVoter(("000101301805",), "Қ", 2048),
    ]
    lookup_key, wrap_key = bytes(range(32)), bytes(range(32, 64))
    part = seal.build_of(voters, lookup_key, wrap_key, seeded(b"roll"))
    found = []
    for voter in voters:
        for digits in voter.digits:
            result = look_up(part, digits, lookup_key, wrap_key)
            assert result is not None
            found.append({"digits": digits, "row": result[0], "name": voter.name, "birth_year": voter.birth_year})
    unknown = ["000101301817", "061211600013"]
    return {"lookup_key": lookup_key, "wrap_key": wrap_key, "part": part, "voters": found, "unknown": unknown}


def ballot_cartridge(place: SmallPrecinct) -> dict[str, Any]:
    """One chip of a closed booth with five ballots: its bytes that are not FF, in lines of 64, and what they hold."""
    image = place.image(1)
    starts = range(0, len(image), _LINE_BYTES)
    lines = [[at, bytes(image[at : at + _LINE_BYTES])] for at in starts if image[at : at + _LINE_BYTES].strip(b"\xff")]
    header = place.header(1)
    totals = place.sealed_totals(1)
    return {
        "size": len(image),
        "lines": lines,
        "header": cartridge.header_page(header),
        "regions": {name: region.begin for name, region in cartridge.regions(header).items()},
        "tag_key": place.tag_keys[1],
        "records_hash": totals.records,
        "totals": totals.totals,
        "tally": list(totals.tally),
        "log_head": totals.log_head,
    }


def all_vectors() -> dict[str, dict[str, Any]]:
    """Content by file name without ending."""
    place = SmallPrecinct()
    made = {
        "label": labels(),
        "role_card": role_card(place),
        "key_cards": key_cards(place),
        "slips": slips(place),
        "package": package(place),
        "roll_part": roll(),
        "ballot_cartridge": ballot_cartridge(place),
        "ballot_records": ballot_records(),
    }
    return {name: _plain(content) for name, content in made.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def text_of(content: dict[str, Any]) -> str:
    """The text of a vector file."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for file_name, file_content in all_vectors().items():
        (FOLDER / f"{file_name}.json").write_text(text_of(file_content), encoding="utf-8")
