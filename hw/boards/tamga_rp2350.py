"""The Tamga terminal on an RP2350B core board (48 GPIO, 16 MB flash), both roles: parts and pins as data.

Buy chips of stepping A4: A2 lets inputs float high (erratum E9), and its boot loader accepts images that it should not
(E20, E21, E24). Every input has a pull-up, of the pin or outside (`host_tools/boards`): also on A2 that is enough.

GPIO 0 and 47 are chip selects of PSRAM on core boards, 23 and 25 often a light and a button: they stay free. The
processor has two UARTs, which scanner and printer need. The desk's line to the centre is behind an SC16IS750 on the
clock's bus: its FIFO of 64 bytes holds 16 ms at 38,400 baud, longer than a garbage collection.

On the device this file is `board.py`; nothing but `start.py` imports it. Constructor arguments stand as `machine` takes
them.
"""

NAME = "tamga-rp2350"
PROCESSOR = "rp2350b"  # of `host_tools/boards`: what each pin can do
NATIVE_CODE = "armv7em"  # for mpy-cross: the emulated Cortex-M4 runs the same bytes; the firmware has no floats
ARITHMETIC = "thumb_dsp"  # of `crypto.layer`

# Two ballot cartridges (W25Q128 class) on one bus; the chip-select lines go to two separate sockets.
FLASH_BUS = {"id": 0, "baudrate": 18_750_000, "sck": 18, "mosi": 19, "miso": 16}
FLASH_CHIP_SELECT = (17, 20)

# 4.0" ST7796 panel that stands upright, 320 x 480 dots of 0.174 mm: 28 dots are 4.9 mm.
DISPLAY_BUS = {"id": 1, "baudrate": 37_500_000, "sck": 10, "mosi": 11, "miso": 8}
DISPLAY_CHIP_SELECT, DISPLAY_DATA, DISPLAY_RESET, DISPLAY_LIGHT = 9, 12, 13, 14
TOUCH_CHIP_SELECT, TOUCH_IRQ = 15, 21  # XPT2046 on the display's bus

SCANNER_LINE = {"id": 0, "baudrate": 9600, "tx": 28, "rx": 29, "rxbuf": 2048, "txbuf": 256}
PRINTER_LINE = {"id": 1, "baudrate": 115200, "tx": 4, "rx": 5, "rxbuf": 256, "txbuf": 1024}
PRINTER_BUSY = 6  # the printer's DTR: high while it cannot take more
# Desk only.
SERIAL_LINE = {
    "i2c_address": 0x4D, "irq": 34, "crystal_hz": 14_745_600, "baudrate": 38_400, "rxbuf": 4096, "txbuf": 4096,
}  # fmt: skip
MODEM_POWER_KEY = 35  # its power key, to ground, by a transistor

KEYS = {"up": 36, "down": 37, "left": 38, "right": 39, "back": 40, "ok": 41}  # to ground, internal pull-ups

CLOCK_BUS = {"id": 0, "scl": 33, "sda": 32, "freq": 400_000}  # DS3231 with its own cell
BATTERY_GAUGE = 0x36  # MAX17048 on the clock's bus
MAINS_SENSE = 42  # low while the mains feed the terminal: an optocoupler to ground, so that a broken wire says battery
BROWN_OUT_REGISTER = (0x4010_002C, 17)  # POWMAN CHIP_RESET, HAD_BOR

PRINTER_PROFILE = "panel_58_cutter"
DISPLAY_PROFILE = "st7796_320x480"
