"""The Tamga terminal with the small panel on an ESP32-S3 module (N16R8), both roles: parts and pins as data.

Pins as on the one with the large panel. GPIO 26 to 37 belong to the module's own flash and octal memory, 19 and 20 to
USB; 0, 3, 45 and 46 say how the chip starts (ESP32-S3 datasheet, strapping pins). 45 must be low and 0 is the boot
button, so both stay free. 3 chooses the source of JTAG and only where an eFuse says so that comes unburnt. 46 is
looked at when 0 is low, and must then be low or open for the serial boot loader: a chip-select line without a pull-up
of its own is.

On the device this file is `board.py`; nothing but `start.py` imports it. Constructor arguments stand as `machine` takes
them.
"""

NAME = "tamga-s3-small"
PROCESSOR = "esp32s3"  # of `host_tools/boards`: what each pin can do
NATIVE_CODE = "xtensawin"  # what mpy-cross calls the processor; provisioning compiles for it
ARITHMETIC = "viper"  # of `crypto.layer`; the inline assembler of this processor is off in stock images

# Two ballot cartridges (W25Q128 class) on one bus; the chip-select lines go to two separate sockets.
FLASH_BUS = {"id": 1, "baudrate": 20_000_000, "sck": 12, "mosi": 11, "miso": 13}
FLASH_CHIP_SELECT = (10, 9)

# 3.2" ILI9341 panel, 320 x 240 dots of 0.203 mm.
DISPLAY_BUS = {"id": 2, "baudrate": 10_000_000, "sck": 40, "mosi": 41, "miso": 42}
DISPLAY_CHIP_SELECT, DISPLAY_DATA, DISPLAY_RESET, DISPLAY_LIGHT = 39, 48, 21, 47
TOUCH_CHIP_SELECT, TOUCH_IRQ = 46, 3  # XPT2046 on the display's bus; None, None for a panel without touch

SCANNER_LINE = {"id": 1, "baudrate": 9600, "tx": 17, "rx": 18, "rxbuf": 2048, "txbuf": 256}
PRINTER_LINE = {"id": 2, "baudrate": 115200, "tx": 15, "rx": 16, "rxbuf": 256, "txbuf": 1024}
PRINTER_BUSY = 14  # the printer's DTR: high while it cannot take more
# Desk only. The image keeps its console on USB, so this UART is free.
SERIAL_LINE = {"id": 0, "baudrate": 115200, "tx": 43, "rx": 44, "rxbuf": 4096, "txbuf": 4096}
MODEM_POWER_KEY = None  # no pin is left for its power key: it is restarted by command

KEYS = {"up": 4, "down": 5, "left": 6, "right": 7, "back": 8, "ok": 38}  # to ground, internal pull-ups

CLOCK_BUS = {"id": 0, "scl": 1, "sda": 2, "freq": 400_000}  # DS3231 with its own cell
BATTERY_GAUGE = 0x36  # MAX17048 on the clock's bus
MAINS_SENSE = None  # no pin is left: a battery that loses charge says it, some minutes later
BROWN_OUT_REGISTER = None  # this processor reports it as switching on

PRINTER_PROFILE = "panel_58_cutter"
DISPLAY_PROFILE = "ili9341_320x240"
