"""A cable into the world: a program on a pseudo-terminal, in real time, with the plug pulled and put back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from host_tools.collecting.ports import opened_port
from simulator.hardware.parts.line_faults import TO_CENTRE, TO_TERMINAL, LineFaults
from simulator.hardware.parts.serial_cable import SerialCable
from tests.device.link.desk_line import DELIVERED, NO_ANSWER, DeskLine
from tests.host_tools.collecting.made_up_centre import MadeUpCentre, opened_receipt, signed_protocol
from tests.rig import ROOT

SLOWER = 10  # than the world's goes the time of a desk whose far end may have to wait for a busy computer
ECHO = """
    import asyncio
    from machine import UART
    uart = UART(0, baudrate=115200, rxbuf=256, txbuf=256)
    arrived = asyncio.ThreadSafeFlag()
    uart.irq(lambda _: arrived.set(), uart.IRQ_RXIDLE)

    async def idle_often():
        while True:
            await asyncio.sleep_ms(20)

    async def main():
        asyncio.create_task(idle_often())
        uart.write("ready")
        while True:
            await arrived.wait()
            data = uart.read()
            uart.write(data)
            print(data)

    asyncio.run(main())
"""


@pytest.fixture
def cable():
    cable = SerialCable()
    yield cable
    cable.close()


def test_the_whole_road_with_the_real_command(tmp_path: Path, cable: SerialCable) -> None:
    data = signed_protocol(contests=60)
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, cable, data)
    cable.plug(desk.bench)
    desk.bench.real_line = lambda seconds: cable.wait(SLOWER * seconds)
    run_it = "from host_tools.collecting.cli import app; app()"
    files = f"--store {centre.store} --key {centre.key_file} --precincts {centre.definitions}"
    command = [sys.executable, "-c", run_it, "serve", "--once", "--port", cable.path, *files.split()]
    environment = os.environ | {"COLUMNS": "200", "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as collecting:
        assert collecting.stdout
        assert "2 precincts, mode official, 0 protocols" in collecting.stdout.readline()
        assert desk.run() == [(DELIVERED, 0, "")]
        desk.run_while(lambda: collecting.poll() is None)
        output = collecting.stdout.read()
        assert collecting.returncode == 0
    assert "precinct 417, protocol 1, receipt 1" in output
    centre.start()
    assert centre.journal() == [data]
    assert opened_receipt(desk.receipt()) == opened_receipt(centre.centre.store.protocols()[0].receipt or b"")


def test_unplugged_and_plugged_again(tmp_path: Path, cable: SerialCable) -> None:
    desk = DeskLine(tmp_path, cable, b"")
    desk.main(ECHO)
    cable.plug(desk.bench)
    desk.bench.plug_in()
    with opened_port(cable.path, 115_200, 0) as far:
        heard = bytearray()

        def hears(data: bytes) -> bool:
            heard.extend(far.read(1000))
            return data in heard

        desk.bench.run(lambda: hears(b"ready"), limit_ms=10_000)
        far.write(b"first")
        desk.run_until_printed("b'first'", limit_ms=10_000)
        cable.unplug()
        cable.receive(b"sent into the air")
        cable.plug(desk.bench)
        far.write(b"second")
        desk.run_until_printed("b'second'", limit_ms=10_000)
        desk.bench.run(lambda: hears(b"second"), limit_ms=10_000)
        assert bytes(heard) == b"readyfirstsecond"


def test_a_program_of_this_process_at_the_far_end_goes_away(tmp_path: Path, cable: SerialCable) -> None:
    data = signed_protocol()
    centre = MadeUpCentre(tmp_path / "centre")
    desk = DeskLine(tmp_path, cable, data, sends=2)
    cable.answered_by(centre.receive)
    desk.run_while(lambda: not desk.results())
    cable.answered_by(None)
    assert desk.run() == [(DELIVERED, 0, ""), (NO_ANSWER, 0, "")]
    assert centre.journal() == [data]


def test_each_fault_of_a_line_does_what_its_name_says() -> None:
    data = bytes(range(256)) * 40
    clean = LineFaults()
    assert clean.through(TO_CENTRE, data) == clean.through(TO_TERMINAL, data) == data

    dropping = LineFaults()
    dropping.drop_every = 100
    assert len(dropping.through(TO_CENTRE, data)) == len(data) - dropping.dropped and 60 < dropping.dropped < 150

    flipping = LineFaults()
    flipping.flip_every = 100
    differences = [a ^ b for a, b in zip(flipping.through(TO_TERMINAL, data), data, strict=True) if a != b]
    assert len(differences) == flipping.flipped and 60 < flipping.flipped < 150
    assert all(difference.bit_count() == 1 for difference in differences)

    broken = LineFaults()
    broken.lost_direction = TO_CENTRE
    assert broken.through(TO_CENTRE, data) == b"" and broken.through(TO_TERMINAL, data) == data

    cut = LineFaults()
    cut.cut_after_bytes = 300
    assert cut.through(TO_CENTRE, data) == data[:300] and cut.through(TO_TERMINAL, data) == b""
    cut.cut_after_bytes = None
    assert cut.through(TO_TERMINAL, data) == data
