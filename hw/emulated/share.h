// What of the processor's time is the firmware's: share.c.
#include <stdbool.h>
#include <stdint.h>

extern bool share_is_bench;      // what runs now is the bench's
void share_start(void);          // once, when MicroPython is there
uint64_t share_worked(void);     // ticks that the firmware has worked
