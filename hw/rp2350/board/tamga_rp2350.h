// What pico-sdk and MicroPython want to know of the board. The firmware names its pins itself (hw/boards/tamga_rp2350.py);
// the defaults here are the same.
#ifndef TAMGA_RP2350_H
#define TAMGA_RP2350_H

#define PICO_RP2350A 0
#define PICO_BOOT_STAGE2_CHOOSE_W25Q080 1
#define PICO_FLASH_SPI_CLKDIV 2

#define PICO_DEFAULT_UART 0
#define PICO_DEFAULT_UART_TX_PIN 28
#define PICO_DEFAULT_UART_RX_PIN 29
#define PICO_DEFAULT_I2C 0
#define PICO_DEFAULT_I2C_SDA_PIN 32
#define PICO_DEFAULT_I2C_SCL_PIN 33
#define PICO_DEFAULT_SPI 0
#define PICO_DEFAULT_SPI_SCK_PIN 18
#define PICO_DEFAULT_SPI_TX_PIN 19
#define PICO_DEFAULT_SPI_RX_PIN 16
#define PICO_DEFAULT_SPI_CSN_PIN 17

#endif
