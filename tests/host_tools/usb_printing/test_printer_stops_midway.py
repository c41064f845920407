"""Paper out, an unplugged cable, a stall, a printer that takes nothing: how far the job went, and no exception."""

import errno

import pytest
from usb.core import USBTimeoutError

from host_tools.usb_printing.printer import IDLE_WRITES, UsbPrinter
from host_tools.usb_printing.status import Status
from tests.host_tools.usb_printing.fake_bus import GS_R, FakeBus, FakeDevice

JOB = b"\x1b@" + bytes(range(32, 127)) * 200
PAPER_OUT, OFF_LINE, FAULT = 0x38, 0x08, 0x10


def found(device):
    (printer,) = UsbPrinter.find(FakeBus(device))
    printer._wait = lambda seconds: None
    return printer


def given_back(device):
    return device.kernel_driver and not device.claimed and device.opened == 0


def test_a_job_arrives_whole_is_confirmed_and_the_kernel_gets_its_printer_back():
    device, seen = FakeDevice(), []
    printed = found(device).print(JOB, lambda sent, total: seen.append((sent, total)))
    assert printed == (Status.READY, len(JOB), len(JOB), True)
    assert device.printed == JOB + GS_R
    assert seen[-1] == (len(JOB), len(JOB)) and len(seen) == 5
    assert given_back(device)


def test_short_writes_lose_and_repeat_nothing():
    device = FakeDevice(takes_bytes=1_000)
    assert found(device).print(JOB).complete
    assert device.printed == JOB + GS_R


@pytest.mark.parametrize(
    ("stop", "port", "status"),
    [
        (errno.ETIMEDOUT, PAPER_OUT, Status.PAPER_OUT),
        (errno.ETIMEDOUT, OFF_LINE, Status.NOT_SELECTED),
        (errno.ETIMEDOUT, FAULT, Status.ERROR),
        (errno.ETIMEDOUT, None, Status.UNKNOWN),
        (errno.ENODEV, None, Status.UNPLUGGED),
        (errno.EPIPE, PAPER_OUT, Status.PAPER_OUT),
        (errno.EPIPE, None, Status.ERROR),
        (errno.EIO, None, Status.ERROR),
    ],
)
def test_a_printer_that_stops_tells_why_and_how_far_it_came(stop, port, status):
    device = FakeDevice(stops_after=6_000, stop=stop, stop_status=port)
    printed = found(device).print(JOB)
    assert printed == (status, 6_000, len(JOB), False)
    assert not printed.complete
    assert device.printed == JOB[:6_000]
    assert not device.halted and not device.claimed and device.opened == 0
    assert device.kernel_driver or status is Status.UNPLUGGED


@pytest.mark.parametrize(
    ("port", "status"), [(PAPER_OUT, Status.PAPER_OUT), (OFF_LINE, Status.NOT_SELECTED), (FAULT, Status.ERROR)]
)
def test_nothing_is_sent_to_a_printer_that_says_it_cannot(port, status):
    device = FakeDevice(port_status=port)
    assert found(device).status() is status
    assert found(device).print(JOB) == (status, 0, len(JOB), False)
    assert not device.printed and given_back(device)


def test_a_busy_printer_is_waited_for_but_not_for_ever():
    class Busy(FakeBus):
        naks = 0

        def bulk_write(self, device, *rest):
            if self.naks:
                self.naks -= 1
                raise USBTimeoutError("busy", -7, errno.ETIMEDOUT)
            return super().bulk_write(device, *rest)

    for naks, complete in ((IDLE_WRITES - 1, True), (IDLE_WRITES, False)):
        bus = Busy(FakeDevice())
        (printer,) = UsbPrinter.find(bus)
        bus.naks = naks
        assert printer.print(JOB).complete is complete


def test_a_printer_without_port_status_prints_all_the_same():
    device = FakeDevice(port_status=None)
    assert found(device).status() is Status.UNKNOWN
    assert found(device).print(JOB) == (Status.READY, len(JOB), len(JOB), True)
