// A Tamga terminal on an RP2350B core board with 16 MiB of flash.
//
// 0           MicroPython with `main`, `board` and `_boot` in it
// 3 MiB       the ROM partition: the role's firmware.romfs, which runs where it lies
// 4 MiB       the writable file system, to the end
//
// An image for a polling station takes programs from the ROM partition and from itself alone. There is no compiler in
// it, no prompt on any port, and none of `eval`, `exec` and `compile`. -DTAMGA_DEVELOPMENT=1 has them all.
#define PICO_FLASH_SIZE_BYTES (16 * 1024 * 1024)
#define MICROPY_HW_FLASH_STORAGE_BYTES (12 * 1024 * 1024)
#define MICROPY_HW_ROMFS_BYTES (1024 * 1024)

// As the emulated boards have it, which budgets are measured on (docs/target.md).
#define MICROPY_PY_THREAD (0)
#define MICROPY_ENABLE_PYSTACK (1)
#define MICROPY_ALLOC_GC_STACK_SIZE (512)
#define MICROPY_NATIVE_CODE_IN_ROM (1) // host_tools/installing/code_in_rom.sh
void board_early_init(void);
#define MICROPY_BOARD_EARLY_INIT board_early_init

#ifdef TAMGA_DEVELOPMENT
#define MICROPY_HW_BOARD_NAME "tamga-rp2350 DEVELOPMENT"
#else
#define MICROPY_HW_BOARD_NAME "tamga-rp2350"
#define MICROPY_ENABLE_COMPILER (0)
#define MICROPY_PY_BUILTINS_EVAL_EXEC (0)
#define MICROPY_PY_BUILTINS_EXECFILE (0)
#define MICROPY_PY_BUILTINS_COMPILE (0)
#define MICROPY_PY_BUILTINS_HELP (0)
#define MICROPY_PY_BUILTINS_HELP_MODULES (0)
#define MICROPY_PY_BUILTINS_INPUT (0)
#define MICROPY_HELPER_REPL (0)
#define MICROPY_REPL_AUTO_INDENT (0)
#define MICROPY_REPL_EMACS_KEYS (0)
#define MICROPY_KBD_EXCEPTION (0) // a byte on the USB port stops nothing
#define MICROPY_PY_OS_DUPTERM (0)
#define MICROPY_HW_USB_CDC_1200BPS_TOUCH (0) // the boot loader starts by its button alone
#define MICROPY_HW_ENABLE_USB_RUNTIME_DEVICE (0)
#endif
