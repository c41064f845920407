// `rommap`: a file as memory that is read in place, as a board's flash is. The 64-bit port does it through `ffi`.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "py/mperrno.h"
#include "py/objarray.h"
#include "py/runtime.h"

// map(path): a bytearray over the file; OSError when it cannot be read
static mp_obj_t rommap_map(mp_obj_t path) {
    int file = open(mp_obj_str_get_str(path), O_RDONLY);
    if (file < 0) {
        mp_raise_OSError(MP_ENOENT);
    }
    struct stat status;
    void *memory = MAP_FAILED;
    if (fstat(file, &status) == 0) {
        memory = mmap(NULL, status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    }
    close(file);
    if (memory == MAP_FAILED) {
        mp_raise_OSError(MP_EIO);
    }
    return mp_obj_new_bytearray_by_ref(status.st_size, memory);
}
static MP_DEFINE_CONST_FUN_OBJ_1(rommap_map_obj, rommap_map);

static const mp_rom_map_elem_t rommap_globals_table[] = {
    {MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_rommap)},
    {MP_ROM_QSTR(MP_QSTR_map), MP_ROM_PTR(&rommap_map_obj)},
};
static MP_DEFINE_CONST_DICT(rommap_globals, rommap_globals_table);

const mp_obj_module_t rommap_module = {
    .base = {&mp_type_module},
    .globals = (mp_obj_dict_t *)&rommap_globals,
};
MP_REGISTER_MODULE(MP_QSTR_rommap, rommap_module);
