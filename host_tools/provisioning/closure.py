"""Which files a role's firmware consists of: what `main.py` and the role's module import, and nothing else.

A terminal that must not do something does not have the code for it: a booth gets no roll, no counting, no link.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from host_tools.errors import ProvisioningError
from host_tools.formats.definitions import Role

ROLES: tuple[Role, ...] = ("booth", "desk")
DATA_FOLDER, DATA_FILES = "text", ("font.bin", "font_large.bin", "font_small.bin", "common.tsv", "referendum.tsv")
# What a role must not have: the other's wing; and a booth sends nothing, and opens neither shares nor sums.
FORBIDDEN = {
    "booth": ("desk", "link", "drivers.modem", "crypto.shamir", "crypto.discrete_log"),
    "desk": ("booth",),
}


class ClosureError(ProvisioningError):
    """Firmware sources that cannot make a role. The message names the file and the reason."""


def firmware_files(device: Path, role: Role) -> list[str]:
    """Paths below `device` of the role's files, sorted. `board.py` is not among them: it comes from the board's data.

    Imports that are not below `device` are MicroPython's own. `start.py` imports its role lazily and by name, so the
    role's module, of the same name as its folder, is a second starting point.
    """
    beginnings = ["main", f"{role}.{role}"]
    waiting = list(beginnings)
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        path = _path(device, module)
        if path is None:
            if module in beginnings:
                raise ClosureError(f"{device}: there is no {module.replace('.', '/')}.py")
            continue
        name = path.relative_to(device).as_posix()
        if name in found:
            continue
        found.add(name)
        waiting += _imports(path, path.read_text(encoding="utf-8"))
        waiting += [module.rsplit(".", depth)[0] for depth in range(1, module.count(".") + 1)]
    _refuse_forbidden(found, role)
    data = [f"{DATA_FOLDER}/{name}" for name in (*DATA_FILES, f"{role}.tsv")]
    return sorted(found | set(data))


def _path(device: Path, module: str) -> Path | None:
    base = device / module.replace(".", "/")
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


@cache
def _imports(path: Path, source: str) -> tuple[str, ...]:
    """Every module that a file may import, anywhere in it; `from a import b` may mean module a.b."""
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        raise ClosureError(f"{path}: line {error.lineno}: is no Python; take the file of the release") from error
    modules: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level or node.module is None:
                raise ClosureError(f"{path}: line {node.lineno}: relative imports are not followed")
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(modules)


def _refuse_forbidden(found: set[str], role: Role) -> None:
    for name in sorted(found):
        module = name.removesuffix(".py").replace("/", ".")
        for forbidden in FORBIDDEN[role]:
            if module == forbidden or module.startswith(f"{forbidden}."):
                raise ClosureError(f"{name} would be on a {role}; a module that the {role} imports needs it")
