"""The models that must hold, and the faults that they must find where a repair is left out.

    python -m tests.models.check            the budgets of the project's promise, in seconds
    python -m tests.models.check --large    with restarts and more of everything

Prints a line a property: verdict, states explored, seconds. What does not hold is shown step by step, and ends in 1.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.models.spin_runner import Budget, Verdict, check, properties

WORK = Path("build/models")
# One run covers every one of its budgets: what may happen is chosen at its beginning.
PROMISED = (
    Budget(cuts=2), Budget(refusals=2), Budget(cuts=1, refusals=1), Budget(losses=1, restarts=1),
    Budget(cuts=1, losses=1),
)  # fmt: skip
RESTARTED = tuple(Budget(one.cuts, one.refusals, one.false, one.losses, 1) for one in PROMISED)
FALSE_ANSWERS = (
    Budget(false=2, restarts=1), Budget(cuts=1, false=1, restarts=1), Budget(refusals=1, false=1, restarts=1),
)  # fmt: skip
MORE = (Budget(cuts=3), Budget(refusals=3), Budget(cuts=2, losses=1))
WITH_A_LOSS = (Budget(losses=2, restarts=1), Budget(refusals=1, losses=1, restarts=1), Budget(false=1, losses=1))
FILES = (Budget(cuts=2, restarts=1), Budget(refusals=2), Budget(cuts=1, refusals=1), Budget(losses=1, restarts=1),
         Budget(cuts=1, losses=1, restarts=1), Budget(cuts=1, false=1, restarts=1))  # fmt: skip


@dataclass(frozen=True)
class Run:
    """expected: the properties that a counterexample is known for; each is checked alone then."""

    name: str
    model: str
    budgets: tuple[Budget, ...]
    definitions: dict[str, object] = field(default_factory=dict)
    expected: tuple[str, ...] = ()


SMALL = (
    Run("cast", "booth.pml", PROMISED),
    Run("check-in", "desk.pml", PROMISED, {"COMINGS": 2}),
    Run("exchange", "desk.pml", PROMISED, {"COMINGS": 2, "EXCHANGE": 1}),
    Run("opening", "openings.pml", PROMISED, {"EXCHANGES": 1, "ATTEMPTS": 2}),
    Run("closing", "closing.pml", PROMISED),
    Run("protocol", "protocol.pml", FILES),
)
LARGE = (
    Run("cast, restarts", "booth.pml", RESTARTED),
    Run("cast, false answers", "booth.pml", FALSE_ANSWERS),
    Run("cast, more", "booth.pml", MORE),
    Run("cast, another fault and a loss", "booth.pml", WITH_A_LOSS[1:]),
    Run("check-in, restarts", "desk.pml", RESTARTED),
    Run("check-in, false answers", "desk.pml", FALSE_ANSWERS),
    Run("check-in, another fault and a loss", "desk.pml", WITH_A_LOSS),
    Run("exchange, restarts", "desk.pml", RESTARTED, {"EXCHANGE": 1}),
    Run("exchange, false answers", "desk.pml", FALSE_ANSWERS, {"EXCHANGE": 1}),
    Run("exchange, another fault and a loss", "desk.pml", WITH_A_LOSS, {"EXCHANGE": 1}),
    Run("check-in, three faults", "desk.pml", (Budget(cuts=1, refusals=1, false=1, restarts=1),)),
    Run("opening, exchanges", "openings.pml", PROMISED, {"EXCHANGES": 2}),
    Run("closing, restarts", "closing.pml", RESTARTED, {"REPRINTS": 2}),
    Run("closing, false answers", "closing.pml", FALSE_ANSWERS),
    Run("closing, more", "closing.pml", MORE),
    Run("closing, another fault and a loss", "closing.pml", WITH_A_LOSS[1:]),
)

# What would be wrong without a repair: the models must find it.
KNOWN = (
    Run("opening, if openings did not count", "openings.pml", (Budget(restarts=1),), {"TODAY": 1},
        ("CAST_ONCE", "NO_VOTE_IS_LOST", "ONE_TOTAL_AN_OPENING")),
    Run("opening, if cast slips were exchanged", "openings.pml", (Budget(),), {"BLIND": 1}, ("CAST_ONCE",)),
    Run("cast, a loss of contact of each chip", "booth.pml", WITH_A_LOSS[:1], {}, ("SLIPS_ADD_UP",)),
    Run("closing, a loss of contact at each of two looks", "closing.pml", (Budget(losses=2),), {},
        ("NO_BALLOT_IS_LOST", "TOTALS_ARE_ALL", "NOTHING_STAYS")),
    Run("closing, if one look were enough", "closing.pml", (Budget(losses=1),), {"LOOKS": 1},
        ("NO_BALLOT_IS_LOST", "TOTALS_ARE_ALL", "NOTHING_STAYS")),
    Run("protocol, by files alone", "protocol.pml", (Budget(false=1, restarts=1),), {"TODAY": 1}, ("SIGNED_ONCE",)),
)  # fmt: skip


def main() -> int:
    """The number of properties that are not as they should be, at most 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="larger budgets, and what known faults lead to")
    runs = SMALL + LARGE + KNOWN if parser.parse_args().large else SMALL
    with ThreadPoolExecutor(max_workers=2) as pool:
        wrong = sum(pool.map(_report, runs))
    return min(wrong, 1)


def _report(run: Run) -> int:
    claims, lines, wrong = properties(run.model), [f"{run.name}: {'; '.join(map(str, run.budgets))}"], 0
    if not run.expected:
        verdict = _verdict(run)
        if verdict.holds or not verdict.failed or verdict.failed.startswith("not all"):
            wrong = 0 if verdict.holds and not verdict.unreached else 1
            lines[0] += f" · {verdict.states:,} states, {verdict.seconds:.1f} s"
            word = "holds" if verdict.holds else "?    "
            lines += [f"  {word} {name}: {sentence}" for name, (_, sentence) in claims.items()]
            lines += [f"  NEVER REACHED: {one}" for one in verdict.unreached]
            lines += [] if verdict.holds else [f"  {verdict.failed}"]
            print("\n".join(lines), flush=True)
            return wrong
    for name, (number, sentence) in claims.items():
        if not run.expected or name in run.expected:
            verdict = _verdict(run, number)
            lines.append(_line("holds" if verdict.holds else "FAILS", name, sentence, verdict))
            is_known = name in run.expected
            lines += ["    " + step for step in verdict.trail]
            if verdict.holds == is_known:
                wrong += 1
                lines.append("  the known fault is not found" if is_known else f"  {verdict.failed}")
    print("\n".join(lines), flush=True)
    return wrong


def _verdict(run: Run, number: int | None = None) -> Verdict:
    definitions = dict(run.definitions) if number is None else {**run.definitions, "CHECK": number}
    folder = WORK / (run.name.replace(" ", "-").replace(",", "") + ("" if number is None else f"-{number}"))
    return check(run.model, run.budgets, folder, **definitions)


def _line(word: str, name: str, sentence: str, verdict: Verdict) -> str:
    return f"  {word} {name}: {sentence} ({verdict.states:,} states, {verdict.seconds:.1f} s)"


if __name__ == "__main__":
    sys.exit(main())
