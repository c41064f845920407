"""Receipt printers as data: what the driver must know about each model. The board's file names one of them."""


class Profile:
    """A printer with a cutter and all the usual sensors; the models below list only differences."""

    width_dots = 384
    raster_rows = 24  # most rows per GS v 0; more would not fit the buffers of cheap printers
    blade_dots = 80  # from the print line to the cutter or tear bar: feed so far before reading or cutting
    chunk_bytes = 128  # between two checks of the busy line; less than a printer accepts after signalling busy
    buffer_bytes = 8192
    us_per_byte = 150  # slowest sustained pace of the mechanics, for units without a busy line
    status_queries: tuple = (1, 2, 3, 4)  # DLE EOT n that the unit answers; empty if it never answers
    status_back = b"\x1d\x61\x0e"  # GS a: report changes of cover, error, paper; empty if GS a means something else
    restart_notice = True  # reports that it has restarted after a supply failure
    restart_busy_ms = 0  # without a notice: busy for this long is a restart or pause, not a full buffer; 0 if unused
    settings = b""  # after each ESC @
    cut = b"\x1d\x56\x42\x00"  # GS V 66: feed to the blade, then cut
    fence = b"\x1d\x72\x01"  # GS r 1 is queued: its answer comes after the last dot row; empty if there is none
    reply_timeout_ms = 150  # an answer takes a few ms on the slowest line
    stall_ms = 5_000  # busy for this long inside a picture is not a pause between rows
    hot_limit_ms = 60_000  # a head that has not cooled after this is faulty


class Panel58Cutter(Profile):
    """A 58 mm panel printer with cutter, near-end and cover sensor."""


class CsnA258(Profile):
    """CSN-A2, QR204 and their family, 58 mm: tear bar and one paper sensor.

    Firmwares differ, so accept each unit by its self-test. They do not report a restart after a supply failure; only
    the busy wire shows it. A head that pauses to cool inside a picture looks the same.
    """

    blade_dots = 56
    chunk_bytes = 64
    buffer_bytes = 4096
    us_per_byte = 105  # an all-black row of 48 bytes takes 4.9 ms
    status_queries: tuple = (1, 2, 4)
    status_back = b""
    restart_notice = False
    restart_busy_ms = 350  # a start takes 500 ms or more; the buffer holds at most 12 mm of feed: 200 ms
    settings = b"\x1b\x37\x07\x50\x02"  # ESC 7: heat 64 dots at once, 0.8 ms, pause 20 us: the manual's defaults
    cut = b"\x1b\x4a\x50"  # feed past the tear bar; a person tears


class Plain58(CsnA258):
    """A 58 mm unit of the same family without answers: no answer wire, or a firmware that never answers."""

    status_queries: tuple = ()
    restart_busy_ms = 0
    fence = b""


class Epson80(Profile):
    """Epson TM-T20 class, 80 mm."""

    width_dots = 576
    blade_dots = 112
    buffer_bytes = 4096


class Tear80(Profile):
    """An 80 mm counter-top printer with a tear bar, near-end and cover sensor."""

    width_dots = 576
    blade_dots = 96
    buffer_bytes = 4096
    cut = b"\x1b\x4a\x78"  # feed past the tear bar; a person tears


class Plain80Cutter(Profile):
    """An 80 mm printer with cutter on a one-way line."""

    width_dots = 576
    blade_dots = 112
    chunk_bytes = 64
    buffer_bytes = 4096
    status_queries: tuple = ()
    status_back = b""
    restart_notice = False
    fence = b""


PRINTERS = {
    "panel_58_cutter": Panel58Cutter,
    "csn_a2_58": CsnA258,
    "plain_58": Plain58,
    "epson_80": Epson80,
    "tear_80": Tear80,
    "plain_80_cutter": Plain80Cutter,
}
