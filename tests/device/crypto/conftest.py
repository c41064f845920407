"""Every test of this folder runs on each arithmetic: on the unix port in `make test`, and in `make test-target` on its
32-bit build and, in assembler, on the emulated boards.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from host_tools.provisioning.compiling import compiled
from simulator import emulated_board
from simulator.emulated_board import M3, M4, TARGET

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
