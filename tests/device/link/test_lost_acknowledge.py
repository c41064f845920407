"""One answer of the centre gets lost, whichever it is: the desk asks again and the object is counted once."""

from __future__ import annotations

from pathlib import Path

import pytest

from host_tools.collecting.frames import WINDOW, Decoder, Frame, Type, encode
from host_tools.collecting.receiver import What
from simulator.hardware.parts.line_faults import TO_TERMINAL
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import DELIVERED, NO_ANSWER, DeskLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, opened_receipt, signed_protocol


class Loses:
    """A centre whose frames get lost where `lose` says so; it is asked for each."""

    def __init__(self, centre: MadeUpCentre, lose) -> None:
        self.centre, self.lose, self.lost = centre, lose, 0

    def receive(self, data: bytes) -> bytes:
        out = b""
        for frame in Decoder().feed(self.centre.receive(data)):
            assert frame is not None
            if self.lose(frame):
                self.lost += 1
            else:
                out += encode(frame)
        return out


def once(condition):
    """True for the first frame only for which a condition holds."""
    used = []
    return lambda frame: not used and condition(frame) and not used.append(frame)


RECORDS = 16  # of a protocol of 55 contests
WHICH = {
    "resume": lambda frame: frame.type == Type.RESUME,
    "first acknowledge": lambda frame: frame == Frame(Type.ACKNOWLEDGE, 0, 1),
    "acknowledge within the window": lambda frame: frame == Frame(Type.ACKNOWLEDGE, 0, 5),
    "last acknowledge": lambda frame: frame == Frame(Type.ACKNOWLEDGE, 0, RECORDS),
    "receipt": lambda frame: frame.type == Type.ANSWER,
}


@pytest.mark.parametrize("which", WHICH)
def test_a_lost_answer_is_asked_for_again(tmp_path: Path, which: str) -> None:
    data = signed_protocol(contests=55)
    assert -(-len(data) // 200) == RECORDS
    centre = MadeUpCentre(tmp_path / "centre")
    peer = Loses(centre, once(WHICH[which]))
    desk = DeskLine(tmp_path, SerialPeer(peer.receive), data)
    assert desk.run() == [(DELIVERED, 0, "")]
    assert peer.lost == 1
    assert centre.journal() == [data]
    assert centre.count(What.RECORD) == RECORDS
    assert opened_receipt(desk.receipt()).journal_number == 1


def test_every_acknowledge_lost_for_a_while(tmp_path: Path) -> None:
    data = signed_protocol(contests=180)
    centre = MadeUpCentre(tmp_path / "centre")
    lost = []
    peer = Loses(centre, lambda frame: frame.type == Type.ACKNOWLEDGE and len(lost) < WINDOW and not lost.append(frame))
    desk = DeskLine(tmp_path, SerialPeer(peer.receive), data)
    assert desk.run() == [(DELIVERED, 0, "")]
    assert peer.lost == WINDOW
    assert centre.count(What.RECORD) == -(-len(data) // 200)
    assert 2000 < desk.took_ms()[0] < 6000


def test_a_lost_done_leaves_both_sides_content(tmp_path: Path) -> None:
    data = signed_protocol()
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), data, sends=2)
    desk.run_while(lambda: not desk.results())
    centre.start()  # as if `done` had not come: the next sending finds a centre that does not know of it
    assert desk.run() == [(DELIVERED, 0, "")] * 2
    assert desk.receipt(0) == desk.receipt(1)
    assert centre.journal() == [data]


def test_a_broken_wire_from_the_centre_is_no_answer_and_no_receipt(tmp_path: Path) -> None:
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), signed_protocol())
    desk.part.faults.lost_direction = TO_TERMINAL
    assert desk.run() == [(NO_ANSWER, 0, "")]
    assert 15_000 < desk.took_ms()[0] < 20_000
    assert centre.journal() == []
