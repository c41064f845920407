// The bench's share: `machine`, `select`, `time` and the wire are Python here and C on a real board, so the processor's
// clock stands still in them. Whoever they call, an interrupt handler say, is firmware again. What they allocate, which a
// board's would not, brings no collection of the firmware's nearer. It is collected in time that does not count, as often
// as the firmware collects while it loads, so that it takes no room from anything.
#include "py/bc.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/mpstate.h"
#include "py/objfun.h"
#include "py/runtime.h"

#include "share.h"

#define NAMES_MOST (8192)
#define GARBAGE_MOST (4096 / MICROPY_BYTES_PER_GC_BLOCK) // of the bench, in blocks

static const char *const modules[] = {
    "boot.py", "emulated_port/ends.py", "unix_port/machine.py", "unix_port/select.py", "unix_port/time.py",
    "unix_port/virtual_tasks.py", "unix_port/wire.py", "unix_port/wire_operations.py",
};

static bool is_of_bench[NAMES_MOST]; // by the number of a module's name
static uint64_t worked, began;       // ticks
static size_t allocated;             // by the firmware since its last collection, in blocks
static size_t allocated_by_bench;    // since it was last collected
bool share_is_bench = true;

void share_start(void) {
    for (size_t i = 0; i < MP_ARRAY_SIZE(modules); i++) {
        qstr name = qstr_from_str(modules[i]);
        if (name < NAMES_MOST) {
            is_of_bench[name] = true;
        }
    }
}

static void switch_over(void) {
    if (share_is_bench) {
        allocated_by_bench += MP_STATE_MEM(gc_alloc_amount);
        if (allocated_by_bench > GARBAGE_MOST) {
            gc_collect();
            allocated_by_bench = 0;
        }
        began = counter_ticks();
        MP_STATE_MEM(gc_alloc_amount) = allocated;
    } else {
        worked += counter_ticks() - began;
        allocated = MP_STATE_MEM(gc_alloc_amount);
        MP_STATE_MEM(gc_alloc_amount) = 0;
    }
    share_is_bench = !share_is_bench;
}

uint64_t share_worked(void) {
    return share_is_bench ? worked : worked + counter_ticks() - began;
}

// MicroPython's own, under the name that MICROPY_WRAP_MP_EXECUTE_BYTECODE gives it
mp_vm_return_kind_t mp_execute_bytecode_inner(mp_code_state_t *code_state, volatile mp_obj_t inject_exc);

#ifdef PROFILE
mp_vm_return_kind_t profile_execute(mp_code_state_t *code_state, volatile mp_obj_t inject_exc);
#else
#define profile_execute mp_execute_bytecode_inner
#endif

mp_vm_return_kind_t mp_execute_bytecode(mp_code_state_t *code_state, volatile mp_obj_t inject_exc) {
    const qstr_short_t *names = code_state->fun_bc->context->constants.qstr_table;
    bool is_bench = names && names[0] < NAMES_MOST && is_of_bench[names[0]];
    if (is_bench == share_is_bench) {
        return profile_execute(code_state, inject_exc);
    }
    switch_over();
    mp_vm_return_kind_t result = profile_execute(code_state, inject_exc);
    switch_over();
    return result;
}
