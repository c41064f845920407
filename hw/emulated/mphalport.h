// Semihosting and the counter of the emulated board.
#include <stddef.h>
#include <stdint.h>

enum { HOST_OPEN = 1, HOST_WRITE = 5, HOST_READ = 6, HOST_COMMAND_LINE = 0x15, HOST_EXIT = 0x18 };
enum { HOST_READING = 1, HOST_WRITING = 5 }; // fopen's "rb" and "wb"

// One request to the debugger that QEMU plays; whatever its length, it takes the time of one instruction.
static inline intptr_t host(int request, const void *argument) {
    register intptr_t r0 __asm__("r0") = request;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void host_exit(int failed);
const char *host_argument(int number); // "" when there are fewer
int host_file(const char *path, int mode);
size_t host_read(int file, void *buffer, size_t length);

// 40 ns each: five instructions under `-icount shift=3`, with which one takes 8 ns.
uint64_t counter_ticks(void);

static inline void mp_hal_set_interrupt_char(int c) {
    (void)c;
}
