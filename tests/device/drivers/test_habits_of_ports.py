"""Lines on ports with habits: one idle timer for all, buffers that cannot be chosen, a UART that the console keeps, and
parts that speak before the terminal listens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.hardware.parts.gm65_scanner import Gm65Scanner
from simulator.hardware.ports import ESP32, ESP32_STOCK, FIXED, RP2, Port
from tests.device.drivers.scanner_rig import OK, READY, ScannerRig
from tests.rig import ROOT, Rig

TWO_LINES = """
    import time
    from machine import UART
    from drivers.hearing import hear

    def idle(uart, handler):
        uart.irq(handler, uart.IRQ_RXIDLE)

    def heard(uart):
        print("heard", uart.id, uart.read())

    first, second = UART(1, baudrate=9600), UART(2, baudrate=9600)
    {ask}(first, heard)
    {ask}(second, heard)
    print("ready")
    while True:
        time.sleep_ms(100)
"""
OPEN_LINE = """
    from drivers.buses import SerialLine
    line = SerialLine({"id": 0, "baudrate": 115200%s}, {})
    print("line", line.open() is not None)
    print("ready")
"""
LATE = """
    import time
    from machine import UART
    import machine
    time.sleep_ms(300)
    uart = UART(1, baudrate=9600)
    time.sleep_ms(300)
    print("came", uart.read())
    if machine.reset_cause() == machine.PWRON_RESET:
        machine.reset()
    print("ready")
    time.sleep(1000)
"""
SIZES = ', "rxbuf": 4096, "txbuf": 4096'


class Speaker(Gm65Scanner):
    """A module that says a letter every 100 ms as long as it has power."""

    def power_on(self) -> None:
        super().power_on()
        for number in range(12):
            self._later(50 + 100 * number, lambda number=number: self.send(bytes((ord("a") + number,))))  # type: ignore[misc]


def lines_heard(folder: Path, port: Port, ask: str) -> list[int]:
    """Numbers of the UARTs, of 1 and 2, whose handler is called when a byte comes."""
    rig = Rig(folder).device("drivers/hearing.py").main(TWO_LINES.format(ask=ask))
    rig.bench.port = port
    modules = {unit: Gm65Scanner() for unit in (1, 2)}
    for unit, module in modules.items():
        rig.bench.wire_uart(unit, module)
    rig.run_until_printed("ready")
    for module in modules.values():
        module.send(b"x")
    rig.run_for(500)
    return [int(line.split()[1]) for line in rig.console if line.startswith("heard")]


@pytest.mark.parametrize("port", [RP2, ESP32, ESP32_STOCK], ids=["rp2", "esp32", "stock esp32"])
def test_a_line_goes_deaf_when_another_one_is_heard(tmp_path: Path, port: Port) -> None:
    assert lines_heard(tmp_path, port, "hear") == [1, 2]


def test_the_idle_timer_of_all_uarts_belongs_to_the_last(tmp_path: Path) -> None:
    """What `hear` avoids: without it a scanner is deaf as soon as the printer listens."""
    assert lines_heard(tmp_path / "rp2", RP2, "idle") == [1, 2]
    assert lines_heard(tmp_path / "esp32", ESP32, "idle") == [2]


def test_a_scanner_whose_buffer_is_small_and_cannot_be_changed(tmp_path: Path) -> None:
    scanner = ScannerRig(tmp_path, buffer="")
    scanner.bench.port = FIXED
    assert scanner.start()[0] == READY
    text = "TM1:A:1/1:" + "0123456789" * 49
    assert scanner.show(text) == [(OK, "]Q1", text)]
    assert scanner.bench.lines[1].overruns == 0


@pytest.mark.parametrize(
    ("port", "sizes", "opens"), [(ESP32, SIZES, True), (ESP32_STOCK, SIZES, False), (ESP32_STOCK, "", False)]
)
def test_the_line_that_a_console_keeps(tmp_path: Path, port: Port, sizes: str, opens: bool) -> None:
    """It is refused in words, where it would end the desk with an exception; also one that asks for no buffers."""
    opening = OPEN_LINE % (sizes or ', "txbuf": 256')
    rig = Rig(tmp_path).device("drivers/buses.py").main(opening + "    import time\n    time.sleep(1000)\n")
    rig.bench.port = port
    rig.bench.wire_uart(0, Gm65Scanner())
    assert rig.run_until_printed("ready") == [f"line {opens}", "ready"]


def test_a_part_speaks_before_its_line_is_set_up(tmp_path: Path) -> None:
    """Nothing of it is heard: neither after power came, nor after the processor alone has started again."""
    rig = Rig(tmp_path).main(LATE)
    rig.bench.may_restart = True
    speaker = Speaker()
    rig.bench.wire_uart(1, speaker)
    came = [line for line in rig.run_until_printed("ready") if line.startswith("came")]
    assert came == ["came b'def'", "came b'jkl'"]


def test_every_reader_of_a_line_listens_by_the_one_way() -> None:
    """Another way is deaf on one port or the other, and the simulator's usual port would not show it."""
    device = ROOT / "device"
    asks = re.compile(r"uart\.irq\(\w")  # with a handler
    found = [path.name for path in sorted(device.rglob("*.py")) if asks.search(path.read_text("utf-8"))]
    assert found == ["hearing.py"]
