"""The walls of the house: who must never import whom, straight or through others. Read the table aloud.

Imports inside functions count. There is no list of exceptions: a wall that has to go leaves the table, with a reason.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# Who must never import whom.
NEVER: tuple[tuple[str, tuple[str, ...]], ...] = (
    # The promise: the desk never sees a ballot, the booth never sees a person.
    ("device.booth", ("device.desk", "device.link", "device.crypto.shamir", "device.crypto.discrete_log")),
    ("device.booth", ("device.drivers.modem",)),
    ("device.desk", ("device.booth",)),
    ("device.terminal", ("device.desk", "device.booth", "device.link", "device.drivers.modem")),
    # Below the roles nobody knows a role.
    ("device.screens", ("device.desk", "device.booth", "device.terminal", "device.paper", "device.storage")),
    ("device.paper", ("device.desk", "device.booth", "device.terminal", "device.screens", "device.storage")),
    ("device.paper", ("device.drivers", "device.link")),
    ("device.storage", ("device.desk", "device.booth", "device.terminal", "device.screens", "device.paper")),
    ("device.storage", ("device.drivers", "device.link")),
    ("device.link", ("device.desk", "device.booth", "device.terminal", "device.screens", "device.storage")),
    ("device.drivers", ("device.desk", "device.booth", "device.terminal", "device.screens", "device.paper")),
    ("device.drivers", ("device.storage", "device.link", "device.crypto", "device.text")),
    ("device", ("host_tools", "simulator", "tests")),
    # The simulator in storeys: hardware, people, channel, and four faces side by side.
    ("simulator.hardware", ("simulator.people", "simulator.channel", "host_tools", "device")),
    ("simulator.hardware.parts", ("simulator.hardware.bench",)),
    ("simulator.people", ("simulator.channel",)),
    ("simulator.hardware", ("simulator.front", "simulator.demo", "simulator.pictures", "simulator.measure")),
    ("simulator.people", ("simulator.front", "simulator.demo", "simulator.pictures", "simulator.measure")),
    ("simulator.channel", ("simulator.front", "simulator.demo", "simulator.pictures", "simulator.measure")),
    ("simulator.front", ("simulator.demo", "simulator.pictures", "simulator.measure")),
    ("simulator.demo", ("simulator.front", "simulator.pictures", "simulator.measure")),
    ("simulator.pictures", ("simulator.front", "simulator.demo", "simulator.measure")),
    ("simulator.measure", ("simulator.front", "simulator.demo", "simulator.pictures")),
    # Nobody knows the firmware that lies but the demonstration of it, which lives a day of `demo`.
    *(
        (f"simulator.{room}", ("simulator.lie",))
        for room in "hardware people channel front demo pictures measure".split()
    ),
    ("simulator.lie", ("simulator.front", "simulator.channel", "simulator.pictures", "simulator.measure")),
    # Host tools share formats with the firmware by specification, never by import.
    ("host_tools", ("simulator", "device", "tests")),
    ("host_tools.formats", ("host_tools.keys", "host_tools.elections", "host_tools.verifying", "host_tools.registers")),
    ("host_tools.registers", ("host_tools.labels", "host_tools.rolls", "host_tools.verifying")),
    ("host_tools.labels", ("host_tools.rolls", "host_tools.verifying")),
    ("host_tools.verifying", ("host_tools.rolls", "host_tools.provisioning", "host_tools.collecting")),
)
# What these may import of their own house, and nothing else of it.
ONLY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("device.crypto", ()),
    ("device.text", ()),
    ("device.memory", ()),
    ("device.formats", ("device.crypto",)),
    ("device.drivers", ("device.formats.calendar", "device.formats.crc16")),
    ("host_tools.findings", ()),
    ("host_tools.errors", ()),
    ("host_tools.text_rules", ()),
    ("host_tools.console", ("host_tools.findings", "host_tools.errors", "host_tools.text_rules")),
    ("host_tools.folder_lock", ("host_tools.errors",)),
    ("host_tools.whole_files", ("host_tools.folder_lock", "host_tools.overwriting", "host_tools.errors")),
    ("host_tools.hash_chain", ("host_tools.errors",)),
    ("host_tools.text_files", ("host_tools.errors",)),
    ("host_tools.picture_files", ("host_tools.errors",)),
    ("host_tools.validation", ("host_tools.errors", "host_tools.text_rules")),
    ("host_tools.formats", ("host_tools.errors", "host_tools.validation")),
)
# The only ones that know the processor's own module.
KNOW_THE_PINS = ("device.start", "device.drivers")


def is_in(module: str, place: str) -> bool:
    return module == place or module.startswith(place + ".")


def name_of(path: Path, root: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(path: Path) -> set[str]:
    """Every name that is imported, anywhere in the file; `from a import b` may mean the module a.b."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level and node.module, f"{path}: write whole names"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def graph(root: Path) -> dict[str, set[str]]:
    """module -> modules of the house and of MicroPython that it imports. Firmware names begin with `device`."""
    paths = [path for house in ("device", "simulator", "host_tools") for path in sorted((root / house).rglob("*.py"))]
    modules = {name_of(path, root): path for path in paths}
    found = {}
    for module, path in modules.items():
        names = imported_by(path)
        if is_in(module, "device"):
            names = {f"device.{name}" if f"device.{name}" in modules else name for name in names}
        found[module] = {name for name in names if name in modules or name == "machine" or is_in(name, "tests")}
    return found


def way(arrows: dict[str, set[str]], start: str, place: str) -> list[str]:
    """The modules from one to the first in a place that it leads to; empty if it leads to none."""
    before: dict[str, str] = {start: ""}
    waiting = [start]
    while waiting:
        module = waiting.pop(0)
        if module != start and is_in(module, place):
            steps = [module]
            while before[steps[0]]:
                steps.insert(0, before[steps[0]])
            return steps
        for following in sorted(arrows.get(module, ())):
            if following not in before:
                before[following] = module
                waiting.append(following)
    return []


ARROWS = graph(ROOT)
PAIRS = [(who, whom) for who, many in NEVER for whom in many]


@pytest.mark.parametrize(("who", "whom"), PAIRS, ids=[f"{who}-{whom}" for who, whom in PAIRS])
def test_a_wall_has_a_hole(who: str, whom: str) -> None:
    inside = [module for module in ARROWS if is_in(module, who)]
    assert inside, f"there is no {who}"
    holes = [" → ".join(steps) for module in inside if (steps := way(ARROWS, module, whom))]
    assert holes == []


@pytest.mark.parametrize(("who", "allowed"), ONLY, ids=[who for who, _ in ONLY])
def test_a_room_knows_more_than_it_may(who: str, allowed: tuple[str, ...]) -> None:
    house = who.partition(".")[0]
    inside = [module for module in ARROWS if is_in(module, who)]
    assert inside, f"there is no {who}"
    more = [
        (module, name)
        for module in inside
        for name in ARROWS[module]
        if is_in(name, house) and not is_in(name, who) and not any(is_in(name, place) for place in allowed)
        if not any(is_in(place, name) for place in allowed)  # the packages above a module hold nothing
    ]
    assert more == []


def test_only_what_composes_and_drivers_know_the_pins() -> None:
    knowing = {module for module in ARROWS if is_in(module, "device") and "machine" in ARROWS[module]}
    assert knowing and not [module for module in knowing if not any(is_in(module, place) for place in KNOW_THE_PINS)]


def test_no_module_of_the_firmware_is_named_in_a_string() -> None:
    dotted = {module.removeprefix("device.") for module in ARROWS if module.count(".") > 1 and is_in(module, "device")}
    assert len(dotted) > 100
    named = [
        (path.name, node.value)
        for path in sorted((ROOT / "device").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in dotted
    ]
    assert named == []


def test_nobody_imports_a_main() -> None:
    assert [module for module in ARROWS if any(name.endswith("__main__") for name in ARROWS[module])] == []


@pytest.mark.parametrize(
    ("module", "source", "wall"),
    [
        ("booth/voting", "def serve():\n    from desk import voting\n", ("device.booth", "device.desk")),
        ("terminal/opening", "from terminal import helper\n", ("device.booth", "device.desk")),
    ],
    ids=["inside a function", "through others"],
)
def test_a_hole_is_overlooked(module: str, source: str, wall: tuple[str, str], tmp_path: Path) -> None:
    for name, text in {
        "device/desk/voting.py": "",
        "device/booth/voting.py": "from terminal import opening\n",
        "device/terminal/opening.py": "",
        "device/terminal/helper.py": "import desk.voting\n",
        f"device/{module}.py": source,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text or "import gc\n")
    if module != "booth/voting":
        (tmp_path / "device/booth/voting.py").write_text("from terminal import opening\n")
    assert way(graph(tmp_path), "device.booth.voting", wall[1])[-1] == "device.desk.voting"
