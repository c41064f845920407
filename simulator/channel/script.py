"""Scripts of acts (`*.tamga`), a line each: `python -m simulator.channel.script tests/scripts/*.tamga`.

    # Comments go to the end of the line.
    start opened desk booth-1        what is plugged in; `start new`: a precinct fresh from provisioning
    at desk:                         what follows happens there
    scan card 3
    expect screen id:may_vote
    at booth-1: scan slip last       one line at another terminal
    expect box 1

Everything else is a line of the command channel (`simulator/channel/`); `help` lists them.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from host_tools.errors import os_error_in_words
from host_tools.text_files import TextFileError, text_of
from simulator.channel.channel import Channel
from simulator.channel.lines import LineError, split

FAILURES = Path("build/script_failures")
STARTS = ("new", "opened")
_AT = re.compile(r"at\s+(\S+?)\s*:\s*(.*)")

# A precinct as one of STARTS says, with these terminals plugged in.
MakePrecinct = Callable[[str, Sequence[str]], Channel]


class ScriptError(Exception):
    """A line did not go as written. The message says file, line, why, and what stood on the screens."""


@dataclass(frozen=True)
class Step:
    """One line to do. number: in the file, from 1; at: the terminal it is done at, "" for none."""

    number: int
    line: str
    at: str


@dataclass(frozen=True)
class Script:
    """A file of steps. start, plugged: what its `start` line says."""

    path: Path
    start: str
    plugged: tuple[str, ...]
    steps: tuple[Step, ...]


def read(path: Path) -> Script:
    """A script from its file; raises ScriptError if it is invalid."""
    start, at = "opened", ""
    plugged: tuple[str, ...] = ()
    steps: list[Step] = []
    for number, raw in enumerate(text_of(path.read_bytes(), path).splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if found := _AT.fullmatch(line):
            place, line = found.groups()
            if line and not line.startswith("#"):
                steps.append(Step(number, line, place))
            else:
                at = place
        elif line.startswith("start "):
            words = _words(path, number, line)
            if steps or words[1] not in STARTS:
                raise ScriptError(f"{path}:{number}: start comes first, and is one of {', '.join(STARTS)}")
            start, plugged = words[1], tuple(words[2:])
        else:
            steps.append(Step(number, line, at))
    return Script(path, start, plugged, tuple(steps))


def _words(path: Path, number: int, line: str) -> list[str]:
    try:
        return [str(word) for word in split(line)]
    except LineError as error:
        raise ScriptError(f"{path}:{number}: {error}") from error


def run(script: Script, channel: Channel) -> None:
    """Do every step; ScriptError at the first that is not done, with pictures of what stood there."""
    for step in script.steps:
        answer = channel.do(step.line, step.at)
        if not answer.ok:
            seen = "\n".join(_seen(script, channel))
            raise ScriptError(f"{script.path}:{step.number}: {step.line}\n{answer.say}\n{seen}")


def _seen(script: Script, channel: Channel) -> list[str]:
    """The words on each screen that has power; a picture of each is kept."""
    lines = []
    for name, acts in channel.terminals.items():
        if not acts.hardware.bench.powered:
            lines.append(f"  {name}: no power")
            continue
        FAILURES.mkdir(parents=True, exist_ok=True)
        picture = FAILURES / f"{script.path.stem}-{name}.png"
        acts.hardware.display.png(picture)
        lines.append(f"  {name}: {acts.hands.screen.aloud}   ({picture})")
    return lines


def main(paths: Sequence[str]) -> int:
    """Run scripts one after the other, each on a precinct of its own; exit status 1 if one fails."""
    from simulator.channel.script_precinct import make_precinct

    if not paths:
        print(__doc__)
        return 2
    failed = 0
    for path in map(Path, paths):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            channel = None
            try:
                script = read(path)
                channel = make_precinct(Path(folder), script.start, script.plugged)
                run(script, channel)
                print(f"{path}: done, {len(script.steps)} lines in {time.monotonic() - started:.1f} s")
            except (ScriptError, TextFileError) as error:
                failed += 1
                print(error)
            except OSError as error:
                failed += 1
                print(os_error_in_words(error))
            finally:
                for acts in channel.terminals.values() if channel else ():
                    acts.hardware.pull_plug()
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
