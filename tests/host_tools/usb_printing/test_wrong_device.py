"""Devices that are no printer, are somebody else's, or are not configured; boards in their boot loader."""

import errno

import pytest

from host_tools.usb_printing.boards import BOARDS, plugged_boards
from host_tools.usb_printing.printer import UsbPrinter
from host_tools.usb_printing.status import Status
from tests.host_tools.usb_printing.fake_bus import FakeBus, FakeDevice

JOB = b"\x1b@label\x0c"


def test_only_plain_printers_are_found():
    keyboard, ipp, wrapped = (FakeDevice(settings=(kind,)) for kind in ((3, 1, 1), (7, 1, 4), (7, 1, 3)))
    printer = FakeDevice(serial="DEMO-7")
    bus = FakeBus(keyboard, ipp, wrapped, printer)
    (found,) = UsbPrinter.find(bus)
    assert found.about == (0x0416, 0x5011, "1-1.7", "Fictitious Slip 58", "DEMO-7")
    assert printer.opened == 0 and printer.kernel_driver


@pytest.mark.parametrize("wanted", [{"serial": "B"}, {"vendor": 0x04B8}, {"product": 0x0202}, {"port": "1-1.5"}])
def test_the_wrong_printer_of_two_is_not_taken(wanted):
    bus = FakeBus(FakeDevice(serial="A"), FakeDevice(0x04B8, 0x0202, "B"))
    assert [printer.about.serial for printer in UsbPrinter.find(bus, **wanted)] == ["B"]
    assert len(UsbPrinter.find(bus)) == 2


@pytest.mark.parametrize(
    ("faults", "status"),
    [
        ({"open_error": errno.EACCES}, Status.NO_ACCESS),
        ({"claim_error": errno.EBUSY}, Status.BUSY),
        ({"unplugged": True}, Status.UNPLUGGED),
    ],
)
def test_a_printer_out_of_reach_is_listed_with_the_reason(faults, status):
    device = FakeDevice(serial="A", **faults)
    (printer,) = UsbPrinter.find(FakeBus(device))
    assert printer.about.serial == (None if "claim_error" not in faults else "A")
    assert printer.status() is status
    assert printer.print(JOB) == (status, 0, len(JOB), False)
    assert not device.claimed and device.opened == 0
    assert device.kernel_driver


def test_control_characters_in_a_device_s_name_do_not_reach_the_terminal():
    (printer,) = UsbPrinter.find(FakeBus(FakeDevice(serial="\x1b[2J\x07 7")))
    assert printer.about.serial == "[2J 7"


def test_a_printer_that_nobody_configured_is_configured():
    device = FakeDevice(configured=False, kernel_driver=False)
    (printer,) = UsbPrinter.find(FakeBus(device))
    assert printer.print(JOB).confirmed
    assert not device.kernel_driver  # none was there, none is given back


def test_the_setting_that_can_answer_is_chosen():
    device = FakeDevice(settings=((7, 1, 1), (7, 1, 2), (7, 1, 4)))
    (printer,) = UsbPrinter.find(FakeBus(device))
    assert printer.print(JOB).confirmed
    assert device.alternate == 1


def test_boards_are_told_from_each_other_and_from_running_ones():
    devices = [FakeDevice(board.vendor, board.product, settings=((8, 6, 80),)) for board in BOARDS]
    running = FakeDevice(0x2E8A, 0x0005, settings=((2, 2, 0),))
    found = plugged_boards(FakeBus(running, *devices))
    assert [(port, board.chip) for port, board in found] == [
        ("1-1.5", "RP2040"),
        ("1-1.6", "RP2350"),
        ("1-1.7", "ESP32-S3"),
    ]
    assert all(device.opened == 0 for device in devices)
