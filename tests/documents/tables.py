"""Tables of docs/ that are made from data files: `python -m tests.documents.tables` writes them, a test compares them.

Every promise and every attack names tests. A name is `path below tests::function`, or `fraud: name` of the corpus.
"""

from __future__ import annotations

import ast
import functools
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
TESTS, DOCS = ROOT / "tests", ROOT / "docs"
CORPUS = TESTS / "host_tools" / "verifying" / "frauds"
BEGIN, END = "<!-- made from {name} -->", "<!-- end of {name} -->"
WHO = {
    "voter": "Voters and those behind them",
    "member": "Members of the commission",
    "thief": "Thieves of a terminal or a cartridge",
    "supplier": "Technicians, suppliers, and the machine that provisions",
    "software": "A malicious booth or desk, correctly signed",
    "network": "The line, the centre, and its files",
    "publisher": "Whoever shows slips, images or files to an auditor",
}


def load(name: str) -> list[dict[str, Any]]:
    """The entries of a data file in docs/."""
    (entries,) = tomllib.loads((DOCS / f"{name}.toml").read_text("utf-8")).values()
    return list(entries)


@functools.cache
def functions(path: Path) -> frozenset[str]:
    """Names of the tests in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


@functools.cache
def frauds() -> frozenset[str]:
    """Names of the corpus, read from its files: the first text of each entry of FRAUDS."""
    found = set()
    for path in CORPUS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return frozenset(found)


def missing(tests: list[str]) -> list[str]:
    """Named tests that do not exist."""
    lost = []
    for name in tests:
        path, _, function = name.partition("::")
        if name.startswith("fraud: "):
            exists = name.removeprefix("fraud: ") in frauds()
        else:
            exists = (TESTS / path).is_file() and function in functions(TESTS / path)
        if not exists:
            lost.append(name)
    return lost


def _named(tests: list[str]) -> str:
    """Tests as a reader looks for them."""
    said = []
    for name in tests:
        path, _, function = name.partition("::")
        said.append(f"fraud *{name.removeprefix('fraud: ')}*" if not function else f"`{Path(path).stem}`: `{function}`")
    return ", ".join(said)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def promises_page() -> str:
    """docs/promises.md."""
    lines = [
        "# What the formats promise, and which test holds it",
        "",
        "Made from promises.toml by `python -m tests.documents.tables`. Each mark in [formats.md](formats.md) has a",
        "row: the end of the sentence that it stands behind, the tool that looks, and the tests that see the tool",
        "look. Tests lie below `tests/`; a *fraud* is one of the corpus in `tests/host_tools/verifying/frauds`.",
        "",
        "| mark | sentence ends | tool | tests |",
        "|---|---|---|---|",
    ]
    for entry in load("promises"):
        lines.append(_row(f"[{entry['id']}]", entry["says"], entry["tool"], _named(entry["tests"])))
    return "\n".join(lines) + "\n"


def threats_tables() -> str:
    """The tables of attacks in docs/threat-model.md."""
    entries = load("threats")
    lines = [BEGIN.format(name="threats.toml")]
    holds = sum(entry["holds"] for entry in entries)
    lines += ["", f"{len(entries)} attacks: {holds} are prevented; {len(entries) - holds} are not (in bold).", ""]
    for who, title in WHO.items():
        head = ["| | attack | they have | defence | tests |", "|---|---|---|---|---|"]
        lines += [f"### {title}", "", *head]
        for entry in (entry for entry in entries if entry["who"] == who):
            answer = entry["answer"] if entry["holds"] else f"**Does not hold.** {entry['answer']}"
            lines.append(_row(entry["id"], entry["attack"], entry["has"], answer, _named(entry.get("tests", []))))
        lines.append("")
    return "\n".join([*lines, END.format(name="threats.toml")])


def with_threats(page: str) -> str:
    """A page with its tables of attacks made anew."""
    before, _, rest = page.partition(BEGIN.format(name="threats.toml"))
    _, _, after = rest.partition(END.format(name="threats.toml"))
    return before + threats_tables() + after


if __name__ == "__main__":
    (DOCS / "promises.md").write_text(promises_page(), "utf-8")
    model = DOCS / "threat-model.md"
    model.write_text(with_threats(model.read_text("utf-8")), "utf-8")
