"""A generator that gives the same bytes again, or known ones: no two opening proofs may share a nonce, nor tell it.

Whoever has two proofs with one nonce, or knows the nonce of one, has the precinct's key.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from host_tools.formats.points import multiply_base

ANSWERS = Path(__file__).with_name("proof_answers.py")
L = 2**252 + 27742317777372353535851937790883648493
DICE = random.Random(9)
SECRET = DICE.randrange(1, L)
CASE: dict[str, Any] = {
    "about": DICE.randbytes(64).hex(),
    "number": 3,
    "secret": str(SECRET),
    "ciphertext": (multiply_base(5) + multiply_base(7)).hex(),
    "random": bytes(32).hex(),
}


def nonce(case: dict[str, Any], proof: str) -> int:
    """z = k + c s, solved for k by who knows s."""
    c, z = (int.from_bytes(bytes.fromhex(part), "little") for part in (proof[:32], proof[32:]))
    return (z - c * int(case["secret"])) % L


def test_nonces_differ_whatever_else_is_the_same(micropython) -> None:  # type: ignore[no-untyped-def]
    cases = [CASE, dict(CASE)]
    cases += [CASE | {"about": DICE.randbytes(64).hex()} for _ in range(4)]  # the same bytes, another statement
    cases += [CASE | {"number": number} for number in (0, 2, 4, 1 << 24)]  # another sum of it
    cases += [CASE | {"random": DICE.randbytes(32).hex()} for _ in range(4)]  # other bytes, the same statement
    cases += [CASE | {"secret": str(SECRET + number)} for number in (1, 2)]  # who knows all but the key knows no nonce
    nonces = [nonce(case, proof) for case, proof in zip(cases, micropython(ANSWERS, cases), strict=True)]
    assert nonces[0] == nonces[1], "they follow from what goes into them"
    assert len(set(nonces)) == len(nonces) - 1 and not {0, 1} & set(nonces)
