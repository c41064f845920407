"""Differences between display modules with the same kind of controller, as data.

width, height: in dots, as mounted.
pitch_um: distance between dots.
target_dots: smallest side of a touch target, 12.7 mm (VVSG 2.0 7.2-I).
orientation: Memory Data Access Control (36h) for this mounting.
inverted: the glass shows complements (most IPS glass).
chip: the answer to Read ID4 (D3h).
dot_bytes: 2 for RGB565, 3 if the controller accepts only 18-bit dots on SPI.
write_baudrate, read_baudrate: from the controller's serial cycle times.
adjust: (command, parameters) required by the glass, for voltages and gamma; empty for the controller's defaults.
touch_corners: readings of the touch glass, X and Y in counts, at the dots (0, 0), (width, 0) and (0, height).
"""

# Plate X lies along the short side: from the bottom up where the module lies wide, from the left where it is upright.
_WIDE_CORNERS = ((3809, 287), (3809, 3891), (246, 287))
_UPRIGHT_CORNERS = ((246, 287), (3809, 287), (246, 3891))

DISPLAYS = {
    "st7796_320x480": {  # 4.0", upright: three options of a contest on a page, or one or two where it lies wide
        "width": 320,
        "height": 480,
        "pitch_um": 174,
        "target_dots": 73,
        "orientation": 0x48,  # columns from the other side, BGR glass
        "inverted": False,
        "chip": 0x7796,
        "dot_bytes": 2,
        "write_baudrate": 40_000_000,  # the controller's limit is 66 MHz, that of cables is lower
        "read_baudrate": 5_000_000,  # a read cycle is at least 150 ns
        "adjust": (),
        "touch_corners": _UPRIGHT_CORNERS,
    },
    # Also 4.0": on a 3.5" glass standard capitals are 4.3 mm high, less than VVSG 2.0 asks for. The controller drives
    # its data line even if not selected: leave the module's SDO unconnected, or touch does not answer.
    "ili9488_320x480": {
        "width": 320,
        "height": 480,
        "pitch_um": 174,
        "target_dots": 73,
        "orientation": 0x48,
        "inverted": False,
        "chip": 0x9488,
        "dot_bytes": 3,
        "write_baudrate": 20_000_000,  # a write cycle is 50 ns
        "read_baudrate": 5_000_000,
        "adjust": (),
        "touch_corners": _UPRIGHT_CORNERS,
    },
    "ili9341_320x240": {  # 3.2", wide
        "width": 320,
        "height": 240,
        "pitch_um": 203,
        "target_dots": 63,
        "orientation": 0x28,  # rows and columns exchanged, BGR glass
        "inverted": False,
        "chip": 0x9341,
        "dot_bytes": 2,
        "write_baudrate": 10_000_000,  # a write cycle is 100 ns; modules are run at 40 MHz, outside the datasheet
        "read_baudrate": 5_000_000,
        "adjust": (),
        "touch_corners": _WIDE_CORNERS,
    },
}
