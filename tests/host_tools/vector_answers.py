"""What the terminal's code makes of the shared vectors; runs on MicroPython. Bytes are hexadecimal."""

import hashlib
from binascii import hexlify, unhexlify

from booth.ballots.totals import Totals
from crypto import shamir
from crypto.curve import base_table, compress
from crypto.mac import hmac_sha256
from crypto.pbkdf2 import pbkdf2_sha256
from desk.count import proof
from desk.roll.card import digits_of, is_number
from desk.roll.sealed_roll import SealedRoll
from formats import codes, cose, package, payloads
from formats.encrypted import decrypt0, peek0
from formats.refused import Refused
from storage.layout import Layout, read_header


def answer(case: dict):
    return globals()["_" + case["ask"]](case)


def _hex(data: bytes) -> str:
    return hexlify(data).decode()


def _joined(texts: list) -> bytes:
    parts = codes.Assembler()
    for text in texts:
        data = parts.add(codes.parse(text))
    return data


def _label(case):
    return digits_of("]C0", case["text"], True) == case["text"]


def _number(case):
    return len(case["text"]) == 12 and case["text"].isdigit() and is_number(case["text"])


def _signed(case):
    payload = cose.verify1(_joined(case["codes"]), unhexlify(case["signer"]))
    return None if payload is None else _hex(payload)


def _role_card(case):
    card = payloads.decode(payloads.ROLE_CARD, cose.verify1(_joined(case["codes"]), unhexlify(case["authority"])))
    pin = pbkdf2_sha256(case["pin"].encode(), card.salt, card.iterations, 32)
    key = hmac_sha256(unhexlify(case["role_secret"]), pin)
    return key[:16] == card.check


def _key_card(case):
    data = _joined([case["code"]])
    header = payloads.of_kind(payloads.KEY_CARD, peek0(data)[-70001])
    secret = pbkdf2_sha256(case["pin"].encode(), header.salt, header.iterations, 32)
    share = decrypt0(data, hmac_sha256(unhexlify(case["card_secret"]), secret))
    return None if share is None else [header.index, _hex(share)]


def _combine(case):
    shares = [(index, int.from_bytes(unhexlify(share), "little")) for index, share in case["shares"]]
    secret = shamir.combine(shares)
    return [_hex(secret.to_bytes(32, "little")), _hex(compress(base_table().multiply(secret)))]


def _package(case):
    opened = package.load(case["path"], unhexlify(case["authority"]))
    return opened.reason if isinstance(opened, Refused) else [[name, _hex(opened.part(name))] for name in case["names"]]


def _roll(case):
    roll = SealedRoll(case["path"], 0, case["size"], unhexlify(case["lookup_key"]), unhexlify(case["wrap_key"]))
    found = [roll.find(digits) for digits in case["digits"]]
    return [None if row is None else [row[0], row[1].name, row[1].birth_year] for row in found]


def _cartridge(case):
    with open(case["path"], "rb") as file:
        header = read_header(file.read(512))
        layout = Layout(header)
        xs_at = header.slot_bytes - 16 - 64 * header.positions
        totals, digest = Totals(header.positions, xs_at), hashlib.sha256()
        for slot in range(case["ballots"]):
            file.seek(layout.sorted + slot * header.slot_bytes)
            record = file.read(header.slot_bytes)
            if hmac_sha256(unhexlify(case["tag_key"]), record[:-16])[:16] != record[-16:] or not totals.add(record):
                return None
            digest.update(record[:xs_at])
    names = ("slips", "in_use", "cast", "cancelled", "intents", "log", "ballots", "sorted")
    return [[getattr(layout, name) for name in names], _hex(totals.encoded()), _hex(digest.digest())]


def _proof(case):
    sums = unhexlify(case["sums"])
    pairs = [sums[at : at + 64] for at in range(0, len(sums), 64)]
    public, proofs = unhexlify(case["public"]), unhexlify(case["proof"])
    where = proof.place(unhexlify(case["election"]), case["precinct"], case["mode"], public)
    about = proof.transcript(where, [unhexlify(one) for one in case.get("left_out", [])], pairs, case["counts"])
    return [
        proof.verify(
            about,
            number,
            proofs[proof.PROOF_BYTES * number : proof.PROOF_BYTES * (number + 1)],
            public,
            pair,
            base_table().multiply(case["counts"][number]),
        )
        for number, pair in enumerate(pairs)
    ]
