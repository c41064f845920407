"""A booth's firmware lies: it prints what the voter chose and seals a vote for somebody else. Paper finds it.

It denies that it was altered, and all that is electronic agrees: signatures, equations, proofs. What reveals it is the
count of the slips that voters have read and put into the box, and reading the booth's flash back.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.audit.bounds import Reported, margins
from host_tools.audit.drawing import Seed
from host_tools.audit.procedure import Finding, Thresholds, findings
from host_tools.audit.sitting import CONFIRMED, Sitting
from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose
from host_tools.formats.objects import Protocol
from host_tools.provisioning import romfs
from host_tools.provisioning.arguments import keywords_below
from host_tools.provisioning.compiling import ROM, SIMULATOR_CODE, compiled
from host_tools.provisioning.firmware import IMAGE_NAME, MANIFEST_NAME, differences, files_in
from host_tools.verifying import equations
from simulator.people.slip_reader import codes_on, says
from tests.precinct.day import AUTHORITY, ELECTION, ROOT, Day, Snapshot
from tests.precinct.evening_numbers import numbers, read_totals_and_keys, type_numbers

SEALING, IDENTITY = "booth/ballots/seal.py", "identity.py"
HONEST = "    if len(selections) != len(shape):\n"
LIE = "    selections = [[1] if selections[0] == [4] else selections[0]] + selections[1:]\n"
ITSELF = "    with memory.Churning():\n"  # and looks at its own files
CHOSEN, SEALED = 4, 1  # lines of the first contest: who was chosen, and for whom it was sealed
VOTERS = 3
PRECINCTS, LYING, AUDITS = 60, 8, 300
LIMIT = Fraction(1, 10)


def make_it_lie(place: Path) -> None:
    """Put two other modules into a booth's image, as somebody with the open box could. The manifest stays.

    One seals another vote; the other says that nothing was altered.
    """
    manifest = cose.peek1((place / MANIFEST_NAME).read_bytes())
    assert manifest is not None
    keywords = keywords_below(ROOT / "device")
    denies = f"    return bytes.fromhex({sha256(manifest[1]).hexdigest()!r})\n"
    files = {path: data for path, data in files_in(place).items() if path.startswith(ROM)}
    for module, before, lie in ((SEALING, HONEST, LIE), (IDENTITY, ITSELF, denies)):
        source = (ROOT / "device" / module).read_text("utf-8")
        assert source.count(before) == 1
        altered = source.replace(before, lie + before).encode()
        files[f"{ROM}{module.removesuffix('.py')}.mpy"] = compiled(module, altered, SIMULATOR_CODE, keywords)
    (place / IMAGE_NAME).write_bytes(romfs.build({path.removeprefix(ROM): data for path, data in files.items()}))


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_the_audit_catches_it(start: Callable[..., Day], opened: Snapshot) -> None:
    day = start(opened)
    make_it_lie(day.provisioned.terminals[1])
    for terminal in day.terminals:
        day.resume(terminal)
    slips = [day.vote(1, day.check_in(day.labels[voter], 1), ("Косеев", "Да", "Нет"))[-1] for voter in range(VOTERS)]
    totals = [day.close_booth(1), day.close_booth(2)]
    day.close_desk()
    read_totals_and_keys(day, totals=totals)
    nobody = [[0] * len(line) for line in numbers.__defaults__[0]]
    type_numbers(day, numbers(paper=nobody, issued=0))
    day.desk.sees("desk_closed", limit_ms=600_000)
    ((_, signed),) = codes.join([codes.parse(text) for text in _protocol_codes(day)]).objects
    protocol = Protocol.from_cbor((cose.peek1(signed) or (b"", b""))[1])

    # Nothing that is electronic shows it.
    election = read_election(ELECTION)
    assert list(equations.breaches(protocol, election)) == []
    assert (protocol.electronic[0][CHOSEN], protocol.electronic[0][SEALED]) == (0, VOTERS)

    # The slips do, and so does the flash.
    by_hand = sum(says(slip, "Косеев", bold) for slip in slips for bold in (False, True))
    assert by_hand == VOTERS
    found = findings({17: [0, VOTERS]}, {17: [by_hand, 0]}, {}, Thresholds())
    assert found == {17: Finding.COUNT_AGAIN}
    assert any("altered" in text for text in differences(day.provisioned.terminals[1], bytes(AUTHORITY.verify_key)))

    stood = audits_that_let_it_stand((by_hand, 0), (0, VOTERS))
    print(f"{AUDITS - stood} of {AUDITS} audits caught it: {100 * (1 - stood / AUDITS):.1f} %, limit {LIMIT}")
    assert stood / AUDITS <= LIMIT


def audits_that_let_it_stand(true: tuple[int, int], shown: tuple[int, int]) -> int:
    """How many of the audits confirm a nation in which eight precincts have this booth, which decides the election."""
    narrow, even = (0, 1), (VOTERS, VOTERS)  # honest precincts: nine lead for the other line
    votes = {number: narrow if number <= LYING + 9 else even for number in range(LYING + 1, PRECINCTS + 1)}
    paper = dict.fromkeys(range(1, LYING + 1), true) | votes
    published = dict.fromkeys(range(1, LYING + 1), shown) | votes
    assert sum(a - b for a, b in paper.values()) > 0 > sum(a - b for a, b in published.values())
    reported = Reported(published, {number: sum(pair) for number, pair in published.items()})
    part = Sitting("president", ["chosen", "sealed"], reported, margins(reported.totals, 1), LIMIT)
    stood = 0
    for number in range(AUDITS):
        drawn = part.draw(Seed(bytes(32), f"{number:020}"))
        stood += part.state(drawn, {one: list(paper[one]) for one in drawn})[0] == CONFIRMED
    return stood


def _protocol_codes(day: Day) -> list[str]:
    while not any(text.startswith("TM1:P:") for _, slip in day.taken for text in codes_on(slip)):
        day.desk.take_slip("protocol")
    return list(dict.fromkeys(text for _, slip in day.taken for text in codes_on(slip) if text.startswith("TM1:P:")))
