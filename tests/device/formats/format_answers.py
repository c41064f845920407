"""Runs on MicroPython: answers one case, {"do": a name below, and its arguments}; bytes travel as hex."""

from binascii import hexlify, unhexlify

from crypto.aead import unseal
from crypto.curve import decompress
from crypto.ed25519 import SigningKey
from desk.replacement import NO_NONCE, key_of
from formats import base45, cbor, codes, cose, encrypted


def _hex(data: bytes | None) -> str | None:
    return None if data is None else hexlify(data).decode()


def _value(form):
    """A value from its JSON form in the CBOR vectors."""
    if isinstance(form, list):
        return [_value(item) for item in form]
    if not isinstance(form, dict):
        return form
    if "bytes" in form:
        return unhexlify(form["bytes"])
    if "tag" in form:
        return cbor.Tag(form["tag"][0], _value(form["tag"][1]))
    return {_value(key): _value(value) for key, value in form["map"]}


def _cbor(encoding, value):
    """(encoding of the value, whether decoding gives the value, whether a memoryview gives it too)."""
    data = unhexlify(encoding)
    value = _value(value)
    return [_hex(cbor.encode(value)), cbor.decode(data) == value, cbor.decode(memoryview(data)) == value]


def _cbor_again(encoding):
    """The encoding of what it decodes to, or "refused"."""
    try:
        return _hex(cbor.encode(cbor.decode(unhexlify(encoding))))
    except cbor.CborError:
        return "refused"


def _base45_encode(data):
    return base45.encode(unhexlify(data))


def _base45_decode(text):
    try:
        return _hex(base45.decode(text))
    except ValueError:
        return "refused"


def _sign1(seed, payload):
    key = SigningKey(unhexlify(seed))
    kid = cose.key_id(key.public)
    data = cose.sign1(unhexlify(payload), key, kid)
    assert cose.peek1(data) == (kid, unhexlify(payload))
    return _hex(data)


def _verify1(data, public):
    return _hex(cose.verify1(unhexlify(data), unhexlify(public)))


def _salt(data):
    header = encrypted.peek0(unhexlify(data))
    return None if header is None else _hex(header[-70001][7])


def _decrypt0(data, key):
    return _hex(encrypted.decrypt0(unhexlify(data), unhexlify(key)))


class _Poll:
    def __init__(self, election, precinct, mode, terminal):
        self.election_hash, self.precinct_number, self.mode, self.terminal = (
            unhexlify(election),
            precinct,
            mode,
            terminal,
        )


def _replaced(spare_seed, point, sealed, **place):
    """The seed in a replacement slip, or None."""
    spare, point = SigningKey(unhexlify(spare_seed)), unhexlify(point)
    key = key_of(spare.shared(decompress(point)), point, spare.public, _Poll(**place))
    return _hex(unseal(key, NO_NONCE, unhexlify(sealed)))


def _split(kind, data):
    return codes.split(kind, unhexlify(data))


def _assemble(texts):
    """What the assembler says to each text, and at last what is missing."""
    assembler = codes.Assembler()
    said = []
    for text in texts:
        code = codes.parse(text)
        result = assembler.add(code) if isinstance(code, codes.Code) else code
        said.append(_hex(result) if isinstance(result, bytes) else getattr(result, "reason", result))
    return [said, assembler.missing()]


def answer(case):
    """The answer to one case."""
    return globals()["_" + case.pop("do")](**case)
