"""Receipt printers as data: what their mechanics and electronics can and cannot do.

8 dots are a millimetre on all of them. Times follow the heating model of the CSN-A2 manual (ESC 7): a row with
many black dots is heated in several strokes, so dark paper is slow paper.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

DOTS_PER_MM = 8


@dataclass(frozen=True)
class Mechanism:
    """One model of printer.

    heating_dots: dots heated in one stroke; stroke_us: how long a stroke and the pause after it take.
    row_us: the motor's shortest time for a row. blade_dots: from the print line to the cutter, or to the tear bar.
    busy_below_bytes, ready_above_bytes: free buffer at which the busy line rises and falls again.
    """

    width_dots: int
    cutter: bool
    near_end_sensor: bool
    cover_sensor: bool  # without: an open cover is seen by the paper sensor, as paper out
    status_back: bool  # GS a: reports changes by itself
    power_on_notice: bytes  # sent by some when they have (re)started
    cover_clears_buffer: bool
    buffer_bytes: int
    busy_below_bytes: int
    ready_above_bytes: int
    raster_rows: int  # the most rows that one GS v 0 may have
    heating_dots: int
    stroke_us: int
    row_us: int
    blade_dots: int
    boot_us: int = 500_000
    answers: bool = True  # without: its answer wire leads nowhere

    @property
    def width_bytes(self) -> int:
        """Bytes of one row of dots."""
        return self.width_dots // 8


MECHANISMS = {
    # The common 58 mm kiosk unit: tear bar, one paper sensor.
    "csn_a2_58": Mechanism(
        width_dots=384, cutter=False, near_end_sensor=False, cover_sensor=False, status_back=False, power_on_notice=b"",
        cover_clears_buffer=False, buffer_bytes=4096, busy_below_bytes=80, ready_above_bytes=256, raster_rows=255,
        heating_dots=64, stroke_us=820, row_us=2000, blade_dots=56,
    ),
    # A 58 mm panel printer with cutter and the usual sensors.
    "panel_58_cutter": Mechanism(
        width_dots=384, cutter=True, near_end_sensor=True, cover_sensor=True, status_back=True,
        power_on_notice=b"\x3b\x31\x00", cover_clears_buffer=False, buffer_bytes=8192, busy_below_bytes=256,
        ready_above_bytes=512, raster_rows=4095, heating_dots=128, stroke_us=600, row_us=1560, blade_dots=80,
    ),
    # An 80 mm counter-top printer of Epson's TM-T20 class.
    "epson_80": Mechanism(
        width_dots=576, cutter=True, near_end_sensor=True, cover_sensor=True, status_back=True,
        power_on_notice=b"\x3b\x31\x00", cover_clears_buffer=True, buffer_bytes=4096, busy_below_bytes=256,
        ready_above_bytes=512, raster_rows=4095, heating_dots=288, stroke_us=400, row_us=830, blade_dots=112,
    ),
}  # fmt: skip
# The kiosk unit with a firmware that never answers.
MECHANISMS["plain_58"] = replace(MECHANISMS["csn_a2_58"], answers=False)
# 80 mm with a tear bar and all sensors; then with a cutter, on a line that only goes one way.
MECHANISMS["tear_80"] = replace(MECHANISMS["epson_80"], cutter=False, blade_dots=96)
MECHANISMS["plain_80_cutter"] = replace(MECHANISMS["epson_80"], answers=False, power_on_notice=b"")
