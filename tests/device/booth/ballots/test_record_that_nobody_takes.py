"""A booth that makes another record than its seed says, or does not see that one is not valid: on each arithmetic."""

from __future__ import annotations

import hmac
import json
import random
from pathlib import Path
from typing import Any

import pytest

from host_tools.formats.ballot_prover import hkdf
from host_tools.provisioning.compiling import compiled
from simulator.measure import emulated_board
from simulator.measure.emulated_board import M3, M4, Core

HERE = Path(__file__).parent
ANSWERS = HERE / "record_answers.py"
VECTORS = json.loads((HERE.parents[2] / "vectors" / "ballot_records.json").read_text(encoding="utf-8"))["vectors"]
GOOD = [vector for vector in VECTORS if vector["valid"]]
BAD = [vector for vector in VECTORS if vector["why"] not in (None, "duplicate")]  # copies are for who sees all records
FEW = ("one contest, option 3", "two of five", "a vote of 2", "three of two votes", "A is the point of order 2")
BOOTH_MODULES = ("published", "sealing", "prove", "own_check")


def sealing(vector: dict[str, Any]) -> dict[str, Any]:
    return {"do": "seal", **{name: vector[name] for name in ("place", "contests", "seed", "choice")}}


def judging(vector: dict[str, Any]) -> dict[str, Any]:
    return {
        "do": "judge", "place": vector["place"], "contests": vector["contests"], "record": vector["records"][-1],
    }  # fmt: skip


def all_of(vectors: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Cases, and what the answers must be: a valid one is sealed, an invalid one judged."""
    cases = [sealing(vector) if vector["valid"] else judging(vector) for vector in vectors]
    return cases, [[v["records"][-1], True, [False] * 4] if v["valid"] else [False, False] for v in vectors]


def test_on_integers(micropython) -> None:  # type: ignore[no-untyped-def]
    cases, expected = all_of([vector for vector in VECTORS if vector["name"] in FEW])
    assert len(cases) == len(FEW)
    assert micropython(ANSWERS, cases) == expected


def test_on_viper(micropython) -> None:  # type: ignore[no-untyped-def]
    cases, expected = all_of([*GOOD, *BAD])
    cases.append(judging(GOOD[6]))  # from outside: without what the booth knows of its own points
    assert micropython(HERE / "record_answers_on_viper.py", cases) == [*expected, [True, False]]


@pytest.mark.target
@pytest.mark.parametrize("core", [M3, M4], ids=lambda core: core.name)
def test_on_the_emulated_boards(core: Core, tmp_path: Path) -> None:
    cases, expected = all_of([*GOOD, *BAD])
    files = emulated_board.crypto_modules(core, core.layer) | {
        f"booth/ballots/{name}.mpy": compiled(name, (emulated_board.DEVICE / f"booth/ballots/{name}.py").read_bytes(),
                                              core.code)
        for name in BOOTH_MODULES
    }  # fmt: skip
    files |= emulated_board.program(core, ANSWERS)
    loop = b"import json\nfrom record_answers import answer\nfor line in open('/rom/cases.jsonl'):\n"
    files["loop.mpy"] = compiled("loop.py", loop + b"    print(json.dumps(answer(json.loads(line))))\n", core.code)
    files["cases.jsonl"] = "".join(json.dumps(case) + "\n" for case in cases).encode()
    answers = emulated_board.run(core, tmp_path, files, "loop", heap_kib=256)
    assert [json.loads(answer) for answer in answers] == expected


def test_seed_without_the_nonce_of_the_slip(micropython) -> None:  # type: ignore[no-untyped-def]
    dice = random.Random(3)
    names = {"secret": 32, "random": 64, "nonce": 16, "context": 64}
    cases = [{"do": "fresh_seed", **{name: dice.randbytes(size).hex() for name, size in names.items()}} for _ in "abc"]
    expected = []
    for case in cases:
        secret, drawn, nonce, context = (bytes.fromhex(case[name]) for name in names)
        own = hmac.digest(secret, drawn, "sha512")[:32]
        expected.append(hkdf(own, nonce, b"TM2 seed" + context, 32).hex())
    assert micropython(ANSWERS, cases) == expected
