"""The page of a small precinct, and its checker under Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from host_tools.page import building, trust
from host_tools.page.shapes import table
from tests.host_tools.page.published import publish
from tests.host_tools.small_precinct import SmallPrecinct

LIBRARIES = Path(__file__).parents[3] / building.LIBRARIES
Ask = Callable[..., list[Any]]


@pytest.fixture(scope="session", autouse=True)
def _packages() -> None:
    """The page's packages come from a registry, which a computer without a way out does not reach."""
    if not LIBRARIES.is_dir():
        pytest.skip("the page's packages could not be fetched; run: make page")


@pytest.fixture(scope="session")
def place() -> SmallPrecinct:
    """The precinct on its day."""
    return SmallPrecinct()


@pytest.fixture(scope="session")
def test_place() -> SmallPrecinct:
    """The same precinct in its test."""
    return SmallPrecinct(mode=1)


@pytest.fixture(scope="session")
def given(place: SmallPrecinct, test_place: SmallPrecinct, tmp_path_factory: pytest.TempPathFactory) -> trust.Trust:
    """What the page is published with."""
    return trust.load([publish(tmp_path_factory.mktemp("public"), place, test_place)])


@pytest.fixture(scope="session")
def page_file(given: trust.Trust, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as a file."""
    path = tmp_path_factory.mktemp("page") / "check.html"
    path.write_bytes(building.page(given, LIBRARIES))
    return path


@pytest.fixture(scope="session")
def ask(given: trust.Trust, tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Questions to the page's own checker: [name, values …] each, answers in the same order (checker_answers.js)."""
    script = tmp_path_factory.mktemp("checker") / "checker.mjs"
    source = Path(__file__).with_name("checker_answers.js")
    script.write_text(building.bundle(str(source), LIBRARIES, "--format=esm", "--platform=node"), "utf-8")

    def answers(*questions: list[Any], trusting: dict[str, Any] | None = None) -> list[Any]:
        given_now = given.content if trusting is None else trusting
        text = json.dumps({"trust": given_now, "table": table(), "questions": questions})
        done = subprocess.run(["node", str(script)], input=text.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    return answers
