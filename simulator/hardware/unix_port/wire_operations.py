"""The operations on the wire between a terminal's MicroPython and the bench. Both sides read them here.

The bench imports them on CPython, `wire` and `machine` on MicroPython.
"""

(PIN_WRITE, PIN_READ, PIN_IRQ, SPI_SETUP, SPI_WRITE, SPI_TRANSFER, UART_SETUP, UART_WRITE, UART_READ, UART_ANY,
 I2C_WRITE, I2C_READ, IDLE, RESET, SPI_READ, WATCHDOG_START, WATCHDOG_FEED, RESET_CAUSE,
 REGISTER_READ) = range(19)  # fmt: skip
HEAD = "<BBHQ"  # operation, unit, length of what follows, the terminal's clock in microseconds
ANSWER = "<HQ"  # length of what follows, the clock
IRQ_PIN, IRQ_UART = 0, 1  # first byte of each pair in the answer to IDLE; the second is the unit
BY_POWER, BY_PROGRAM, BY_WATCHDOG = 1, 2, 3  # answers to RESET_CAUSE, as `machine.reset_cause` gives them
FOREVER_US = (1 << 63) - 1
