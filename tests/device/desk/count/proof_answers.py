"""Runs on MicroPython: the proof of one opened sum, in hexadecimal."""

from binascii import hexlify, unhexlify

from desk.count import proof


def answer(case):
    """case: about, number, secret, ciphertext, random."""
    about, ciphertext, random = (unhexlify(case[name]) for name in ("about", "ciphertext", "random"))
    return hexlify(proof.prove(about, case["number"], int(case["secret"]), ciphertext, random)).decode()
