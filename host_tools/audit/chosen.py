"""Which terminals are read back: drawn by a public seed, or named by whoever asked for it; kept as a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from host_tools.audit.terminals import Terminal
from host_tools.errors import AuditError
from host_tools.formats.definitions import Precinct
from host_tools.text_files import json_of
from host_tools.text_rules import visible
from host_tools.whole_files import write_text


class Chosen(NamedTuple):
    """words: how they were chosen."""

    words: str
    terminals: Sequence[Terminal]


def named(texts: Sequence[str], precincts: Mapping[int, Precinct]) -> list[Terminal]:
    """Terminals by `precinct:terminal`, 0 for the desk. AuditError: no such terminal, or one twice."""
    found: list[Terminal] = []
    for text in texts:
        numbers = text.split(":")
        if len(numbers) != 2 or not all(one.isascii() and one.isdigit() and len(one) < 10 for one in numbers):
            raise AuditError(f"--pick {visible(text)}: write precinct:terminal such as 17:2; the desk is 0")
        one = Terminal(*map(int, numbers))
        if not _is_there(one, precincts):
            raise AuditError(
                f"--pick {text}: there is no such terminal; give a precinct's desk, 0, or one of its booths"
            )
        if one in found:
            raise AuditError(f"--pick {text}: is named twice")
        found.append(one)
    return found


def write(path: Path, publication: bytes, chosen: Chosen) -> None:
    """Keep the list. publication: h(its signed list)."""
    terminals = [list(one) for one in chosen.terminals]
    content = {"publication": publication.hex(), "chosen": chosen.words, "terminals": terminals}
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def load(path: Path, publication: bytes, precincts: Mapping[int, Precinct]) -> Chosen:
    """The list again. AuditError: of another publication, or not what `write` wrote."""
    content = json_of(path.read_bytes(), path)
    try:
        found = [Terminal(int(precinct), int(terminal)) for precinct, terminal in content["terminals"]]
        words, of = str(content["chosen"]), content["publication"]
    except (KeyError, TypeError, ValueError):
        raise AuditError(f"{path}: not what tamga audit terminals wrote; draw again from the same seed") from None
    if of != publication.hex():
        raise AuditError(f"{path}: drawn from another publication; fetch that one, or draw again")
    if not found or not words or not all(_is_there(one, precincts) for one in found):
        raise AuditError(f"{path}: names a terminal that is not there; draw again from the same seed")
    return Chosen(words, found)


def _is_there(one: Terminal, precincts: Mapping[int, Precinct]) -> bool:
    definition = precincts.get(one.precinct)
    return definition is not None and one.terminal in definition.terminals
