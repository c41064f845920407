"""Whether the papers that go along with terminals are those of the terminals: each box sealed once, paper for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from pathlib import Path

from host_tools.errors import TamgaError
from host_tools.findings import Report
from host_tools.formats.definitions import Precinct
from host_tools.provisioning.device_book import TerminalRecord
from host_tools.provisioning.shipping import SEAL_DIGITS, spare_precincts, with_spare_booth
from host_tools.text_files import rows_of, text_of

SEALS_FILE, PAPER_FILE, LISTS_FILES = "seals.csv", "paper.csv", ("lists.pdf", "boxes.pdf")
_SEALS, _PAPER = ("precinct", "serial_number", "seals"), ("precinct", "voters", "booths", "desks")
_SHOWN = 5


def check_papers(folders: Sequence[Path], terminals: Sequence[TerminalRecord], precincts: Iterable[Precinct]) -> Report:
    """A report on all shipping papers together. folders: of `tamga terminals shipping`, one or one per district."""
    report = Report(f"shipping papers in {', '.join(map(str, folders[:_SHOWN]))}")
    sealed: list[tuple[str, str, list[str]]] = []
    for folder in folders:
        for name in LISTS_FILES:
            if not (folder / name).is_file():
                report.bad(f"{folder / name}: is missing; make the papers anew with tamga terminals shipping")
        try:
            path = folder / SEALS_FILE
            rows = rows_of(text_of(path.read_bytes(), path), path, _SEALS)
            sealed += [
                (row.fields["precinct"], row.fields["serial_number"], row.fields["seals"].split()) for row in rows
            ]
        except TamgaError as error:
            report.bad(str(error))
    _check_boxes(sealed, terminals, report)
    papers = [folder / PAPER_FILE for folder in folders if (folder / PAPER_FILE).is_file()]
    if papers:
        _check_rolls(papers, precincts, with_spare_booth(terminals), report)
    else:
        report.note(f"{PAPER_FILE}: not there; tamga terminals shipping --precincts counts the rolls of thermal paper")
    return report


def _check_boxes(
    sealed: Sequence[tuple[str, str, list[str]]], terminals: Sequence[TerminalRecord], report: Report
) -> None:
    due = {(str(one.precinct), one.serial_number) for one in terminals if not one.spare}
    due |= {(" ".join(map(str, numbers)), serial) for serial, numbers in spare_precincts(terminals).items()}
    there = Counter((precinct, serial) for precinct, serial, _ in sealed)
    _none(sorted(serial for _, serial in due - set(there)), "have no box", report)
    _none(sorted(serial for _, serial in set(there) - due), "have a box and are in no device book of theirs", report)
    _none(sorted(serial for (_, serial), count in there.items() if count > 1), "have several boxes", report)
    seals = Counter(seal for *_, own in sealed for seal in own)
    _none(sorted(seal for seal, count in seals.items() if count > 1), "are seals of several boxes", report)
    odd = sorted(seal for seal in seals if len(seal) != SEAL_DIGITS or not (seal.isascii() and seal.isdigit()))
    _none(odd, f"are no seals of {SEAL_DIGITS} digits", report)
    _none(sorted(serial for _, serial, own in sealed if not own), "have a box without a seal", report)
    if report.ok:
        report.good(f"{len(sealed)} boxes of {len(due)} terminals with {len(seals)} seals, each on one box")


def _check_rolls(papers: Sequence[Path], precincts: Iterable[Precinct], with_spare: Set[int], report: Report) -> None:
    """Each precinct has its rolls counted, for as many voters, booths and desks as it has, a spare not among them."""
    found: dict[str, tuple[str, ...]] = {}
    rolls = 0
    for path in papers:
        try:
            for row in rows_of(text_of(path.read_bytes(), path), path, _PAPER, with_others=True):
                found[row.fields["precinct"]] = tuple(row.fields[name] for name in _PAPER[1:])
                rolls += int(row.fields.get("rolls", "0"))
        except (TamgaError, ValueError):
            report.bad(f"{path}: is no table of rolls; make the papers anew with tamga terminals shipping")
    due = {
        str(one.precinct): (one.voters, len(one.booths) - (one.precinct in with_spare), len(one.every_desk))
        for one in precincts
    }
    wrong = [number for number in sorted(due, key=int) if found.get(number) != tuple(map(str, due[number]))]
    words = f"paper was counted for other voters, booths or desks, or not at all: precinct {', '.join(wrong[:_SHOWN])}"
    report.expect(not wrong, f"{rolls} rolls of thermal paper for {len(due)} precincts", f"{words}; make it anew")


def _none(names: Sequence[str], words: str, report: Report) -> None:
    if names:
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        report.bad(f"{', '.join(names[:_SHOWN])}{more} {words}; make the papers anew with tamga terminals shipping")
