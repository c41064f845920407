"""Which files a role's firmware consists of: what `main.py` and the role's module import, and nothing else.

A terminal that must not do something does not have the code for it: a booth gets no roll, no counting and no link.
"""

from __future__ import annotations

import ast
from pathlib import Path

from host_tools.formats.definitions import Role

ROLES: tuple[Role, ...] = ("booth", "desk")
DATA_FOLDER, DATA_FILES = "text", ("font.bin", "font_large.bin", "common.tsv")
# Module names, or beginnings of them with a dot, that a booth must not have.
FORBIDDEN_FOR_BOOTH = (
    "link.", "roll.", "count.", "roles.desk", "roles.check_in", "roles.sending", "crypto.shamir", "crypto.discrete_log",
)  # fmt: skip


class ClosureError(ValueError):
    """Firmware sources that cannot make a role. The message names the file and the reason."""


def firmware_files(device: Path, role: Role) -> list[str]:
    """Paths below `device` of the role's files, sorted. `board.py` is not among them: it comes from the board's data.

    Imports that are not below `device` are MicroPython's own. `main.py` imports its role lazily and by name, so the
    role's module is a second starting point and the other role's module is never followed.
    """
    others = {f"roles.{other}" for other in ROLES if other != role}
    waiting = ["main", f"roles.{role}"]
    found: set[str] = set()
    while waiting:
        module = waiting.pop()
        path = _path(device, module)
        if module in others or path is None:
            if module in ("main", f"roles.{role}"):
                raise ClosureError(f"{device}: there is no {module.replace('.', '/')}.py")
            continue
        name = path.relative_to(device).as_posix()
        if name in found:
            continue
        found.add(name)
        waiting += _imports(path)
        waiting += [module.rsplit(".", depth)[0] for depth in range(1, module.count(".") + 1)]
    if role == "booth":
        _refuse_forbidden(found)
    data = [f"{DATA_FOLDER}/{name}" for name in (*DATA_FILES, f"{role}.tsv")]
    return sorted(found | set(data))


def _path(device: Path, module: str) -> Path | None:
    base = device / module.replace(".", "/")
    for candidate in (base.with_suffix(".py"), base / "__init__.py"):
        if candidate.is_file():
            return candidate
    return None


def _imports(path: Path) -> list[str]:
    """Every module that a file may import, anywhere in it; `from a import b` may mean module a.b."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except SyntaxError as trouble:
        raise ClosureError(f"{path}: line {trouble.lineno}: {trouble.msg}") from trouble
    modules = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level or node.module is None:
                raise ClosureError(f"{path}: line {node.lineno}: relative imports are not followed")
            modules += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return modules


def _refuse_forbidden(found: set[str]) -> None:
    for name in sorted(found):
        module = name.removesuffix(".py").replace("/", ".")
        for forbidden in FORBIDDEN_FOR_BOOTH:
            if module == forbidden or module.startswith(forbidden if forbidden.endswith(".") else f"{forbidden}_"):
                raise ClosureError(f"{name} would be on a booth; a module that the booth imports needs it")
