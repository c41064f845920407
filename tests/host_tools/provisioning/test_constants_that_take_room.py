"""A private constant that keeps its name takes room on every terminal; one folded wrongly is another firmware."""

import ast
from pathlib import Path

from host_tools.provisioning.compiling import compiled
from host_tools.provisioning.folding import folded
from host_tools.provisioning.names import in_module

ROOT = Path(__file__).parents[3]
DEVICE = ROOT / "device"
SOURCE = '''\
"""Words."""
_SIZE = 1 << 4  # a reason
_TWICE, _MARK = 2 * _SIZE, b"\\0\\xff"
_WORDS = ("✓ ", _TWICE, -1)
_LATER = len(_MARK)
_ROW = b"\\xff" * 3
_CHANGED = 1
PUBLIC = 3


def change():
    global _CHANGED
    _CHANGED = 2
    return _WORDS, _SIZE, _TWICE, _MARK, _LATER, _ROW
'''


def test_only_what_never_changes_is_folded_and_lines_keep_their_numbers() -> None:
    text = folded(SOURCE.encode()).decode()
    assert text.splitlines()[1:5] == [
        "_SIZE = const(16)  # a reason",
        "_TWICE = const(32); _MARK = const(b'\\x00\\xff')",
        "_WORDS = const(('✓ ', 32, -1))",
        "_LATER = len(_MARK)",
    ]
    assert text.splitlines()[5] == "_ROW = const(b'\\xff\\xff\\xff')"
    assert text.splitlines()[6:] == SOURCE.splitlines()[6:]


def test_a_folded_name_is_not_in_the_module() -> None:
    names = in_module(compiled("sample.py", SOURCE.encode(), "armv7m"))
    assert names >= {b"_LATER", b"_CHANGED", b"PUBLIC"}
    assert not names & {b"_SIZE", b"_TWICE", b"_MARK", b"_WORDS", b"_ROW"}


def test_machine_code_is_left_alone() -> None:
    source = b"import micropython\n_SIZE = 16\n@micropython.viper\ndef size() -> int:\n    return int(_SIZE)\n"
    assert folded(source) == source


def test_no_other_module_asks_for_a_folded_name_and_every_value_is_as_written() -> None:
    names: dict[str, set[str]] = {}
    for path in DEVICE.rglob("*.py"):
        source = path.read_bytes()
        before, after = (_assigned(ast.parse(text)) for text in (source, folded(source)))
        found = {name for name, value in after.items() if value != before[name]}
        for name in found:
            space = {key: eval(after[key], {"const": lambda value: value}) for key in found}
            assert eval(before[name], {}, space) == space[name], (path, name)
        names[path.stem] = found
    assert sum(map(len, names.values())) > 300
    asked = [
        (path, node.lineno)
        for folder in ("device", "tests/device", "simulator/measure")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.ImportFrom)
        and node.module
        and {alias.name for alias in node.names} & names.get(node.module.rpartition(".")[2], set())
    ]
    assert not asked


def _assigned(tree: ast.Module) -> dict[str, str]:
    """What each name of a module is assigned, as text."""
    found = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=True))
            for one, its in pairs:
                found[ast.unparse(one)] = ast.unparse(its)
    return found
