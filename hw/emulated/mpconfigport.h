// What the firmware finds on the emulated board: as much as on an RP2 or ESP32 image, no compiler, no prompt.
#include <alloca.h>
#include <stdint.h>

#define MICROPY_CONFIG_ROM_LEVEL (MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES)

#define MICROPY_EMIT_INLINE_THUMB (1) // lets the loader take assembler from .mpy files
#define MICROPY_EMIT_THUMB (1)
#define MICROPY_MAKE_POINTER_CALLABLE(p) ((void *)((mp_uint_t)(p) | 1))
#define MICROPY_PERSISTENT_CODE_LOAD (1)
#define MICROPY_NATIVE_CODE_IN_ROM (1) // host_tools/installing/code_in_rom.sh

#define MICROPY_OPT_COMPUTED_GOTO (1) // as the RP2 port has it
#define MICROPY_ENABLE_COMPILER (1) // `main.py` is source on every board
#define MICROPY_WRAP_MP_EXECUTE_BYTECODE(function) function##_inner // share.c stands before it
#define MICROPY_HELPER_REPL (0)
#define MICROPY_KBD_EXCEPTION (0)
#define MICROPY_ENABLE_GC (1)
#define MICROPY_ENABLE_PYSTACK (1) // frames of functions are no garbage: on the heap those over 11 words set off collections
#define MICROPY_GC_STACK_ENTRY_TYPE uint16_t
#define MICROPY_ALLOC_GC_STACK_SIZE (512) // 1 KB; when it is full, a collection looks through the whole heap again
#define MICROPY_MALLOC_USES_ALLOCATED_SIZE (1)
#define MICROPY_MEM_STATS (1)
#define MICROPY_LONGINT_IMPL (MICROPY_LONGINT_IMPL_MPZ)
#define MICROPY_FLOAT_IMPL (MICROPY_FLOAT_IMPL_FLOAT)
#define MP_NEED_LOG2 (1)

#define MICROPY_VFS (1)
#define MICROPY_READER_VFS (1)
#define MICROPY_VFS_ROM (1)
#define MICROPY_VFS_ROM_IOCTL (0)

#define MICROPY_PY_BUILTINS_INPUT (0)
#define MICROPY_PY_SYS_PLATFORM "emulated"
#define MICROPY_PY_SYS_STDFILES (0)
#define MICROPY_PY_SYS_STDIO_BUFFER (0)
#define MICROPY_PY_OS_DUPTERM (0)
#define MICROPY_PY_OS_URANDOM (1)
#define MICROPY_PY_OS_INCLUDEFILE "modos_part.h"
#define MICROPY_PY_TIME (1)
#define MICROPY_PY_SELECT (1)
#define MICROPY_PY_ASYNCIO (1)
#define MICROPY_PY_MACHINE (0) // the bench's own stands in its place

#define MICROPY_HW_BOARD_NAME "emulated"
#define MICROPY_HW_MCU_NAME "Cortex-" CORTEX

#define MP_SSIZE_MAX (0x7fffffff)
#define UINT_FMT "%lu"
#define INT_FMT "%ld"
typedef int32_t mp_int_t;
typedef uint32_t mp_uint_t;
typedef long mp_off_t;

#define MP_STATE_PORT MP_STATE_VM
