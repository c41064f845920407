// The emulated board below MicroPython: vectors, console, counter, and the host's files.
#include <stdlib.h>
#include <string.h>

#include "py/mphal.h"
#include "py/runtime.h"

#define FPGA_COUNTER (*(volatile uint32_t *)0x40028018)
#define FPGA_PRESCALE (*(volatile uint32_t *)0x4002801c)

extern uint32_t stack_top, bss_begin, bss_end;
int main(void);

static void reset(void) {
    for (uint32_t *word = &bss_begin; word < &bss_end; word++) {
        *word = 0;
    }
    FPGA_PRESCALE = 0; // the counter runs at the board's 25 MHz
    FPGA_COUNTER = 0;
    host_exit(main());
}

void profile_tick(void);

static void fault(void) {
    mp_hal_stdout_tx_strn("fault\n", 6);
    host_exit(1);
}

// Reset, NMI and the faults; nothing on this board interrupts but the profiler's tick.
__attribute__((section(".vectors"), used)) static const void *vectors[] = {
    &stack_top, reset, fault, fault, fault, fault, fault,
#ifdef PROFILE
    [15] = profile_tick,
#endif
};

// --- the host ---

void host_exit(int failed) {
    host(HOST_EXIT, (const void *)(failed ? 0x20024 : 0x20026)); // a run-time error; an exit of the application
    for (;;) {
    }
}

const char *host_argument(int number) {
    static char line[512];
    if (!line[0]) {
        const uint32_t block[] = {(uint32_t)line, sizeof(line)};
        host(HOST_COMMAND_LINE, block);
        for (char *c = line; *c; c++) {
            *c = *c == ' ' ? 0 : *c;
        }
    }
    const char *argument = line;
    while (number-- && argument < line + sizeof(line) - 1) {
        argument += strlen(argument) + 1;
    }
    return argument;
}

int host_file(const char *path, int mode) {
    const uint32_t block[] = {(uint32_t)path, mode, strlen(path)};
    return host(HOST_OPEN, block);
}

// Waits until so many bytes came or the file ended; how many came.
size_t host_read(int file, void *buffer, size_t length) {
    size_t done = 0;
    while (done < length) {
        const uint32_t block[] = {file, (uint32_t)buffer + done, length - done};
        size_t missing = host(HOST_READ, block);
        if (missing >= length - done) {
            break;
        }
        done = length - missing;
    }
    return done;
}

// --- console and clock ---

mp_uint_t mp_hal_stdout_tx_strn(const char *text, size_t length) {
    static int console = -1;
    if (console < 0) {
        console = host_file(":tt", HOST_WRITING);
    }
    const uint32_t block[] = {console, (uint32_t)text, length};
    host(HOST_WRITE, block);
    return length;
}

void mp_hal_stdout_tx_strn_cooked(const char *text, size_t length) {
    mp_hal_stdout_tx_strn(text, length);
}

void mp_hal_stdout_tx_str(const char *text) {
    mp_hal_stdout_tx_strn(text, strlen(text));
}

// The counter has 32 bits and wraps after 171 s; whoever measures looks more often.
uint64_t counter_ticks(void) {
    static uint64_t ticks;
    static uint32_t last;
    uint32_t now = FPGA_COUNTER;
    ticks += now - last;
    last = now;
    return ticks;
}

mp_uint_t mp_hal_ticks_us(void) {
    return counter_ticks() / 25;
}

mp_uint_t mp_hal_ticks_cpu(void) {
    return counter_ticks();
}

uint64_t mp_hal_time_ns(void) {
    return counter_ticks() * 40;
}

void mp_hal_delay_us(mp_uint_t us) {
    uint64_t until = counter_ticks() + (uint64_t)us * 25;
    while (counter_ticks() < until) {
    }
}

void mp_hal_delay_ms(mp_uint_t ms) {
    mp_hal_delay_us(ms * 1000);
}
