// A Tamga terminal on an ESP32-S3-WROOM-1-N16R8. UNTRIED: nobody has built this (README.md).
#define MICROPY_HW_MCU_NAME "ESP32S3"

#define MICROPY_VFS_ROM (1)
#define MICROPY_VFS_ROM_IOCTL (1)
#define MICROPY_HW_ENABLE_UART_REPL (0) // UART 0 is the desk's line: a console there would keep its buffers
#define MICROPY_ENABLE_PYSTACK (0) // this port has no place to begin one
#define MICROPY_ALLOC_GC_STACK_SIZE (512)
#define MICROPY_PY_NETWORK_WLAN (0)
#define MICROPY_PY_BLUETOOTH (0)
#define MICROPY_PY_ESPNOW (0)
#define MICROPY_PY_WEBREPL (0)

#ifdef TAMGA_DEVELOPMENT
#define MICROPY_HW_BOARD_NAME "tamga-s3 DEVELOPMENT"
#else
#define MICROPY_HW_BOARD_NAME "tamga-s3"
#define MICROPY_ENABLE_COMPILER (0)
#define MICROPY_PY_BUILTINS_EVAL_EXEC (0)
#define MICROPY_PY_BUILTINS_EXECFILE (0)
#define MICROPY_PY_BUILTINS_COMPILE (0)
#define MICROPY_PY_BUILTINS_HELP (0)
#define MICROPY_PY_BUILTINS_INPUT (0)
#define MICROPY_KBD_EXCEPTION (0)
#define MICROPY_PY_OS_DUPTERM (0)
#endif
