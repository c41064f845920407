"""What goes along with terminals: a list per precinct, a label per box, and which seal is on which box.

The numbers of seals stand on the lists as bar codes (Code 128), which the desk scans as its first list of seals; then
it compares the seals themselves with it (docs/polls.md, section 3). Seals are given out in the order of precincts and
terminals, so that the same device book and the same first seal give the same papers again.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, BinaryIO

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, PageBreak, Paragraph, Spacer

from host_tools import paper
from host_tools.errors import ProvisioningError
from host_tools.formats.places import SPARE_DESK, desk_number, is_desk
from host_tools.labels.bars import Bars
from host_tools.provisioning.device_book import TerminalRecord
from host_tools.provisioning.paper_rolls import Use
from host_tools.provisioning.queueing.advice import in_whole
from host_tools.provisioning.queueing.advice import spares as share_of_spares

SEAL_DIGITS = 8
_LABEL_MM = 80.0  # of height that a box's label needs


class ShippingError(ProvisioningError):
    """Seals that cannot be given out. The message says why, and the way out."""


@dataclass(frozen=True)
class Box:
    """One box: its terminal, and the numbers of the seals on it.

    several: its precinct has more than one desk. precincts: of a district's spare, those that it may take a place in.
    """

    terminal: TerminalRecord
    seals: tuple[str, ...]
    several: bool = False
    precincts: tuple[int, ...] = ()

    @property
    def whose(self) -> str:
        """The precinct that it goes to, or those that a spare is for, in Kazakh and Russian."""
        if self.precincts:
            return f"Учаскелер · Участки № {', '.join(map(str, self.precincts))}"
        return f"Учаске · Участок № {self.terminal.precinct}"

    @property
    def place(self) -> str:
        """What it is, in Kazakh and Russian."""
        number = self.terminal.terminal
        if self.precincts:
            return "Қосалқы үстел · Запасной стол" if is_desk(number) else "Қосалқы кабина · Запасная кабина"
        if not is_desk(number):
            return f"Кабина № {number}"
        which = f" № {desk_number(number)}" if self.several else ""
        return f"Тіркеу үстелі{which} · Стол регистрации{which}"


def boxes(terminals: Iterable[TerminalRecord], first_seal: str, per_box: int) -> list[Box]:
    """A box per terminal, with its seals, those of spares last.

    first_seal: 8 digits. ShippingError: no seals of that kind, or not enough.
    """
    if len(first_seal) != SEAL_DIGITS or not (first_seal.isascii() and first_seal.isdigit()):
        raise ShippingError(f"{first_seal}: a seal has {SEAL_DIGITS} digits; give the first one of the lot")
    found = sorted(terminals, key=lambda one: (one.precinct, not is_desk(one.terminal), one.terminal))
    spares = spare_precincts(found)
    firsts = {(serial, numbers[0]) for serial, numbers in spares.items()}
    ordered = [one for one in found if not one.spare]
    ordered += sorted((one for one in found if one.spare and one.whose in firsts), key=lambda one: one.serial_number)
    if not ordered:
        raise ShippingError("the device book has no terminals; give the terminals.json of a folder")
    begin = int(first_seal)
    if begin + per_box * len(ordered) > 10**SEAL_DIGITS:
        raise ShippingError(f"{per_box * len(ordered)} seals from {first_seal} on do not exist; begin with a lower one")
    numbers = [f"{number:0{SEAL_DIGITS}d}" for number in range(begin, begin + per_box * len(ordered))]
    several = {one.precinct for one in ordered if one.terminal > SPARE_DESK}
    return [
        Box(
            one,
            tuple(numbers[at * per_box : (at + 1) * per_box]),
            one.precinct in several,
            spares.get(one.serial_number, ()),
        )
        for at, one in enumerate(ordered)
    ]


def spare_precincts(terminals: Iterable[TerminalRecord]) -> dict[str, tuple[int, ...]]:
    """The precincts that each spare may take a place in, ascending, by its serial number."""
    found: dict[str, set[int]] = {}
    for one in terminals:
        if one.spare:
            found.setdefault(one.serial_number, set()).add(one.precinct)
    return {serial: tuple(sorted(numbers)) for serial, numbers in found.items()}


def with_spare_booth(terminals: Iterable[TerminalRecord]) -> set[int]:
    """The precincts whose last booth is a spare: it takes the rolls of the booth in whose place it comes."""
    return {one.precinct for one in terminals if one.spare and not is_desk(one.terminal)}


def to_pack(made: Sequence[Box]) -> tuple[int, int]:
    """Spare desks and spare booths to send along with these terminals, besides the spares that have boxes."""
    kinds = Counter((is_desk(box.terminal.terminal), bool(box.precincts)) for box in made)
    desks, booths = (in_whole(share_of_spares(kinds[kind, False])) - kinds[kind, True] for kind in (True, False))
    return max(0, desks), max(0, booths)


def as_csv(made: Sequence[Box]) -> str:
    """A line per box: precinct, of a spare all of its precincts; serial number, seals."""
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\n")
    lines.writerow(("precinct", "serial_number", "seals"))
    for box in made:
        precincts = " ".join(map(str, box.precincts or (box.terminal.precinct,)))
        lines.writerow((precincts, box.terminal.serial_number, " ".join(box.seals)))
    return target.getvalue()


def write_lists(stream: BinaryIO, made: Sequence[Box], papers: Mapping[int, Use] | None = None) -> None:
    """A list per precinct and per spare, each on a page of its own, with lines for who hands over and who takes over.

    papers: what a precinct takes of paper, of those for which that is known.
    """
    paper.use_fonts()
    story: list[Any] = []
    for whose, group in groupby(made, lambda box: box.whose):
        in_list = list(group)
        rows: list[list[Any]] = [paper.bold(("Орны · Место", "Құрылғы · Устройство", "Пломбалар · Пломбы"))]
        for box in in_list:
            bars: list[Any] = [piece for seal in box.seals for piece in (Bars(seal), Spacer(1, 2 * mm))]
            rows.append([box.place, paper.brought(box.terminal.serial_number), bars])
        story += [Paragraph(whose, paper.TITLE), paper.table(rows, [58, 50, 60])]
        precinct = in_list[0].terminal.precinct
        if papers and precinct in papers and not in_list[0].precincts:
            story += [Spacer(1, 4 * mm), Paragraph(_of_paper(papers[precinct]), paper.TEXT)]
        sides = [paper.bold(("Тапсырды · Сдал", "Қабылдады · Принял")), [paper.room_to_sign(), paper.room_to_sign()]]
        story += [Spacer(1, 6 * mm), paper.table(sides, [84, 84]), PageBreak()]
    paper.write(stream, "Тізім · Список", story[:-1])


def _of_paper(use: Use) -> str:
    """How many rolls there are, and how far one reaches."""
    at_desk, at_booth = use.slips_per_roll
    at_desks = f"{use.desk_rolls}" if use.desks == 1 else f"{use.desks} × {use.desk_rolls}"
    each = f"{at_desks} + {use.booths} × {use.booth_rolls} + 1"
    return (
        f"Термоқағаз · Термобумага (58 мм, {use.roll_m:g} м): <b>{use.rolls}</b> = {each}.<br/>"
        "Бір орамға сайлаушы · Избирателей на один рулон: "
        f"үстелде · у стола ≈ {at_desk}, кабинада · в кабине ≈ {at_booth}."
    )


def paper_csv(papers: Mapping[int, Use]) -> str:
    """A line per precinct: rolls of each desk, of each booth, in all; metres of 58 mm paper."""
    target = io.StringIO()
    lines = csv.writer(target, lineterminator="\n")
    lines.writerow(("precinct", "voters", "booths", "desks", "desk_rolls", "booth_rolls", "rolls", "desk_m", "booth_m"))
    for precinct, use in sorted(papers.items()):
        metres = f"{use.desk_m:.1f}", f"{use.booth_m:.1f}"
        counts = use.listed, use.booths, use.desks, use.desk_rolls, use.booth_rolls, use.rolls
        lines.writerow((precinct, *counts, *metres))
    return target.getvalue()


def write_labels(stream: BinaryIO, made: Sequence[Box]) -> None:
    """A label per box, to be cut out and glued on."""
    paper.use_fonts()
    story: list[Any] = []
    for box in made:
        serial = paper.brought(box.terminal.serial_number)
        story += [
            CondPageBreak(_LABEL_MM * mm),
            Paragraph(box.whose, paper.TITLE),
            Paragraph(f"{box.place} · {serial}", paper.HEADING),
        ]
        story += [piece for seal in box.seals for piece in (Bars(seal), Spacer(1, 3 * mm))]
        story.append(Spacer(1, 8 * mm))
    paper.write(stream, "Жәшіктер · Коробки", story)
