"""`tamga usb` as a person meets it: files and printers that do not fit, and cards that must still read on paper."""

import errno
import io

import pytest
import usb.backend.libusb0
import usb.backend.libusb1
import usb.backend.openusb
from PIL import Image
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.keys.ceremony import Card
from host_tools.keys.printing import card_picture
from host_tools.privacy import key_files
from host_tools.privacy.vault import Vault
from host_tools.usb_printing.raster import CardPictureError, card_job, picture
from host_tools.verifying.pictures import read_texts
from tests.host_tools.usb_printing.fake_bus import GS_R, FakeBus, FakeDevice

TEXTS = ("TM1:K:1/2:" + "A7 %" * 122, "TM1:K:2/2:" + "0B.*" * 30)  # the longest code that a card may hold


def run(bus, *arguments):
    return CliRunner().invoke(app, ["usb", *map(str, arguments)], obj=bus)


def png(image):
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def card():
    return png(card_picture(Card("K", 1, "Demo key card, holder 1", 0, TEXTS, "0000")))


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "labels-00017.bin"
    path.write_bytes(b"\x1b@" + b"\x1dv0\x00\x01\x00\x01\x00\xff\x0c" * 3)
    return path


def test_a_card_goes_on_a_58_mm_head_and_reads(card, tmp_path):
    path, device = tmp_path / "holder-1-key.png", FakeDevice()
    path.write_bytes(card)
    result = run(FakeBus(device), "print", path)
    assert result.exit_code == 0 and "printed" in result.output, result.output
    drawn = picture(bytes(device.printed))
    assert drawn.width == 328  # 81 modules of exactly 4 dots, filled to whole bytes
    assert set(read_texts(drawn, thorough=True)) == set(TEXTS)


def test_a_card_that_would_not_read_is_not_printed(card):
    with pytest.raises(CardPictureError, match="too fine for a head of 100"):
        card_job(card, 100)
    with pytest.raises(CardPictureError, match="no readable code"):
        card_job(png(Image.new("L", (300, 300), 255)))


def test_a_picture_that_is_torn_or_too_large_is_told(card, tmp_path):
    torn = card.replace(b"IDAT", b"ID\0\0")
    for place, content in enumerate((torn, card[:200], png(Image.new("1", (20_000, 20_000))))):
        path = tmp_path / f"{place}.png"
        path.write_bytes(content)
        result = run(FakeBus(FakeDevice()), "print", path)
        assert result.exit_code == 2 and "make the card again" in result.output, result.output


def test_what_is_transparent_is_paper(card):
    opaque = Image.open(io.BytesIO(card)).convert("L")
    clear = Image.new("RGBA", opaque.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=opaque.point(lambda shade: 255 - shade))
    assert card_job(png(clear)) == card_job(card)


def test_labels_are_sent_as_they_are(labels):
    device = FakeDevice()
    assert run(FakeBus(device), "print", labels, "--dry-run").exit_code == 0
    assert not device.printed
    assert run(FakeBus(device), "print", labels).exit_code == 0
    assert device.printed == labels.read_bytes() + GS_R


def test_a_sealed_job_is_opened_in_memory_and_printed(labels, tmp_path):
    key = key_files.create_key_file(tmp_path / "working.key")
    Vault(key).write(tmp_path / "job.bin.tmwf", labels.read_bytes())
    device = FakeDevice()
    assert "give its key" in run(FakeBus(device), "print", tmp_path / "job.bin.tmwf").output
    assert not device.printed
    done = run(FakeBus(device), "print", tmp_path / "job.bin.tmwf", "--key", tmp_path / "working.key")
    assert done.exit_code == 0 and device.printed == labels.read_bytes() + GS_R


def test_a_pdf_and_a_damaged_picture_are_refused(tmp_path, card):
    for name, content in (("sheet.pdf", b"%PDF-1.7"), ("cut.png", card[:200])):
        (tmp_path / name).write_bytes(content)
        device = FakeDevice()
        assert run(FakeBus(device), "print", tmp_path / name).exit_code == 2
        assert not device.printed
    assert run(FakeBus(), "print", tmp_path / "none.bin").exit_code == 2


def test_one_of_several_printers_must_be_named(labels):
    bus = FakeBus(FakeDevice(serial="A"), FakeDevice(serial="B"))
    result = run(bus, "print", labels)
    assert result.exit_code == 2 and "1-1.4, 1-1.5" in result.stderr
    assert run(bus, "print", labels, "--serial", "B").exit_code == 0
    assert [bool(device.printed) for device in bus.devices] == [False, True]
    assert run(FakeBus(), "print", labels).exit_code == 2


def test_a_broken_off_job_ends_with_status_1_and_says_how_to_go_on(labels):
    result = run(FakeBus(FakeDevice(stops_after=7, stop=errno.ENODEV)), "print", labels)
    assert result.exit_code == 1
    assert "not plugged in" in result.output and "7 of 32 bytes" in result.output and "off and on" in result.output


def test_a_job_that_nobody_confirms_is_not_called_printed(labels):
    result = run(FakeBus(FakeDevice(deaf=True)), "print", labels)
    assert result.exit_code == 0 and "look at the paper" in result.output


def test_the_list_shows_what_is_wrong_with_each():
    result = run(FakeBus(FakeDevice(serial="A", port_status=0x38), FakeDevice(claim_error=errno.EBUSY)), "list")
    assert result.exit_code == 0
    assert "out of paper" in result.output and "another" in result.output
    assert "no USB printer" in run(FakeBus(), "list").output


def test_boards_come_with_the_next_step():
    result = run(FakeBus(FakeDevice(0x2E8A, 0x0003, settings=((8, 6, 80),))), "boards")
    assert result.exit_code == 0 and "RPI-RP2" in result.output
    assert "BOOT" in run(FakeBus(FakeDevice()), "boards").output


@pytest.mark.parametrize("command", ["list", "boards", "print"])
def test_a_missing_libusb_is_told_with_status_2(command, labels, monkeypatch):
    for module in (usb.backend.libusb0, usb.backend.libusb1, usb.backend.openusb):
        monkeypatch.setattr(module, "get_backend", lambda: None)
    result = run(None, command, *([labels] if command == "print" else []))
    assert result.exit_code == 2 and "libusb-1.0" in result.stderr
