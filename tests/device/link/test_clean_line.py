"""Nothing goes wrong: an object of any length gets through and its receipt comes back."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.collecting.receiver import What
from simulator.hardware.parts.serial_cable import SerialPeer
from tests.device.link.desk_line import DELIVERED, DeskLine
from tests.host_tools.collecting.made_up_centre import (
    PRECINCT,
    RECEIVED_S,
    MadeUpCentre,
    opened_receipt,
    signed_protocol,
)


@pytest.mark.parametrize(
    ("contests", "baudrate"),
    [
        (1, 115200),
        (180, 115200),
        (180, 9600),
        (40, 115200),
        (40, 9600),
    ],
)
def test_a_protocol_gets_its_receipt(tmp_path: Path, contests: int, baudrate: int) -> None:
    data = signed_protocol(contests=contests)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, SerialPeer(centre.receive, baudrate), data)
    assert desk.run() == [(DELIVERED, 0, "")]
    receipt = opened_receipt(desk.receipt())
    assert (receipt.protocol, receipt.precinct) == (sha256(data).digest(), PRECINCT)
    assert (receipt.journal_number, receipt.received_s) == (1, RECEIVED_S)
    assert centre.journal() == [data]
    assert centre.receiver.decoder.bad == 0
    desk.run_while(lambda: centre.count(What.DONE) == 0)
    records = -(-len(data) // 200)
    assert desk.progress()[-1] == (records, records)
    assert centre.count(What.RECORD) == records
    assert desk.took_ms()[0] < 500 + len(data) * 12_000 // baudrate  # nothing was sent twice, no round was waited for
