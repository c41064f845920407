# The board of a Tamga terminal on an RP2350B, for MicroPython's RP2 port (host_tools/installing/build_firmware.sh).
set(PICO_PLATFORM "rp2350-arm-s")
set(PICO_NUM_GPIOS 48)
list(APPEND PICO_BOARD_HEADER_DIRS ${MICROPY_BOARD_DIR})
set(PICO_BOARD "tamga_rp2350")

set(MICROPY_SOURCE_BOARD ${MICROPY_BOARD_DIR}/board.c)
if(TAMGA_DEVELOPMENT)
    set(MICROPY_DEF_BOARD TAMGA_DEVELOPMENT=1)
endif()

# The same bytes from every folder.
add_compile_options(-ffile-prefix-map=${MICROPY_DIR}=micropython -ffile-prefix-map=${MICROPY_BOARD_DIR}=board
    -ffile-prefix-map=${CMAKE_BINARY_DIR}=build)
