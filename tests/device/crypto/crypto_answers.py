"""Runs on MicroPython: answers one case, {"do": a name below, and its arguments}; bytes travel as hex."""

from binascii import hexlify, unhexlify

from crypto import aead, curve, ed25519, elgamal, field, mac, pbkdf2, shamir
from crypto.bases import Bases
from crypto.discrete_log import open_sum
from crypto.drbg import Drbg
from crypto.sha512 import sha512


def _hex(data: bytes | None) -> str | None:
    return None if data is None else hexlify(data).decode()


def _sha512(message):
    return _hex(sha512(unhexlify(message)))


def _hmac(key, message):
    return _hex(mac.hmac_sha256(unhexlify(key), unhexlify(message)))


def _hkdf(secret, salt, info, length):
    return _hex(mac.hkdf_sha256(unhexlify(secret), unhexlify(salt), unhexlify(info), length))


def _pbkdf2(password, salt, iterations, length):
    return _hex(pbkdf2.pbkdf2_sha256(unhexlify(password), unhexlify(salt), iterations, length))


def _equal_bytes(a, b):
    return mac.equal_bytes(unhexlify(a), unhexlify(b))


def _sign(seed, message):
    key = ed25519.SigningKey(unhexlify(seed))
    return [_hex(key.public), _hex(key.sign(unhexlify(message)))]


def _verify(public, message, signature):
    return ed25519.verify(unhexlify(public), unhexlify(message), unhexlify(signature))


def _seal(key, nonce, plaintext, associated):
    return _hex(aead.seal(unhexlify(key), unhexlify(nonce), unhexlify(plaintext), unhexlify(associated)))


def _unseal(key, nonce, sealed, associated):
    return _hex(aead.unseal(unhexlify(key), unhexlify(nonce), unhexlify(sealed), unhexlify(associated)))


def _drbg(entropy, nonce, personalization, reseed_entropy, reseed_additional, requests):
    """requests: (length, additional) each; the answer holds all outputs."""
    drbg = Drbg(unhexlify(entropy), unhexlify(nonce), unhexlify(personalization))
    if reseed_entropy is not None:
        drbg.reseed(unhexlify(reseed_entropy), unhexlify(reseed_additional))
    return [_hex(drbg.generate(length, unhexlify(additional))) for length, additional in requests]


def _below(entropy, limits):
    drbg = Drbg(unhexlify(entropy), b"")
    return [drbg.below(limit) for limit in limits]


def _random_scalar(entropy):
    return hex(Drbg(unhexlify(entropy), b"").scalar())


def _field(x, y):
    x, y = int(x), int(y)
    root = field.square_root_ratio(x, y)
    inverses = field.batch_inverse([x, y, 1])
    return [
        str(v) for v in [field.inverse(x), field.inverse_public(x), field.inverse_public(x, field.L)] + inverses
    ] + [None if root is None else str(root)]


def _multiply(scalar, point, other):
    """The windowed and the fixed-base product, a sum and a difference, in affine bytes."""
    point = curve.from_affine_bytes(unhexlify(point))
    other = curve.from_affine_bytes(unhexlify(other))
    product = curve.multiply(point, int(scalar))
    points = [product, curve.add(point, other), curve.add(point, curve.negate(other)), curve.double(point)]
    affine = curve.batch_affine_bytes(points)
    assert affine == [curve.affine_bytes(p) for p in points] == [curve.affine_bytes(p, public=True) for p in points]
    for p in points:
        assert curve.equal(curve.decompress(curve.compress(p)), p)
    return [_hex(data) for data in affine] + [_hex(curve.compress(product))]


def _multiply_base(scalar):
    return _hex(curve.affine_bytes(curve.base_table().multiply(int(scalar))))


def _fixed_base(point, scalar):
    table = curve.FixedBase(curve.from_affine_bytes(unhexlify(point)))
    return _hex(curve.affine_bytes(table.multiply(int(scalar))))


def _sum_of_multiples(points, scalars, bits):
    points = [curve.from_affine_bytes(unhexlify(point)) for point in points]
    return _hex(curve.affine_bytes(curve.sum_of_multiples(points, [int(scalar) for scalar in scalars], bits)))


def _machine(a, b):
    """Product, square, sum, difference and a below P, by the machine itself; its slots hold any 32 bytes."""
    from crypto.slots import curve as slots

    slots._file[7 * 32 : 9 * 32] = unhexlify(a) + unhexlify(b)
    program = b"\1\x09\7\x08\2\x0a\7\1\3\x0b\7\x08\4\x0c\7\x08"
    program += b"".join([bytes((9, slot, slot, 0)) for slot in range(9, 13)]) + b"\x09\x0d\7\0" + bytes(4)
    slots.run(slots._file, program, slots._file, slots._digits)
    return _hex(slots._file[9 * 32 : 14 * 32])


def _add_affine(points):
    """Packed sum, and which were taken."""
    total = memoryview(bytearray(curve.pack(curve.IDENTITY)))
    taken = [curve.add_affine(total, unhexlify(point)) for point in points]
    return [_hex(curve.affine_bytes(curve.unpack(total))), taken]


def _decompress(data):
    point = curve.decompress(unhexlify(data))
    return None if point is None else [_hex(curve.affine_bytes(point)), curve.in_prime_subgroup(point)]


def _from_affine(data):
    return curve.from_affine_bytes(unhexlify(data)) is not None


_made = {}


def _bases(secret):
    """Of this key; the last one is kept, because its tables take long."""
    if secret not in _made:
        _made.clear()
        _made[secret] = Bases(curve.base_table().multiply(int(secret)), 2)
    return _made[secret]


def _encrypt(secret, bit, r):
    """A ciphertext, and what it opens to after adding it to itself, read back."""
    bases, sealed, xs = _bases(secret), bytearray(64), bytearray(64)
    bases.begin(sealed, 0, xs)
    bases.put_sealed(int(r), bit)
    bases.flush()
    ciphertext = elgamal.from_compressed(bytes(sealed))
    assert ciphertext is not None and elgamal.to_compressed(ciphertext) == sealed
    assert [curve.affine_bytes(point)[:32] for point in ciphertext] == [bytes(xs[:32]), bytes(xs[32:])]
    total = elgamal.add_ciphertexts(ciphertext, ciphertext)
    return [_hex(sealed), open_sum(int(secret), total, 5000)]


def _pair(secret, scalar, of_g, plus):
    """scalar G + plus, scalar H + of_g G + plus."""
    point = curve.from_affine_bytes(unhexlify(plus))
    bases, sealed = _bases(secret), bytearray(64)
    bases.begin(sealed, 0)
    bases.put_pair(int(scalar), int(of_g), point, point)
    bases.flush()
    return _hex(sealed)


def _open_sum(secret, ciphertext, most):
    return open_sum(int(secret), elgamal.from_compressed(unhexlify(ciphertext)), most)


def _combine(shares):
    try:
        return str(shamir.combine([(index, int(scalar)) for index, scalar in shares]))
    except ValueError:
        return "refused"


def answer(case):
    """The answer to one case."""
    return globals()["_" + case.pop("do")](**case)
