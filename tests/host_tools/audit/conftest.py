"""A publication to audit."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from tests.host_tools.determining.made_up_nation import MadeUpNation
from tests.host_tools.publishing.conftest import publish

SEED = "31415926535897932384"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publication's folder; nobody writes into it."""
    folder = tmp_path_factory.mktemp("published")
    publish(MadeUpNation().write(folder / "nation"), folder / "served")
    return folder / "served"


def run(group: str, *words: object) -> tuple[int, str]:
    """(exit status, everything that was said) of a command of `tamga`."""
    result = CliRunner().invoke(app, [group, *(str(word) for word in words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())
