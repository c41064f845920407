"""Every test of this folder runs on each arithmetic that the unix port has; the assembler's runs in tests/target."""

from pathlib import Path

import pytest

LAYERS = {"integers": "", "viper": "_on_viper"}


@pytest.fixture(params=LAYERS)
def micropython(request, micropython):
    """As in `tests.device`, with the answering script of one arithmetic."""

    def run(script: Path, cases: list) -> list:
        return micropython(script.with_name(f"{script.stem}{LAYERS[request.param]}.py"), cases)

    return run
