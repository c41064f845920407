"""Every fault can be set by its words, is seen to be set, and is gone when everything is mended."""

from __future__ import annotations

import pytest

from simulator.channel.channel import Channel
from simulator.channel.faults import FAULTS, Fault


def example(fault: Fault) -> str:
    """Words that set it."""
    if fault.kind == "slider":
        return f"{fault.step * 3:g}" if fault.step * 3 <= fault.maximum else f"{fault.maximum:g}"
    if fault.kind == "choice":
        return fault.choices[-1]
    return {"switch": "on", "button": "", "text": fault.example}[fault.kind]


@pytest.mark.parametrize("fault", FAULTS, ids=[f"{fault.part}.{fault.id}" for fault in FAULTS])
def test_a_fault_is_set_seen_and_mended(channel: Channel, fault: Fault) -> None:
    faults = channel.terminals["desk"].faults
    assert faults.active() == {}
    answer = channel.do(f"desk fault {fault.part} {fault.id} {example(fault)}")
    assert answer.ok, answer.say
    if fault.read:
        assert f"{fault.part}.{fault.id}" in faults.active()
    assert channel.do("desk fault off").ok
    assert faults.active() == {}


def test_what_waits_to_happen_is_mended_too(channel: Channel) -> None:
    hardware = channel.terminals["desk"].hardware
    waiting = ("printer brown_out 40", "scanner interleave 1234", "flash-a cut_at 2 torn", "line cut_after_bytes 0")
    for line in waiting:
        assert channel.do(f"desk fault {line}").ok
    assert channel.terminals["desk"].faults.active() == {
        "printer.brown_out": "40", "scanner.interleave": "1234", "flash-a.cut_at": "2", "line.cut_after_bytes": "0",
    }  # fmt: skip
    assert channel.do("desk fault off").ok
    left = hardware.printer.brown_out_at_row, hardware.scanner.interleave, hardware.chips[0].cut_in
    assert (*left, hardware.cable.faults.cut_after_bytes) == (None, None, None, None)


def test_letters_that_a_code_page_has_not_are_held_before_a_scanner_all_the_same(channel: Channel) -> None:
    channel.do("desk fault scanner encoding on")
    assert channel.do('desk show text "Әділет"').ok


def test_one_terminals_fault_is_not_anothers(channel: Channel) -> None:
    channel.do("booth-1 fault printer cover_open on")
    assert channel.terminals["booth-1"].hardware.printer.cover_open
    assert not channel.terminals["desk"].hardware.printer.cover_open


def test_faults_have_names_of_their_own_and_say_what_to_expect() -> None:
    names = [(fault.part, fault.id) for fault in FAULTS]
    assert len(names) == len(set(names))
    assert all(fault.expect.endswith(".") and fault.label for fault in FAULTS)


def test_what_a_page_gets_is_enough_to_draw_a_fault() -> None:
    needed = {"slider": {"min", "max", "step", "unit"}, "choice": {"choices"}, "text": {"example"}}
    for fault in FAULTS:
        assert needed.get(fault.kind, set()) <= set(fault.as_data()), fault
