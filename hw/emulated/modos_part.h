// os.urandom: from the file that the bench names, so that a run can be repeated.
#include "py/mperrno.h"

static mp_obj_t os_urandom(mp_obj_t count) {
    static int file = -1;
    vstr_t bytes;
    vstr_init_len(&bytes, mp_obj_get_int(count));
    if (file < 0) {
        file = host_file(host_argument(2), HOST_READING);
    }
    if (host_read(file, bytes.buf, bytes.len) != bytes.len) {
        mp_raise_OSError(MP_EIO);
    }
    return mp_obj_new_bytes_from_vstr(&bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mp_os_urandom_obj, os_urandom);
