"""Compose one terminal: board, parts, identity, role, run. The only place that knows all of them."""

import asyncio
import os

import board
from machine import I2C, SPI, UART, Pin

import memory
from crypto.drbg import Drbg
from crypto.ed25519 import SigningKey
from drivers import calibration
from drivers.buttons import Buttons
from drivers.clock import WallClock
from drivers.display import Display
from drivers.norflash import NorFlash
from drivers.printer import Printer
from drivers.scanner import Scanner, ScannerStatus
from drivers.touch import Touch
from formats import payloads
from formats.cose import is_bytes
from formats.package import check_firmware
from formats.refused import Refused
from screens.canvas import Canvas
from screens.dialog import Dialog
from storage.twin import Twin
from terminal.terminal import Terminal
from text import FOLDER
from text.font import Font
from text.texts import Texts

_SEED_FILE, _DEVICE_FILE, _FIRMWARE_FILE = "data/seed.bin", "data/device.cbor", "firmware.tmf"
_SEED_BYTES = 32
_TOUCH_NOTES = ("touch_missing", "touch_stuck", "touch_nominal")
_PIN_NAMES = ("sck", "mosi", "miso", "scl", "sda")


def _wired(kind, arguments: dict):
    """A bus or line of a `machine` class. Its number stands first, without a name: boards take it in no other way."""
    options = {name: Pin(value) if name in _PIN_NAMES else value for name, value in arguments.items()}
    return kind(options.pop("id"), **options)


def _output(number: int) -> Pin:
    return Pin(number, Pin.OUT, value=1)


def _new_drbg(serial: str) -> Drbg:
    """The seed is replaced before its first use, so that no two starts share it even if the power goes right here."""
    with open(_SEED_FILE, "rb") as file:
        seed = file.read(_SEED_BYTES)
    drbg = Drbg(seed + os.urandom(32), serial.encode())
    with open(_SEED_FILE + ".new", "wb") as file:
        file.write(drbg.generate(32))
    os.rename(_SEED_FILE + ".new", _SEED_FILE)
    return drbg


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _display_profile() -> dict:
    """The profile of the board's panel."""
    from drivers.display_profiles import DISPLAYS

    return DISPLAYS[board.DISPLAY_PROFILE]


def _printer_profile():
    """The profile of the board's printer."""
    from drivers.printer_profiles import PRINTERS

    return PRINTERS[board.PRINTER_PROFILE]


def _new_printer() -> Printer:
    busy = None if board.PRINTER_BUSY is None else Pin(board.PRINTER_BUSY, Pin.IN)
    line = board.PRINTER_LINE
    return Printer(_wired(UART, line), busy, memory.glance(_printer_profile), line["baudrate"])


def _serial_line() -> tuple:
    """(the desk's line to the centre, its txbuf in bytes). Opened only to send: its buffers are heap until then."""
    return _wired(UART, board.SERIAL_LINE), board.SERIAL_LINE["txbuf"]


def _new_touch(panel: Display, chip_select: Pin) -> tuple:
    """(the driver, or None where no chip answers; the id of what is to be said about it, or "")."""
    kept = calibration.load(panel.width, panel.height)
    touch = Touch(
        panel.spi,
        chip_select,
        Pin(board.TOUCH_IRQ, Pin.IN, Pin.PULL_UP),
        kept or calibration.nominal(panel.profile),
        panel.width,
        panel.height,
        panel.profile["write_baudrate"],
    )
    if not touch.present():
        return None, _TOUCH_NOTES[0]
    return touch, _TOUCH_NOTES[1] if touch.stuck else "" if kept else _TOUCH_NOTES[2]


def _device() -> payloads.Device | None:
    """This terminal's identity (docs/formats.md, section 3), or None where it is missing or is none."""
    device = payloads.decode(payloads.DEVICE, _read(_DEVICE_FILE))
    if isinstance(device, Refused) or len(_read(_SEED_FILE)) != _SEED_BYTES:
        return None
    if not isinstance(device.role, str) or not isinstance(device.serial_number, str):
        return None
    return device if is_bytes(device.seed, 32) and is_bytes(device.authority, 32) else None


def _role(device: payloads.Device | None):
    """The role's class, or None where this firmware has no such role; a device without an identity can only say so."""
    if not device:
        return None
    try:
        module = __import__(device.role + "." + device.role, None, None, ("Role",))
    except ImportError:
        return None
    return getattr(module, "Role", None)


async def main() -> None:
    device = _device()
    role = _role(device)  # before anything large is built: its modules need long stretches of free memory
    font = Font(FOLDER + "font.bin")
    touch_select = _output(board.TOUCH_CHIP_SELECT)  # high before anybody else on the bus is asked something
    panel = Display(
        _wired(SPI, board.DISPLAY_BUS),
        _output(board.DISPLAY_CHIP_SELECT),
        _output(board.DISPLAY_DATA),
        _output(board.DISPLAY_RESET),
        Pin(board.DISPLAY_LIGHT, Pin.OUT),
        memory.glance(_display_profile),  # the other models do not stay in memory
    )
    await panel.start()
    touch, touch_note = _new_touch(panel, touch_select)
    buttons = Buttons({name: Pin(number, Pin.IN, Pin.PULL_UP) for name, number in board.KEYS.items()})
    scanner = Scanner(_wired(UART, board.SCANNER_LINE))
    printer = _new_printer()
    bus = _wired(SPI, board.FLASH_BUS)
    twin = Twin(*[NorFlash(bus, _output(number)) for number in board.FLASH_CHIP_SELECT])
    clock = WallClock(_wired(I2C, board.CLOCK_BUS))

    dialog = Dialog(Canvas(panel, font), buttons, Texts("common", *([device.role] if role else [])), touch)
    texts = dialog.texts
    dialog.show(texts("start_checking"), [texts("please_wait")])
    problem: str | None = "device_missing"
    firmware_hash = None
    if device:
        with memory.Churning():
            firmware_hash = check_firmware(_read(_FIRMWARE_FILE), device.authority, device.role)
        problem = None if firmware_hash and role else "firmware_wrong"
    while problem:
        await dialog.message(texts("start_trouble"), [texts(problem), texts("call_technician")])
    serial, seed, authority = device.serial_number, device.seed, device.authority
    with memory.Churning():
        signing_key = SigningKey(seed)
    identity = (serial, seed, signing_key, authority, firmware_hash)
    paper_dots = printer.profile.width_dots
    terminal = Terminal(dialog, font, scanner, printer, paper_dots, twin, clock, _new_drbg(serial), identity)
    notes = [texts("key_stuck", name) for name in buttons.stuck]
    if notes:
        terminal.log("key_stuck", len(notes))
    if touch_note:
        terminal.log("touch_trouble", _TOUCH_NOTES.index(touch_note))
        notes.append(texts(touch_note))
    if await scanner.start() != ScannerStatus.READY:
        terminal.log("scanner_trouble")
        notes.append(texts("scanner_missing"))
    if clock.now() is None:
        notes.append(texts("clock_unknown"))
    if notes:
        await dialog.message(texts("start_trouble"), notes + [texts("call_technician")])
    memory.usual()
    await role(terminal, *([_serial_line] if device.role == "desk" else [])).run()


def run() -> None:
    """Never returns while there is power."""
    asyncio.run(main())
