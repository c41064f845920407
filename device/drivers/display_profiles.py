"""What differs between display modules with the same kind of controller, as data.

width, height: dots as mounted. orientation: Memory Data Access Control (36h) that makes them so. inverted: the glass
shows complements (most IPS glass). chip: what Read ID4 (D3h) answers. write_baudrate: 66 MHz is the controller's limit,
cables have a lower one. read_baudrate: the read cycle is 150 ns at the least. adjust: (command, parameters) that the
maker of the glass asks for, voltages and gamma; none keeps the controller's own.
"""

PROFILES = {
    "st7796_480x320": {
        "width": 480,
        "height": 320,
        "orientation": 0x28,  # rows and columns exchanged, BGR glass
        "inverted": False,
        "chip": 0x7796,
        "write_baudrate": 40_000_000,
        "read_baudrate": 5_000_000,
        "adjust": (),
    },
}
