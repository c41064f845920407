# A Tamga terminal on an ESP32-S3, for MicroPython's ESP32 port. UNTRIED (../README.md).
set(IDF_TARGET esp32s3)
set(SDKCONFIG_DEFAULTS
    boards/sdkconfig.base
    boards/sdkconfig.240mhz
    boards/sdkconfig.spiram_sx
    boards/sdkconfig.spiram_oct
    ${MICROPY_BOARD_DIR}/sdkconfig.board
)
if(TAMGA_DEVELOPMENT)
    list(APPEND MICROPY_DEF_BOARD TAMGA_DEVELOPMENT=1)
endif()
