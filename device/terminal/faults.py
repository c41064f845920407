"""What a self-test may find. A finding's number on the wire is its place here, from 1, and never changes its meaning.

Each is the id of its words; docs/terminals.md says what to do about it.
"""

FAULTS = (
    "scanner_missing",
    "scanner_settings",
    "scanner_unread",  # nobody showed a code, or it was not read
    "printer_silent",
    "printer_paper_out",
    "printer_near_end",
    "printer_cover",
    "printer_fault",
    "printer_hot",
    "key_pressed",  # detail: number of the key in alphabetical order, from 1
    "key_dead",  # detail: the same
    "touch_missing",
    "touch_stuck",
    "touch_nominal",
    "corner_dead",  # detail: 1 upper left, 2 upper right, 3 lower left, 4 lower right
    "corner_off",  # detail: the same
    "chip_absent",  # detail: 1 or 2, as for all of a chip
    "chip_other",
    "chip_wrong",
    "chip_worn",
    "chips_unlike",
    "clock_silent",
    "clock_stopped",
    "clock_wrong",
    "clock_drifts",  # detail: milliseconds a minute
    "heap_low",  # detail: KiB
    "files_low",  # detail: KiB
    "supply_low",
    "on_battery",  # detail: percent
    "start_brown_out",
    "package_unfit",
    "line_trouble",  # detail: as in event 14
)


def words(names: list, fault: tuple) -> tuple:
    """(text id, value) of a finding. names: of the keys. fault: (number, detail)."""
    number, detail = fault
    name = FAULTS[number - 1]
    return name, names[detail - 1] if name in ("key_pressed", "key_dead") else detail
