"""Cards and slips held before a terminal's scanner."""

from __future__ import annotations

from collections.abc import Callable

from simulator.channel.at_terminal import Run, TerminalActs, fail
from simulator.channel.lines import LineError, Word, number
from simulator.channel.table import QR, Item, Slip
from simulator.people.id_card import CODE_128
from simulator.people.saying import said
from simulator.people.slip_reader import ACTIVATION


def scan(at: TerminalActs, given: list[Word]) -> Run:
    """Hold every code of a card or slip before the scanner, one after another."""
    texts, aim, _ = _codes(at, given)

    def run() -> str:
        for text in texts():
            at.hands.scan(text, aim)
        return at.still_on()

    return run


def show(at: TerminalActs, given: list[Word]) -> Run:
    """Hold one code before the scanner, at once."""
    texts, aim, part = _codes(at, given)

    def run() -> str:
        codes = texts()
        if part >= len(codes):
            return fail(said("bears_codes", len(codes)))
        at.hardware.scanner.show(codes[part], aim)
        return "" if len(codes) == 1 else said("code_of", part + 1, len(codes))

    return run


def _codes(at: TerminalActs, given: list[Word]) -> tuple[Callable[[], tuple[str, ...]], str, int]:
    """(what gives the texts of its codes when they are held up, their kind, which of them is meant)."""
    if given and given[0] in ("text", "bars") and not given[0].quoted:
        text = " ".join(given[1:])
        if not text:
            raise LineError(said("which_code", given[0]))
        return (lambda: (text,)), QR if given[0] == "text" else CODE_128, 0
    part = 0
    if len(given) > 2 and given[-2] == "part":
        part = number(given, len(given) - 1, "what_part_number") - 1
        given = given[:-2]
    name = " ".join(given)
    aim = QR if name.startswith("slip") else at.item(given).aim
    return (lambda: _texts_of(at, at.find(name))), aim, part


def _texts_of(at: TerminalActs, item: Item) -> tuple[str, ...]:
    at.table.held.add(item.id)
    if isinstance(item, Slip) and item.slip == ACTIVATION:
        at.slip = item
    return item.texts if item.texts else (fail(said("bears_none", item.id)),)
