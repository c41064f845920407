"""200 random cases of each primitive, on MicroPython, against libraries that share no code with ours."""

import hashlib
import hmac
import random
from pathlib import Path

import nacl.bindings
import nacl.signing
import pytest
from Crypto.Cipher import ChaCha20_Poly1305
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF
from Crypto.PublicKey.ECC import EccPoint
from Crypto.PublicKey.ECC import _curves as curves

ANSWERS = Path(__file__).with_name("crypto_answers.py")
CASES = 200
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493


@pytest.fixture
def dice():
    return random.Random(2004)


def scalar_from(dice):
    """Mostly random, sometimes at an edge."""
    return dice.choice([0, 1, 2, L - 1, L - 2, 2**252, 8]) if dice.random() < 0.1 else dice.randrange(L)


BASE = EccPoint(curves["ed25519"].Gx, curves["ed25519"].Gy, "ed25519")


def affine(point):
    x, y = point.xy
    return (int(x).to_bytes(32, "little") + int(y).to_bytes(32, "little")).hex()


def compressed(point):
    x, y = point.xy
    return (int(y) | (int(x) & 1) << 255).to_bytes(32, "little").hex()


def test_sha512(micropython, dice):
    messages = [dice.randbytes(length) for length in range(CASES)] + [dice.randbytes(5000)]
    answers = micropython(ANSWERS, [{"do": "sha512", "message": message.hex()} for message in messages])
    assert answers == [hashlib.sha512(message).hexdigest() for message in messages]


def test_hmac(micropython, dice):
    pairs = [(dice.randbytes(dice.randrange(150)), dice.randbytes(dice.randrange(300))) for _ in range(CASES)]
    answers = micropython(ANSWERS, [{"do": "hmac", "key": key.hex(), "message": text.hex()} for key, text in pairs])
    assert answers == [hmac.digest(key, text, "sha256").hex() for key, text in pairs]


def test_hkdf(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        secret, salt, info = dice.randbytes(32), dice.randbytes(dice.randrange(80)), dice.randbytes(dice.randrange(40))
        length = dice.randrange(1, 200)
        cases.append({"do": "hkdf", "secret": secret.hex(), "salt": salt.hex(), "info": info.hex(), "length": length})
        expected.append(HKDF(secret, length, salt, SHA256, context=info).hex())
    assert micropython(ANSWERS, cases) == expected


def test_pbkdf2(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        password, salt = dice.randbytes(dice.randrange(100)), dice.randbytes(dice.randrange(40))
        iterations, length = dice.randrange(1, 20), dice.randrange(1, 100)
        cases.append(
            {"do": "pbkdf2", "password": password.hex(), "salt": salt.hex(), "iterations": iterations, "length": length}
        )
        expected.append(hashlib.pbkdf2_hmac("sha256", password, salt, iterations, length).hex())
    assert micropython(ANSWERS, cases) == expected


def test_equal_bytes(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        a = bytearray(dice.randbytes(dice.randrange(1, 40)))
        b = bytearray(a)
        if dice.random() < 0.7:
            b[dice.randrange(len(b))] ^= 1 << dice.randrange(8)
        if dice.random() < 0.2:
            b.append(0)
        cases.append({"do": "equal_bytes", "a": a.hex(), "b": b.hex()})
        expected.append(a == b)
    assert micropython(ANSWERS, cases) == expected


def test_chacha20_poly1305(micropython, dice):
    sealing = []
    unsealing = []
    expected = []
    plaintexts = []
    for i in range(CASES):
        key, nonce, associated = dice.randbytes(32), dice.randbytes(12), dice.randbytes(dice.randrange(50))
        plaintext = dice.randbytes(i)
        cipher = ChaCha20_Poly1305.new(key=key, nonce=nonce)
        cipher.update(associated)
        sealed = b"".join(cipher.encrypt_and_digest(plaintext))
        case = {"key": key.hex(), "nonce": nonce.hex(), "associated": associated.hex()}
        sealing.append({"do": "seal", "plaintext": plaintext.hex(), **case})
        altered = bytearray(sealed)
        if i % 2:
            altered[dice.randrange(len(altered))] ^= 1 << dice.randrange(8)
        unsealing.append({"do": "unseal", "sealed": altered.hex(), **case})
        expected.append(sealed.hex())
        plaintexts.append(None if i % 2 else plaintext.hex())
    assert micropython(ANSWERS, sealing) == expected
    assert micropython(ANSWERS, unsealing) == plaintexts


def test_field(micropython, dice):
    cases = [(dice.randrange(1, P), dice.randrange(1, P)) for _ in range(CASES - 2)] + [(1, P - 1), (P - 1, 1)]
    answers = micropython(ANSWERS, [{"do": "field", "x": str(x), "y": str(y)} for x, y in cases])
    for (x, y), answer in zip(cases, answers, strict=True):
        ratio = x * pow(y, -1, P) % P
        assert answer[:6] == [str(pow(x, -1, m)) for m in (P, P, L, P)] + [str(pow(y, -1, P)), "1"]
        if pow(ratio, (P - 1) // 2, P) == 1:
            assert int(answer[6]) ** 2 % P == ratio
        else:
            assert answer[6] is None


def test_curve(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        point, other = BASE * dice.randrange(1, L), BASE * dice.randrange(1, L)
        scalar = scalar_from(dice)
        cases.append({"do": "multiply", "scalar": str(scalar), "point": affine(point), "other": affine(other)})
        product = point * scalar
        results = [product, point + other, point + -other, point + point]
        expected.append([affine(result) for result in results] + [compressed(product)])
    assert micropython(ANSWERS, cases) == expected


def test_base_table(micropython, dice):
    scalars = [scalar_from(dice) for _ in range(CASES)]
    answers = micropython(ANSWERS, [{"do": "multiply_base", "scalar": str(scalar)} for scalar in scalars])
    assert answers == [affine(BASE * scalar) for scalar in scalars]
    sodium = [nacl.bindings.crypto_scalarmult_ed25519_base_noclamp(s.to_bytes(32, "little")) for s in scalars if s]
    y_coordinates = [bytes.fromhex(answer)[32:] for answer, s in zip(answers, scalars, strict=True) if s]
    assert [data[:31] + bytes([data[31] & 127]) for data in sodium] == y_coordinates


def test_fixed_base_tables(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        point, scalar = BASE * dice.randrange(1, L), scalar_from(dice)
        cases.append({"do": "fixed_base", "point": affine(point), "scalar": str(scalar)})
        expected.append(affine(point * scalar))
    assert micropython(ANSWERS, cases) == expected


def test_ed25519(micropython, dice):
    signing = []
    verifying = []
    expected = []
    verdicts = []
    for i in range(CASES):
        seed, message = dice.randbytes(32), dice.randbytes(dice.randrange(200))
        key = nacl.signing.SigningKey(seed)
        signature = bytearray(key.sign(message).signature)
        signing.append({"do": "sign", "seed": seed.hex(), "message": message.hex()})
        expected.append([bytes(key.verify_key).hex(), signature.hex()])
        if i % 2:
            signature[dice.randrange(64)] ^= 1 << dice.randrange(8)
        public = bytes(key.verify_key).hex()
        verifying.append({"do": "verify", "public": public, "message": message.hex(), "signature": signature.hex()})
        verdicts.append(not i % 2)
    assert micropython(ANSWERS, signing) == expected
    assert micropython(ANSWERS, verifying) == verdicts


class ReferenceDrbg:
    """HMAC_DRBG as SP 800-90A 10.1.2 writes it, on the standard library's HMAC."""

    def __init__(self, seed):
        self.key, self.value = bytes(32), b"\x01" * 32
        self.update(seed)

    def update(self, data):
        for mark in (b"\x00", b"\x01") if data else (b"\x00",):
            self.key = hmac.digest(self.key, self.value + mark + data, "sha256")
            self.value = hmac.digest(self.key, self.value, "sha256")

    def generate(self, length, additional):
        if additional:
            self.update(additional)
        output = b""
        while len(output) < length:
            self.value = hmac.digest(self.key, self.value, "sha256")
            output += self.value
        self.update(additional)
        return output[:length]


def test_hmac_drbg(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        entropy, nonce, name = dice.randbytes(32), dice.randbytes(16), dice.randbytes(dice.randrange(20))
        fresh = dice.choice([None, dice.randbytes(40)])
        extra = dice.randbytes(dice.randrange(10))
        requests = [(dice.randrange(200), dice.randbytes(dice.choice([0, 9]))) for _ in range(4)]
        reference = ReferenceDrbg(entropy + nonce + name)
        if fresh is not None:
            reference.update(fresh + extra)
        expected.append([reference.generate(length, additional).hex() for length, additional in requests])
        cases.append(
            {
                "do": "drbg",
                "entropy": entropy.hex(),
                "nonce": nonce.hex(),
                "personalization": name.hex(),
                "reseed_entropy": None if fresh is None else fresh.hex(),
                "reseed_additional": extra.hex(),
                "requests": [(length, additional.hex()) for length, additional in requests],
            }
        )
    assert micropython(ANSWERS, cases) == expected


def test_elgamal(micropython, dice):
    secret = dice.randrange(1, L)
    public = BASE * secret
    cases = []
    expected = []
    for i in range(CASES):
        r, bit = dice.randrange(1, L), i & 1
        cases.append({"do": "encrypt", "secret": str(secret), "bit": bit, "r": str(r)})
        a = BASE * r
        b = public * r + BASE * bit
        expected.append([compressed(a) + compressed(b), 2 * bit])
    assert micropython(ANSWERS, cases) == expected


def test_multiples_of_two_bases_together(micropython, dice):
    secret = dice.randrange(1, L)
    public, cases, expected = BASE * secret, [], []
    for _ in range(CASES // 2):
        scalar, of_g, plus = scalar_from(dice), scalar_from(dice), BASE * dice.randrange(1, L)
        cases.append(
            {"do": "pair", "secret": str(secret), "scalar": str(scalar), "of_g": str(of_g), "plus": affine(plus)}
        )
        first, second = BASE * scalar + plus, public * scalar + BASE * of_g + plus
        expected.append(compressed(first) + compressed(second))
    assert micropython(ANSWERS, cases) == expected


def test_opening_sums(micropython, dice):
    cases = []
    expected = []
    for i in range(CASES):
        secret, r = dice.randrange(1, L), dice.randrange(1, L)
        most = dice.choice([0, 1, 128, 129, 1500, 5000])
        number = i if i < 140 else dice.randrange(5200)
        a = BASE * r
        b = a * secret + BASE * number
        cases.append(
            {"do": "open_sum", "secret": str(secret), "ciphertext": compressed(a) + compressed(b), "most": most}
        )
        expected.append(number if number <= most else None)
    assert micropython(ANSWERS, cases) == expected


def test_shamir(micropython, dice):
    cases = []
    expected = []
    for _ in range(CASES):
        threshold = dice.randrange(1, 6)
        polynomial = [dice.randrange(L) for _ in range(threshold)]
        indices = dice.sample(range(1, 256), threshold + dice.randrange(3))
        values = [sum(c * x**power for power, c in enumerate(polynomial)) % L for x in indices]
        cases.append({"do": "combine", "shares": [(x, str(value)) for x, value in zip(indices, values, strict=True)]})
        expected.append(str(polynomial[0]))
    assert micropython(ANSWERS, cases) == expected
