"""How a serial line says that bytes have come, on every port."""


def hear(uart, handler) -> None:
    """Have `handler(uart)` called when bytes have come.

    By IRQ_RX where the port has it: on the ESP32 IRQ_RXIDLE of all UARTs shares one timer, and whoever asks last takes
    it from the others. The RP2 has IRQ_RXIDLE alone, with a timer for each.

    uart: a `machine.UART`, or what works like one.
    """
    uart.irq(handler, getattr(uart, "IRQ_RX", 0) or uart.IRQ_RXIDLE)
