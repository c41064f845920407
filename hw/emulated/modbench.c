// `bench`: what a program on the emulated board gets from the bench: its arguments, files and the counter.
#include <string.h>

#include "py/mperrno.h"
#include "py/mphal.h"
#include "py/runtime.h"

#include "share.h"

// argument(number): from 0; "" when there are fewer
static mp_obj_t bench_argument(mp_obj_t number) {
    const char *argument = host_argument(mp_obj_get_int(number));
    return mp_obj_new_str(argument, strlen(argument));
}
static MP_DEFINE_CONST_FUN_OBJ_1(bench_argument_obj, bench_argument);

// open(path, writes): a file of the host by its number; OSError when there is none
static mp_obj_t bench_open(mp_obj_t path, mp_obj_t writes) {
    int file = host_file(mp_obj_str_get_str(path), mp_obj_is_true(writes) ? HOST_WRITING : HOST_READING);
    if (file < 0) {
        mp_raise_OSError(MP_ENOENT);
    }
    return MP_OBJ_NEW_SMALL_INT(file);
}
static MP_DEFINE_CONST_FUN_OBJ_2(bench_open_obj, bench_open);

static mp_obj_t bench_write(mp_obj_t file, mp_obj_t data) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(data, &buffer, MP_BUFFER_READ);
    const uint32_t block[] = {mp_obj_get_int(file), (uint32_t)buffer.buf, buffer.len};
    return MP_OBJ_NEW_SMALL_INT(buffer.len - host(HOST_WRITE, block));
}
static MP_DEFINE_CONST_FUN_OBJ_2(bench_write_obj, bench_write);

// readinto(file, buffer): waits until it is full or the file ends; how many bytes came
static mp_obj_t bench_readinto(mp_obj_t file, mp_obj_t into) {
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(into, &buffer, MP_BUFFER_WRITE);
    return MP_OBJ_NEW_SMALL_INT(host_read(mp_obj_get_int(file), buffer.buf, buffer.len));
}
static MP_DEFINE_CONST_FUN_OBJ_2(bench_readinto_obj, bench_readinto);

// ticks(): 40 ns each, modulo 2^30: differences up to 42 s
static mp_obj_t bench_ticks(void) {
    return MP_OBJ_NEW_SMALL_INT(counter_ticks() & 0x3fffffff);
}
static MP_DEFINE_CONST_FUN_OBJ_0(bench_ticks_obj, bench_ticks);

// clock(f): from here on asyncio, which is C, has the milliseconds of f(), the wire's; else a task would be due by one
// clock and its sleep by another
static mp_obj_t bench_clock(mp_obj_t function) {
    MP_STATE_VM(bench_milliseconds) = function;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(bench_clock_obj, bench_clock);
MP_REGISTER_ROOT_POINTER(mp_obj_t bench_milliseconds);

mp_uint_t mp_hal_ticks_ms(void) {
    mp_obj_t function = MP_STATE_VM(bench_milliseconds);
    return function == MP_OBJ_NULL ? counter_ticks() / 25000 : (mp_uint_t)mp_obj_get_int(mp_call_function_0(function));
}

// --- the processor's time: the firmware's alone, see share.c ---

static uint64_t shown_us;      // what passed has returned so far
static uint64_t stretch_began; // in ticks
size_t bench_collections;
uint32_t bench_stretches; // reports so far: the terminal looks at its interrupts whenever it reports

// passed(): the microseconds that the firmware has worked since this was last asked
static mp_obj_t bench_passed(void) {
    uint64_t us = share_worked() / 25 - shown_us;
    shown_us += us;
    return mp_obj_new_int_from_ull(us);
}
static MP_DEFINE_CONST_FUN_OBJ_0(bench_passed_obj, bench_passed);

// report(): all work in microseconds u64, that since the last report u32, garbage collections u32
static mp_obj_t bench_report(void) {
    uint64_t worked = share_worked();
    uint32_t stretch_us = (worked - stretch_began) / 25;
    stretch_began = worked;
    bench_stretches++;
    struct __attribute__((packed)) {
        uint64_t worked_us;
        uint32_t stretch_us, collections;
    } report = {worked / 25, stretch_us, bench_collections};
    return mp_obj_new_bytes((const byte *)&report, sizeof(report));
}
static MP_DEFINE_CONST_FUN_OBJ_0(bench_report_obj, bench_report);

static const mp_rom_map_elem_t bench_globals_table[] = {
    {MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_bench)},
    {MP_ROM_QSTR(MP_QSTR_argument), MP_ROM_PTR(&bench_argument_obj)},
    {MP_ROM_QSTR(MP_QSTR_open), MP_ROM_PTR(&bench_open_obj)},
    {MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&bench_write_obj)},
    {MP_ROM_QSTR(MP_QSTR_readinto), MP_ROM_PTR(&bench_readinto_obj)},
    {MP_ROM_QSTR(MP_QSTR_ticks), MP_ROM_PTR(&bench_ticks_obj)},
    {MP_ROM_QSTR(MP_QSTR_clock), MP_ROM_PTR(&bench_clock_obj)},
    {MP_ROM_QSTR(MP_QSTR_passed), MP_ROM_PTR(&bench_passed_obj)},
    {MP_ROM_QSTR(MP_QSTR_report), MP_ROM_PTR(&bench_report_obj)},
};
static MP_DEFINE_CONST_DICT(bench_globals, bench_globals_table);

const mp_obj_module_t bench_module = {
    .base = {&mp_type_module},
    .globals = (mp_obj_dict_t *)&bench_globals,
};
MP_REGISTER_MODULE(MP_QSTR_bench, bench_module);
