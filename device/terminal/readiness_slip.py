"""The readiness slip: what a self-test found and measured, in words and as an object that the terminal signs."""

import asyncio

import memory
from formats import payloads
from paper.common_slips import both, clock_text, codes_of, cut, grouped, heading, pair, rule, small, space, text

_ROLL = "roll"  # name of the part of a desk's package
_ROLL_BYTES = 16  # of its hash


async def readiness(terminal, role, state: str, found: list, named: list, measures: list) -> list:
    """The slip's elements.

    state: of the polls. found, measures: docs/formats.md, section 2, kind 7. named: of what was found (text id,
    [value in each language]).
    """
    poll, time_s = terminal.poll, terminal.clock.now()
    seals = await memory.visit(role.last_list) if role.sends and terminal.event_log else None
    said = payloads.Readiness(
        role=role.name,
        serial_number=terminal.serial,
        firmware=terminal.firmware_hash,
        state=state,
        election=poll and poll.election_hash,
        precinct=poll and poll.precinct_number,
        mode=poll and poll.mode,
        terminal=poll and poll.terminal,
        openings=poll and terminal.opening[0],
        roll=poll and _roll(poll.package.manifest.parts),
        listed=poll and poll.listed,
        time_s=time_s,
        faults=found,
        measures=measures,
        seals=seals or None,
    )
    signed = terminal.sign(payloads.READINESS, said)
    await asyncio.sleep_ms(0)
    if poll:
        elements = heading(terminal, "slip_self_test")
        elements += [
            rule(),
            text(both(terminal, "slip_precinct", poll.precinct_number)),
            text(both(terminal, *poll.place)),
        ]
    else:
        elements = [text(words, align="centre", bold=True) for words in terminal.texts.all("slip_self_test")[:2]]
        elements += [rule()]
    elements += [
        pair(both(terminal, "slip_device"), terminal.serial),
        text(both(terminal, "slip_firmware")),
        text(grouped(terminal.firmware_hash[:8])),
    ]
    if poll:
        elements += [text(both(terminal, "slip_election")), text(grouped(poll.election_hash[:8]))]
        elements += [text(both(terminal, "slip_time")), text(clock_text(terminal, time_s), align="right")]
    elements += [rule()]
    for name, values in named:
        elements += [text(one.format(value), bold=True) for one, value in zip(terminal.texts.all(name)[:2], values)]
    if not found:
        elements += [text(words, align="centre", bold=True) for words in terminal.texts.all("self_test_good")[:2]]
    elements += [rule()] + _measured(terminal, measures) + [space(8)]
    if seals:
        elements += [text(both(terminal, "slip_seals")), small(), text(", ".join(seals)), small(False), space(8)]
    return elements + list(codes_of(payloads.READINESS, signed)) + [cut()]


def _roll(parts: list) -> bytes | None:
    """The beginning of the hash of a desk's roll. parts: of a package, as [name, size, hash]."""
    for name, _, digest in parts:
        if name == _ROLL:
            return digest[:_ROLL_BYTES]
    return None


def _measured(terminal, measures: list) -> list:
    """Lines of the numbers that people compare."""
    _, corners, _, _, first, second, clock, heap_kib, files_kib, (_, percent, millivolts), _, _ = measures
    lines: list[tuple] = []
    if corners:
        lines.append(("slip_corners", [" ".join([_tenths(one) for one in corners])]))
    for number, chip in ((1, first), (2, second)):
        if chip and chip[2] is not None:
            lines.append(("slip_chip", [number, chip[2], chip[3]]))
    if clock:
        lines.append(("slip_drift", [clock[0] - clock[1], clock[1] // 1000]))
    if millivolts is not None:
        lines.append(("slip_battery", [percent, millivolts]))
    lines.append(("slip_room", [heap_kib, files_kib]))
    elements = [small()]
    for name, values in lines:
        elements += [text(words.format(*values)) for words in terminal.texts.all(name)[:2]]
    return elements + [small(False)]


def _tenths(value: int | None) -> str:
    return "—" if value is None else "%d.%d" % (value // 10, value % 10)
