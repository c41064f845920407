// A sampling profiler (PROFILE=1): every millisecond it notes which Python functions are running, and where in C.
//
// The host has the memory of the board mapped and reads everything there: `simulator/measure/profile.py`, which knows
// the same layout. The board must have been asked to: the host writes MAGIC before it starts.
#include <string.h>

#include "py/bc.h"
#include "py/mphal.h"
#include "py/objfun.h"
#include "py/runtime.h"

#include "share.h"

#define MAGIC (0x50524f46)
#define DEPTH (64)
#define FUNCTIONS (4096)
#define SYSTICK ((volatile uint32_t *)0xE000E010)
#define TICKS_A_MS (25000)

typedef struct {
    uint32_t magic, used_words, samples, lost;
} head_t;

typedef struct {
    const byte *code;
    uint32_t calls;
    char file[40], name[40];
} function_t;

#define HEAD ((volatile head_t *)0x21400000)
#define TABLE ((function_t *)0x21401000)
#define SAMPLES ((volatile uint32_t *)0x21480000)
#define SAMPLE_WORDS ((0x22000000 - 0x21480000) / 4)

extern bool bench_collecting;
extern uint32_t bench_stretches;
static const byte *volatile stack[DEPTH];
static volatile uint32_t depth;
static bool is_on;

static void note_call(const mp_obj_fun_bc_t *function) {
    const byte *code = function->bytecode;
    uint32_t index = ((uint32_t)code * 2654435761u) >> 20;
    while (TABLE[index].code && TABLE[index].code != code) {
        index = (index + 1) % FUNCTIONS;
    }
    function_t *entry = &TABLE[index];
    entry->calls++;
    if (entry->code) {
        return;
    }
    entry->code = code;
    const byte *ip = code;
    MP_BC_PRELUDE_SIG_DECODE(ip);
    (void)n_state, (void)n_exc_stack, (void)scope_flags, (void)n_pos_args, (void)n_kwonly_args, (void)n_def_pos_args;
    MP_BC_PRELUDE_SIZE_DECODE(ip);
    (void)n_info, (void)n_cell;
    const qstr_short_t *names = function->context->constants.qstr_table;
    if (names) {
        strncpy(entry->name, qstr_str(names[mp_decode_uint_value(ip)]), sizeof(entry->name) - 1);
        strncpy(entry->file, qstr_str(names[0]), sizeof(entry->file) - 1);
    }
}

mp_vm_return_kind_t mp_execute_bytecode_inner(mp_code_state_t *code_state, volatile mp_obj_t inject_exc);

mp_vm_return_kind_t profile_execute(mp_code_state_t *code_state, volatile mp_obj_t inject_exc);

mp_vm_return_kind_t profile_execute(mp_code_state_t *code_state, volatile mp_obj_t inject_exc) {
    if (!is_on) {
        return mp_execute_bytecode_inner(code_state, inject_exc);
    }
    uint32_t at = depth;
    if (at < DEPTH) {
        stack[at] = code_state->fun_bc->bytecode;
    }
    depth = at + 1;
    note_call(code_state->fun_bc);
    mp_vm_return_kind_t result = mp_execute_bytecode_inner(code_state, inject_exc);
    depth = at;
    return result;
}

// A sample: length | is collecting << 16 | number of the stretch without a look at interrupts << 17, address in C, the address that it returns to, codes of the functions.
static void __attribute__((used)) sample(const uint32_t *frame) {
    uint32_t count = depth < DEPTH ? depth : DEPTH, at = HEAD->used_words;
    if (share_is_bench) {
        return; // what the bench computes and collects is no work of the firmware
    }
    if (at + 3 + count > SAMPLE_WORDS) {
        HEAD->lost++;
        return;
    }
    SAMPLES[at++] = count | bench_collecting << 16 | bench_stretches << 17;
    SAMPLES[at++] = frame[6];
    SAMPLES[at++] = frame[5];
    for (uint32_t i = 0; i < count; i++) {
        SAMPLES[at++] = (uint32_t)stack[i];
    }
    HEAD->used_words = at;
    HEAD->samples++;
}

__attribute__((naked)) void profile_tick(void) {
    __asm volatile("mov r0, sp\n b sample\n");
}

void profile_start(void) {
    if (HEAD->magic == MAGIC) {
        is_on = true;
        SYSTICK[1] = TICKS_A_MS - 1;
        SYSTICK[2] = 0;
        SYSTICK[0] = 7;
    }
}
