// Starts MicroPython with as much heap as the bench says and runs the frozen `boot`; ends with it.
#include "py/builtin.h"
#include "py/cstack.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "shared/runtime/gchelper.h"

#include "share.h"

#define HEAP_MOST_BYTES (2 << 20)
#define STACK_BYTES (10 << 10) // what rp2 and esp32 images leave to a Python program
#define FRAMES_BYTES (6 << 10)

void profile_start(void);

static uint32_t heap[HEAP_MOST_BYTES / sizeof(uint32_t)];
static uint32_t frames[FRAMES_BYTES / sizeof(uint32_t)];

int main(void) {
    size_t heap_bytes = 0;
    for (const char *digit = host_argument(1); *digit; digit++) {
        heap_bytes = heap_bytes * 10 + (*digit - '0') * 1024;
    }
    if (heap_bytes == 0 || heap_bytes > HEAP_MOST_BYTES) {
        mp_hal_stdout_tx_str("usage: ... HEAP_KIB ENTROPY_FILE ...\n");
        return 1;
    }
    mp_cstack_init_with_sp_here(STACK_BYTES);
    mp_pystack_init(frames, (char *)frames + FRAMES_BYTES);
    gc_init(heap, (char *)heap + heap_bytes);
    mp_init();
    share_start();
    #ifdef PROFILE
    profile_start();
    #endif
    int failed = 1;
    nlr_buf_t nlr;
    if (nlr_push(&nlr) == 0) {
        mp_import_name(MP_QSTR_boot, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
        nlr_pop();
        failed = 0;
    } else {
        mp_obj_t raised = MP_OBJ_FROM_PTR(nlr.ret_val);
        if (mp_obj_exception_match(raised, MP_OBJ_FROM_PTR(&mp_type_SystemExit))) {
            failed = mp_obj_is_true(mp_obj_exception_get_value(raised));
        } else {
            mp_obj_print_exception(&mp_plat_print, raised);
        }
    }
    return failed;
}

extern size_t bench_collections;
bool bench_collecting;

void gc_collect(void) {
    bench_collections += !share_is_bench;
    bench_collecting = true;
    gc_collect_start();
    gc_helper_collect_regs_and_stack();
    gc_collect_end();
    bench_collecting = false;
}

void nlr_jump_fail(void *value) {
    (void)value;
    mp_hal_stdout_tx_str("exception outside of any handler\n");
    host_exit(1);
    for (;;) {
    }
}
