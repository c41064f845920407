"""A printer that took every byte and does not say, or says it wrongly, that it worked through them."""

from host_tools.usb_printing.printer import UsbPrinter
from host_tools.usb_printing.status import Status
from tests.host_tools.usb_printing.fake_bus import OUT, FakeBus, FakeDevice

JOB = b"\x1b@label\x0c"


def result(device):
    (printer,) = UsbPrinter.find(FakeBus(device))
    pauses = []
    printer._wait = pauses.append
    return printer.print(JOB), pauses


def test_silence_does_not_confirm():
    printed, _ = result(FakeDevice(deaf=True))
    assert printed == (Status.READY, len(JOB), len(JOB), False)


def test_a_printer_that_cannot_answer_is_not_asked():
    device = FakeDevice(settings=((7, 1, 1),), endpoints=(OUT,))
    assert result(device)[0] == (Status.READY, len(JOB), len(JOB), False)
    assert device.printed == JOB


def test_an_old_answer_does_not_confirm_a_new_job():
    assert not result(FakeDevice(deaf=True, answers=bytearray(b"\x00\x00")))[0].confirmed


def test_a_real_time_status_and_xon_are_not_taken_for_the_answer():
    class Chatty(FakeBus):
        def bulk_write(self, device, *rest):
            device.answers += b"\x12\x11\x13\x72"
            return super().bulk_write(device, *rest)

    (printer,) = UsbPrinter.find(Chatty(FakeDevice(deaf=True)))
    assert not printer.print(JOB).confirmed
    (printer,) = UsbPrinter.find(Chatty(FakeDevice()))
    assert printer.print(JOB).confirmed


def test_empty_answers_are_waited_out_without_a_busy_loop():
    printed, pauses = result(FakeDevice(empty_reads=30))
    assert printed.confirmed and len(pauses) == 29  # one empty read went to draining
    printed, pauses = result(FakeDevice(empty_reads=100_000))
    assert not printed.confirmed and sum(pauses) < 11


def test_paper_that_ended_with_the_last_label_is_no_success():
    printed, _ = result(FakeDevice(paper_answer=0x0C))
    assert printed.status is Status.PAPER_OUT and not printed.complete


def test_paper_that_ended_after_the_last_byte_is_told_by_the_port():
    class EndsLater(FakeBus):
        def bulk_write(self, device, *rest):
            taken = super().bulk_write(device, *rest)
            device.port_status = 0x38
            return taken

    (printer,) = UsbPrinter.find(EndsLater(FakeDevice(deaf=True)))
    assert printer.print(JOB) == (Status.PAPER_OUT, len(JOB), len(JOB), False)
