"""What ports of MicroPython do differently with `machine.UART`: habits that a firmware must live with.

Sources: ports/rp2/machine_uart.c and ports/esp32/machine_uart.c of MicroPython, and its table of triggers in
docs/library/machine.UART.rst.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Port:
    """One port's habits.

    has_rx_irq: it has UART.IRQ_RX beside IRQ_RXIDLE.
    one_idle_timer: IRQ_RXIDLE of all UARTs shares one timer; who asked last has it, the others are never called.
    console: number of the UART that the console keeps: no interrupts, and buffers of a fixed size.
    fixed_buffers: the same size of buffers for every UART.
    """

    has_rx_irq: bool = False
    one_idle_timer: bool = False
    console: int | None = None
    fixed_buffers: bool = False

    def words(self) -> str:
        """The habits as `unix_port/machine.py` takes them."""
        named = (
            ("rx_irq", self.has_rx_irq),
            ("one_idle_timer", self.one_idle_timer),
            (f"console_{self.console}", self.console is not None),
            ("fixed_buffers", self.fixed_buffers),
        )
        return " ".join(word for word, holds in named if holds)


RP2 = Port()  # an idle timer for each UART, and no IRQ_RX
ESP32 = Port(has_rx_irq=True, one_idle_timer=True)  # our own image: its console is on USB
ESP32_STOCK = Port(has_rx_irq=True, one_idle_timer=True, console=0)
FIXED = Port(fixed_buffers=True)
OF_PROCESSOR = {"rp2350b": RP2, "esp32s3": ESP32}  # as a board's file calls it
