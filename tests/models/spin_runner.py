"""Runs one model under SPIN: states, verdict, what was never reached, and a counterexample in readable lines."""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tests.models.writes import BY_NAME, promela

FOLDER = Path(__file__).parent
_DEFINE = re.compile(r"^#define ([A-Z_]+) (\d+)(?: +/\* (.*) \*/)?$")
_WRITE = re.compile(r"WRITE (\w+) (\w+) (\w+)")
_LIMIT_S, _MEMORY_MB, _DEPTH = 600, 2500, 400_000
_HOW = {
    "done": "done", "refused": "refused", "half_done": "refused half way", "denied": "done, but reported as failed",
    "cut_before": "the power goes before it", "cut_within": "the power goes within it",
    "cut_after": "the power goes after it",
}  # fmt: skip


@dataclass(frozen=True)
class Budget:
    """How often what may go wrong (chips.pml)."""

    cuts: int = 0
    refusals: int = 0
    false: int = 0
    losses: int = 0
    restarts: int = 0

    def __str__(self) -> str:
        parts = [f"{name} {count}" for name, count in vars(self).items() if count]
        return ", ".join(parts) or "nothing goes wrong"


@dataclass(frozen=True)
class Verdict:
    """holds: no assertion failed, no stuck state, all states seen. trail: how the assertion fails, a line a step."""

    holds: bool
    states: int
    seconds: float
    failed: str
    unreached: tuple[str, ...]
    trail: tuple[str, ...]


def properties(model: str) -> dict[str, tuple[int, str]]:
    """name -> (number, sentence) of what a model claims: the definitions before its first include."""
    found = {}
    for line in (FOLDER / model).read_text().splitlines():
        if line.startswith("#include"):
            break
        if match := _DEFINE.match(line):
            found[match[1]] = int(match[2]), match[3] or ""
    return found


def check(model: str, budgets: tuple[Budget, ...], folder: Path, **definitions: object) -> Verdict:
    """Every state of a model within any one of these budgets. definitions: of the model, as CHECK=3.

    Raises subprocess.CalledProcessError where the model does not compile, TimeoutExpired after ten minutes.
    """
    source = prepare(model, budgets, folder, **definitions)
    folder = source.parent
    _run(folder, "spin", "-o3", "-a", source.name)  # no merging of steps, which would hide what is never reached
    flags = ["-DSAFETY", "-DCOLLAPSE", f"-DMEMLIM={_MEMORY_MB}", "-DVECTORSZ=2048"]
    _run(folder, "gcc", "-O1" if len(budgets) > 5 else "-O0", "-w", *flags, "-o", "pan", "pan.c")
    began = time.monotonic()
    report = _run(folder, "./pan", f"-m{_DEPTH}")
    seconds = time.monotonic() - began
    states = int(re.search(r"(\d+) states, stored", report)[1])  # type: ignore[index]
    failure = re.search(r"pan:\d+: (.+?) \(at depth", report)
    is_whole = "errors: 0" in report and "too small" not in report and "out of memory" not in report
    unreached = tuple(re.findall(r"printf\('GOOD ([^'\\]+)", report)) if is_whole else ()
    return Verdict(
        is_whole, states, seconds, "" if is_whole else failure[1] if failure else "not all states were seen",
        unreached, tuple(trail(source)) if failure else (),
    )  # fmt: skip


def prepare(model: str, budgets: tuple[Budget, ...], folder: Path, **definitions: object) -> Path:
    """The model with names, budgets and definitions put in, in this folder."""
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "writes.pml").write_text(promela())
    definitions["BUDGETS"] = " ".join(f"BUDGET({', '.join(map(str, vars(one).values()))})" for one in budgets)
    flags = [f"-D{name}={value}" for name, value in definitions.items()]
    source = folder / model
    source.with_suffix(".pml.trail").unlink(missing_ok=True)
    source.write_text(_run(folder, "cpp", "-P", f"-I{folder}", f"-I{FOLDER}", *flags, str(FOLDER / model)))
    return source


def trail(source: Path) -> list[str]:
    """The counterexample that was found, each write with its meaning."""
    return readable(_run(source.parent, "spin", "-t", "-k", source.name + ".trail", source.name))


def simulate(source: Path, seed: int) -> list[tuple[str, str, str]]:
    """(write, chip, what became of it) of one random run; ("POWER", "", "") where the power went."""
    source = source.resolve()
    found = []
    for line in _run(source.parent, "spin", f"-n{seed}", "-u20000", source.name).splitlines():
        if match := _WRITE.search(line):
            found.append((match[1], match[2], match[3]))
        if "NOTE restart" in line or "NOTE power cut" in line or "cut_" in line:
            found.append(("POWER", "", ""))
    return found


def readable(output: str) -> list[str]:
    """Lines of SPIN's replay as sentences."""
    lines = []
    for line in map(str.strip, output.splitlines()):
        if match := _WRITE.match(line):
            write = BY_NAME[match[1]]
            where = "file" if write.region == "file" else f"chip {match[2]}"
            lines.append(f"{where}: {match[1]} ({write.meaning}): {_HOW[match[3]]}")
        elif line.startswith("NOTE "):
            lines.append("    " + line[5:])
        elif "failed assertion" in line:
            lines.append("    and then this does not hold: " + line.partition("failed assertion: ")[2])
    return lines


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_LIMIT_S, check=False)
    if command[0] in ("cpp", "gcc") and done.returncode:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    if "-a" in command and "Error" in done.stdout + done.stderr:
        raise subprocess.CalledProcessError(1, command, done.stdout, done.stderr)
    return done.stdout
