"""The pictures of the README, taken from a short day of the real firmware: `python -m simulator.pictures`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from PIL import Image

from host_tools.provisioning import training as invented
from simulator.people.precinct import OFFICIAL, Precinct
from simulator.people.small_precinct import small_precinct
from simulator.pictures import booth, desk, queue, sheets
from simulator.pictures.sheets import Shot

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
COLUMNS = 6


def day(precinct: Precinct, labels: list[str]) -> tuple[dict[str, list[Shot]], list[Shot]]:
    """(pages by heading, slips)."""
    at_desk, at_booth = precinct.desk, precinct.booth(1)
    pages = desk.morning(precinct)
    zero = precinct.open(at_booth, OFFICIAL)
    checked_in, code = desk.check_in(precinct, labels)
    pages += checked_in
    voter, (spoiled, cast) = booth.voters_way(precinct, code)
    voter += [booth.power_cut(precinct, labels[2]), booth.pause(precinct)]
    looks = booth.looks(precinct, labels[3])
    pages += desk.chairs_acts(precinct)
    kept: list[Image.Image] = []
    at_booth.keep = lambda name, slip: kept.append(slip)
    totals = precinct.close_booth(1)
    precinct.close_desk()
    pages += desk.evening(precinct, totals)
    protocol = at_desk.take_slip("protocol")
    slips = [
        Shot(spoiled, "Ballot, spoiled"),
        Shot(cast, "Ballot, cast"),
        Shot(zero, "Zero report of a booth"),
        Shot(kept[-1], "Sealed totals of a booth"),
        Shot(protocol, "Fields A to T, each booth, each contest, every equation, and the whole of it signed as QR"),
    ]
    return {"voter": voter, "desk": pages, "looks": looks}, slips


def taken() -> tuple[dict[str, list[Shot]], list[Shot]]:
    """(pages by heading, slips) of a small precinct that is made for it."""
    activations: list[Image.Image] = []

    def keep(name: str, slip: Image.Image) -> None:
        if name.endswith("activation"):
            activations.append(slip)

    with tempfile.TemporaryDirectory() as folder:
        precinct, labels = small_precinct(Path(folder) / "precinct")
        precinct.desk.keep = keep
        again = Precinct(precinct.provisioned)
        try:
            pages, slips = day(precinct, labels)
            for at in precinct.terminals:
                at.hardware.pull_plug()
            people = invented.labels(invented.voters())
            standard, large = pages["looks"][: booth.CONTRASTS], pages["looks"][booth.CONTRASTS :]
            at_desk, at_booth = booth.training(again, list(people.values()))
            pages["looks"] = [*standard, at_desk, *large, at_booth]
        finally:
            for at in (*precinct.terminals, *again.terminals):
                at.hardware.pull_plug()
    return pages, [Shot(activations[0], "Activation slip"), *slips]


def main() -> None:
    """Take the pictures again."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    queue.main()
    pages, slips = taken()
    parts = [("A voter in the booth", "voter"), ("The commission at the desk", "desk")]
    sheets.save(PICTURES / "screens.png", [sheets.rows_of(heading, pages[name], COLUMNS) for heading, name in parts])
    sheets.save(PICTURES / "looks.png", [sheets.rows_of("Sizes, contrasts, trainings", pages["looks"], COLUMNS)])
    sheets.save(
        PICTURES / "slips.png",
        [
            sheets.beside("What a voter holds, and what a booth reports", slips[:-1]),
            sheets.beside("The precinct's protocol", slips[-1:]),
        ],
    )


if __name__ == "__main__":
    main()
