// What the image needs beside MicroPython's RP2 port.
#include "py/mpstate.h"
#include "py/pystack.h"
#include "hardware/watchdog.h"
#include "pico/platform.h"
#include "shared/runtime/interrupt_char.h"
#include "shared/runtime/pyexec.h"

// Frames of functions are no garbage (docs/target.md).
static uint8_t frames[6 * 1024] __attribute__((aligned(4)));

void board_early_init(void) {
    mp_pystack_init(frames, frames + sizeof(frames));
}

#if !MICROPY_ENABLE_COMPILER
// The port would open a prompt where the program ends. Here the chip starts again, as by its watchdog.
static int start_again(void) {
    watchdog_reboot(0, 0, 0);
    while (true) {
        tight_loop_contents();
    }
    return 0;
}

int pyexec_raw_repl(void) {
    return start_again();
}

int pyexec_friendly_repl(void) {
    return start_again();
}

// No byte on the USB port interrupts the program.
int mp_interrupt_char = -1;

void mp_hal_set_interrupt_char(int c) {
    (void)c;
}
#endif
