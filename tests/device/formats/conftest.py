"""Puts the device's import root and the shared test helpers in reach."""

import importlib
import sys
from pathlib import Path

_TESTS = Path(__file__).parents[1]
for _folder in (_TESTS, _TESTS.parents[1] / "device"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))

micropython = importlib.import_module("micropython_runner").micropython
