"""The firmware's own tables, read on CPython: rules and acts of each role, and how rules are asked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

DEVICE = Path(__file__).parents[1] / "device"
if str(DEVICE) not in sys.path:
    sys.path.insert(0, str(DEVICE))

permissions: Any = import_module("terminal.permissions")
ROLES = ("booth", "desk")
RULES: dict[str, tuple[tuple[str, str, str, tuple[int, ...]], ...]] = {
    role: import_module(f"{role}.acts").RULES for role in ROLES
}
ACTS: dict[str, dict[str, tuple[Callable[..., Any], ...]]] = {
    role: import_module(f"{role}.acts").ACTS for role in ROLES
}
STATES = tuple(
    getattr(permissions, name) for name in ("READY", "OPEN", "SUSPENDED", "CLOSED", "COUNTED", "SENT", "OUTDATED")
)


def rule(role: str, state: str, act: str) -> tuple[str, tuple[int, ...]] | None:
    return permissions.rule(RULES[role], state, act)  # type: ignore[no-any-return]


def acts(role: str, state: str, is_official: bool) -> list[str]:
    return permissions.acts(RULES[role], state, is_official)  # type: ignore[no-any-return]
