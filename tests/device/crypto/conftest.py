"""Every test of this folder runs on each arithmetic: on the unix port in `make test`, and in `make test-target` on its
32-bit build and, in assembler, on the emulated boards.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from host_tools.provisioning.compiling import compiled
from simulator.measure import emulated_board
from simulator.measure.emulated_board import M3, M4, TARGET

_LOOP = b"""
import json

from answers import answer

with open("/rom/cases.jsonl") as cases:
    for line in cases:
        print(json.dumps(answer(json.loads(line))))
"""
_target = pytest.mark.target
_LAYERS = [
    "integers",
    "viper",
    pytest.param("integers on 32 bits", marks=_target),
    pytest.param("viper on 32 bits", marks=_target),
    pytest.param("thumb on m3", marks=_target),
    pytest.param("thumb_dsp on m4", marks=_target),
]
# They use hashlib or integers and no layer: once per build is enough.
_WITHOUT_LAYER = {
    "test_field", "test_hmac", "test_hkdf", "test_equal_bytes", "test_shamir", "test_hmac_drbg",
    "test_shares_that_cannot_be_combined", "test_too_few_shares_give_another_secret",
    "test_random_numbers_stay_in_range_and_reach_its_ends", "test_random_scalars_are_valid_and_differ",
}  # fmt: skip
_PRIMITIVES_WITHOUT_LAYER = {"hkdf"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take what needs no layer out of all layers but one."""
    items[:] = [item for item in items if Path(__file__).parent not in item.path.parents or _says_something(item)]


def _says_something(item: pytest.Item) -> bool:
    given = item.callspec.params  # type: ignore[attr-defined]
    depends = item.originalname not in _WITHOUT_LAYER and given.get("primitive") not in _PRIMITIVES_WITHOUT_LAYER  # type: ignore[attr-defined]
    of_machine = item.originalname == "test_field_operations_on_any_256_bits"  # type: ignore[attr-defined]
    return (depends and not of_machine) or given["layer"].startswith("integers") != of_machine


@pytest.fixture(params=_LAYERS)
def layer(request: pytest.FixtureRequest) -> str:
    """The arithmetic's name, and where it runs when that is not the unix port."""
    return request.param


@pytest.fixture
def micropython(layer: str, micropython, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As in `tests.device`: run(script, cases) -> answers, by one arithmetic."""
    name, _, place = layer.partition(" on ")

    def run(script: Path, cases: list) -> list:
        return micropython(script.with_name(f"{script.stem}{'' if name == 'integers' else '_on_' + name}.py"), cases)

    def run_on_board(script: Path, cases: list) -> list:
        core = M3 if place == M3.name else M4
        files = emulated_board.crypto_modules(core, name) | {
            "answers.mpy": compiled(script.name, script.read_bytes(), core.code),
            "loop.mpy": compiled("loop.py", _LOOP, core.code),
            "cases.jsonl": "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases).encode(),
        }
        answers = [json.loads(line) for line in emulated_board.run(core, tmp_path, files, "loop", heap_kib=1024)]
        assert len(answers) == len(cases)
        return answers

    if place == "32 bits":
        monkeypatch.setenv("TAMGA_MICROPYTHON", str(TARGET / "unix32" / "micropython"))
    return run_on_board if place in (M3.name, M4.name) else run
