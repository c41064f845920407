"""Compose a terminal from board, parts, identity and role. The only module that knows them all; unloaded when done."""

import asyncio
from collections import namedtuple

import board
from machine import I2C, SPI, UART, Pin

import last_page
import memory
from crypto.drbg import Drbg
from crypto.ed25519 import SigningKey
from drivers import calibration, processor
from drivers.buses import SerialLine, wired
from drivers.buttons import Buttons
from drivers.display import Display
from drivers.printer import Printer
from drivers.scanner import Scanner, ScannerStatus
from drivers.touch import Touch
from formats import payloads
from screens.canvas import Canvas
from screens.dialog import Dialog
from screens.themes import ALARMED
from terminal.election import has_places, is_there
from terminal.terminal import Terminal
from text import FOLDER
from text.font import Font
from text.texts import Texts

_TOUCH_NOTES = ("touch_missing", "touch_stuck", "touch_nominal")
_ROLES = ("desk", "booth")  # a longer name than the loader takes would end the firmware
# Bits of what a start found, in the order of PARTS in host_tools/formats/readiness.py: data of the events 2 and 3.
_SCANNER, _PRINTER, _KEYS, _TOUCH, _CHIPS, _CLOCK, _ROOM, _SUPPLY = 1, 2, 4, 8, 16, 32, 64, 128
_Parts = namedtuple("_Parts", "panel touch touch_note buttons scanner printer twin clock supply")


def compose():
    """This terminal's role with all its parts. Does not return if identity or firmware are missing or invalid."""
    role = asyncio.run(_composed())
    memory.forget(__name__, board.__name__)
    globals().clear()  # the queue of tasks may keep the one that ended for minutes, and it keeps this module
    return role


async def _composed():
    processor.start_watchdog()
    failures, failed = last_page.began()
    loops = failures >= last_page.IN_A_ROW
    device = memory.glance(_identity)
    # Before anything large is built: its modules need long blocks of free memory.
    role = None if loops else _role(device)
    font = Font(FOLDER + "font.bin")
    parts = await _parts()
    await asyncio.sleep_ms(0)
    from terminal.supply import SupplyWatch  # not above, as others below: loading all in one piece took 270 ms

    texts = Texts("common", *([device.role] if role else []))
    shared = (parts.panel.chip_select, (parts.touch or parts.panel).chip_select)
    last_page.prepare(parts.panel, font, texts, shared)
    dialog = Dialog(Canvas(parts.panel, font), parts.buttons, texts, parts.touch)
    if processor.is_for_development():
        dialog.canvas.title_ground = ALARMED
        await dialog.message(texts("development_image"), [texts("development_runs")])
    if loops:
        await dialog.message(texts("start_trouble"), [texts("crash_loop", failures), texts("call_technician")])
        last_page.again(failed)
    asyncio.create_task(last_page.settle())
    await asyncio.sleep_ms(0)
    dialog.show(texts("start_checking"), [texts("please_wait")])
    firmware_hash = await memory.visit(_firmware_hash, device) if device else None
    while not firmware_hash or not role:
        problem = "firmware_wrong" if device else "device_missing"
        await memory.visit(
            _wait_for_files, dialog, problem, *([] if is_there() else [_line(), parts.clock, board.NAME])
        )
    drbg = memory.glance(_new_drbg, device.serial_number)
    seed = memory.glance(_own_key)
    if seed is None:
        seed = await memory.visit(_make_key, dialog, drbg)
    await asyncio.sleep_ms(0)
    with memory.Churning():
        signing_key = SigningKey(seed)
    terminal = Terminal(
        dialog,
        font,
        parts.scanner,
        parts.printer,
        parts.printer.profile.width_dots,
        parts.twin,
        parts.clock,
        drbg,
        (device.serial_number, seed, signing_key, device.authority, firmware_hash),
    )
    if failed:
        terminal.log("crashed", failed)
    terminal.reset_cause = processor.reset_cause(board.BROWN_OUT_REGISTER)
    if terminal.reset_cause == processor.BROWN_OUT:
        terminal.log("brown_out")
    terminal.supply = SupplyWatch(terminal, parts.supply)
    parts.twin.may_erase = parts.supply.may_erase
    asyncio.create_task(terminal.supply.run())
    memory.usual()  # what is looked at leaves garbage alone: it would be collected every few KiB
    await _look_at_parts(terminal, parts)
    while not is_there():
        if has_places():
            await memory.visit(role.take_place, terminal)
        if not is_there():  # a spare that nobody needs yet takes newer places, too
            await memory.visit(_show_key, terminal, device.role)
    memory.usual()
    return role(terminal, *([_line()] if role.sends else []))


def _line() -> SerialLine:
    return SerialLine(board.SERIAL_LINE, board.CLOCK_BUS, board.MODEM_POWER_KEY)


# --- who it is ------------------------------------------------------------------------------------------------------


def _identity() -> payloads.Device | None:
    from identity import own_key, read

    # A terminal that has lost its key but not its packages makes no other one: nothing would take it for this terminal.
    return read() if own_key() or not is_there() else None


def _firmware_hash(device: payloads.Device):
    from identity import firmware_hash

    return firmware_hash(device)


def _new_drbg(serial: str) -> Drbg:
    from identity import new_drbg

    return new_drbg(serial)


def _own_key() -> bytes | None:
    from identity import own_key

    return own_key()


def _make_key(dialog: Dialog, drbg: Drbg):
    from terminal.newborn import make_key

    return make_key(dialog, drbg)


def _show_key(terminal: Terminal, role: str):
    from terminal.newborn import show_key

    return show_key(terminal, role, _line(), board.NAME)


def _wait_for_files(*arguments):
    from terminal.newborn import wait_for_files

    return wait_for_files(*arguments)


def _role(device: payloads.Device | None):
    """The role's class, or None if the device has no identity or this firmware lacks the role."""
    if not device or device.role not in _ROLES:
        return None
    try:
        module = __import__(device.role + "." + device.role, None, None, ("Role",))
    except ImportError:
        return None
    return getattr(module, "Role", None)


# --- what it consists of --------------------------------------------------------------------------------------------


async def _parts() -> _Parts:
    touch_select = _output(board.TOUCH_CHIP_SELECT)  # high before any transfer to another device on the bus
    panel = Display(
        wired(SPI, board.DISPLAY_BUS),
        _output(board.DISPLAY_CHIP_SELECT),
        _output(board.DISPLAY_DATA),
        _output(board.DISPLAY_RESET),
        Pin(board.DISPLAY_LIGHT, Pin.OUT),
        memory.glance(_display_profile),  # unloads the other models
    )
    await panel.start()
    touch, touch_note = _new_touch(panel, touch_select)
    buttons = Buttons({name: Pin(number, Pin.IN, Pin.PULL_UP) for name, number in board.KEYS.items()})
    scanner = Scanner(wired(UART, board.SCANNER_LINE))
    printer = _new_printer()
    await asyncio.sleep_ms(0)
    from drivers.clock import WallClock
    from drivers.norflash import NorFlash
    from drivers.supply import Supply
    from storage.twin import Twin

    bus = wired(SPI, board.FLASH_BUS)
    twin = Twin(*[NorFlash(bus, _output(number)) for number in board.FLASH_CHIP_SELECT])
    i2c = wired(I2C, board.CLOCK_BUS)
    supply = Supply(i2c, board.BATTERY_GAUGE, board.MAINS_SENSE)
    return _Parts(panel, touch, touch_note, buttons, scanner, printer, twin, WallClock(i2c), supply)


def _output(number: int) -> Pin:
    return Pin(number, Pin.OUT, value=1)


def _display_profile() -> dict:
    from drivers.display_profiles import DISPLAYS

    return DISPLAYS[board.DISPLAY_PROFILE]


def _printer_profile():
    from drivers.printer_profiles import PRINTERS

    return PRINTERS[board.PRINTER_PROFILE]


def _new_printer() -> Printer:
    busy = None if board.PRINTER_BUSY is None else Pin(board.PRINTER_BUSY, Pin.IN)
    line = board.PRINTER_LINE
    return Printer(wired(UART, line), busy, memory.glance(_printer_profile), line["baudrate"])


def _new_touch(panel: Display, chip_select: Pin) -> tuple:
    """(the driver, or None if no chip answers; the text id of a warning, or "")."""
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


async def _look_at_parts(terminal: Terminal, parts: _Parts) -> None:
    """Look at what needs nobody; log it, and show what is wrong. A terminal can work without some of its parts."""
    from drivers.supply import BATTERY_LOW
    from terminal import looking

    texts, keys = terminal.texts, parts.buttons
    found = _ROOM if looking.at_heap()[1] else 0
    notes = [texts("key_stuck", texts("key_names").split()[keys.names.index(name)]) for name in keys.stuck]
    if notes:
        terminal.log("key_stuck", len(notes))
        found |= _KEYS
    if parts.touch_note:
        terminal.log("touch_trouble", _TOUCH_NOTES.index(parts.touch_note))
        notes.append(texts(parts.touch_note))
        found |= _TOUCH
    if await parts.scanner.start() != ScannerStatus.READY:
        terminal.log("scanner_trouble")
        notes.append(texts("scanner_missing"))
        found |= _SCANNER
    for name in (await looking.at_printer(parts.printer))[1]:
        if name in looking.STOPPING:
            notes.append(texts(name))
            found |= _PRINTER
    await asyncio.sleep_ms(0)
    sizes = looking.at_chips(parts.twin)
    if None in sizes or sizes[0] != sizes[1]:
        found |= _CHIPS  # the next page says it
    if parts.clock.now() is None:
        notes.append(texts("clock_unknown"))
        found |= _CLOCK
    if terminal.supply.reading.state == BATTERY_LOW:
        notes += terminal.supply.words()
        found |= _SUPPLY
    if terminal.reset_cause == processor.BROWN_OUT:
        found |= _SUPPLY
    terminal.start_found = bytes((terminal.reset_cause, found))
    memory.forget(looking.__name__)
    if notes:
        await terminal.dialog.message(texts("start_trouble"), notes + [texts("call_technician")])
