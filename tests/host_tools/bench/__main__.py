"""Verifies many different ballots of one contest of five options in three ways, beside electionguard-python.

    python -m tests.host_tools.bench --ballots 200000 --electionguard build/electionguard/bin/python

In CPU time. Both take turns, so that a busy computer slows both. Ballots are made first, from a seed, and kept in
build/bench-verify.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from host_tools.formats import ballot_record
from host_tools.formats.ballot_prover import Sealer
from host_tools.formats.ballot_record import Contest, Shape
from host_tools.formats.points import L, multiply_base
from host_tools.verifying import compiled, fast_proofs, multiples

SHAPE: Shape = (Contest(6, 1),)
KEY = multiply_base(int.from_bytes(b"the key of the bench", "little") % L)
BALLOTS_A_BOOTH, BATCH, TURNS = 1_000, fast_proofs.TOGETHER, 5
NATION = 12_500_000
BARS = {"alone": 180, "companion": 340, "companion, in groups": 440}  # times electionguard
FOLDER = Path(__file__).parents[3] / "build" / "bench-verify"
PEER = Path(__file__).with_name("electionguard_ballots.py")


def about(booth: int) -> bytes:
    """The context of one booth of the bench."""
    return ballot_record.context(bytes(16), booth + 1, 0, 1, KEY)


def made(booth: int) -> bytes:
    """All records of a booth, which no other has."""
    dice, sealer = random.Random(booth), Sealer(about(booth), KEY, SHAPE)
    records = []
    for _ in range(BALLOTS_A_BOOTH):
        option = dice.randrange(6)
        records.append(sealer.seal(dice.randbytes(32), [int(i == option) for i in range(6)]))
    return b"".join(sorted(records))


def booths(count: int, processes: int) -> list[list[bytes]]:
    """The records of so many booths, from the disk as far as they are there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    missing = [booth for booth in range(count) if not (FOLDER / f"{booth}.bin").exists()]
    with ProcessPoolExecutor(processes) as pool:
        for booth, data in zip(missing, pool.map(made, missing), strict=True):
            (FOLDER / f"{booth}.bin").write_bytes(data)
    size = ballot_record.record_bytes(SHAPE)
    whole = [(FOLDER / f"{booth}.bin").read_bytes() for booth in range(count)]
    return [[data[at : at + size] for at in range(0, len(data), size)] for data in whole]


def timed(call: Callable[[], object]) -> float:
    """CPU seconds of this process."""
    began = time.process_time()
    call()
    return time.process_time() - began


def one_booth(booth: int, records: Sequence[bytes], library: multiples.Multiples) -> dict[str, float]:
    """CPU seconds of each way over all records of a booth. The first writes what the others are given."""
    judge, companion = fast_proofs.Booth(about(booth), KEY, SHAPE, library), list[bytes]()

    def alone() -> None:
        for found in judge.alone(records):
            assert isinstance(found, bytes), "an honest record was refused"
            companion.append(found)

    def batches(grouped: bool) -> None:
        for at in range(0, len(records), BATCH):
            assert judge.with_companion(records[at : at + BATCH], companion[at : at + BATCH], grouped) == {}

    first = timed(alone)
    companion = judge.companions(records, companion)  # what its writer spends once, for everybody
    seconds = (first, timed(lambda: batches(False)), timed(lambda: batches(True)))
    return dict(zip(BARS, seconds, strict=True))


def peer(python: Path, ballots: int) -> float:
    """CPU seconds that electionguard-python needs for one ballot."""
    done = subprocess.run([python, PEER, str(ballots)], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def main() -> None:
    """As the text above says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=200_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--electionguard", type=Path)
    given = parser.parse_args()
    library = compiled.best()
    print(
        f"arithmetic: {library.name}; one contest of five options, {ballot_record.record_bytes(SHAPE)} bytes a record"
    )
    everything = booths(-(-given.ballots // BALLOTS_A_BOOTH), given.processes)
    ballots = sum(map(len, everything))
    turns = min(TURNS, len(everything))
    spent, peers = dict.fromkeys(BARS, 0.0), []
    for turn in range(turns):
        if given.electionguard:
            peers.append(peer(given.electionguard, 20))
        for booth in range(turn, len(everything), turns):
            for way, seconds in one_booth(booth, everything[booth], library).items():
                spent[way] += seconds
    if peers:
        print(f"electionguard-python 1.4.0: {1000 * sum(peers) / len(peers):.0f} ms a ballot ({20 * turns} ballots)")
    print(f"{ballots:,} different ballots verified in each way, one process:")
    for way, seconds in spent.items():
        each = seconds / ballots
        ratio = f"{sum(peers) / len(peers) / each:4.0f} times as fast (wanted {BARS[way]})" if peers else ""
        print(f"  {way:22} {1000 * each:.3f} ms  12.5 million: {each * NATION / 3600:.2f} core-hours  {ratio}")


if __name__ == "__main__":
    main()
