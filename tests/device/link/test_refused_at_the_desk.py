"""The centre does not want the object: the desk hears it at once, with the reason and the centre's words."""

from __future__ import annotations

from pathlib import Path

from host_tools.collecting.checks import Reason
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import REFUSED, DeskLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, signed_protocol


def test_a_protocol_of_a_test_at_an_official_centre(tmp_path: Path) -> None:
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), signed_protocol(mode=1))
    words = "This protocol is of mode test; this centre collects mode official."
    assert desk.run() == [(REFUSED, Reason.MODE, words)]
    assert centre.journal() == []


def test_a_kind_that_the_centre_does_not_collect(tmp_path: Path) -> None:
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive), signed_protocol(), kind="A")
    collected = "protocols, the sealed totals that they name, signatures of people, and key slips"
    assert desk.run() == [(REFUSED, Reason.KIND, f"This centre collects {collected}.")]
    assert desk.took_ms()[0] < 100
