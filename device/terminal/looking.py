"""What can be seen of the parts at any time without people and without writing: at every start, and in a self-test."""

import gc

STOPPING = ("printer_silent", "printer_paper_out", "printer_cover", "printer_fault")
_HEAP_LEAST_KIB = 16
_ONLINE, _OFFLINE_BIT = 1, 0x08  # a question, and the bit that says only that something is wrong
# DLE EOT: (question, bits of its answer, finding)
_BITS = (
    (2, 0x04, "printer_cover"),
    (2, 0x20, "printer_paper_out"),
    (4, 0x60, "printer_paper_out"),
    (4, 0x0C, "printer_near_end"),
    (3, 0x2C, "printer_fault"),
    (3, 0x40, "printer_hot"),
)


async def at_printer(printer) -> tuple:
    """(the answers to DLE EOT 1 to 4, a byte each, the first one lowest, or None; the findings)."""
    if not printer.profile.status_queries:
        return None, []
    answers = await printer.answers()
    if answers is None:
        return None, ["printer_silent"]
    named: list[str] = []
    for question, bits, name in _BITS:
        if answers.get(question, 0) & bits and name not in named:
            named.append(name)
    if "printer_paper_out" in named and "printer_near_end" in named:
        named.remove("printer_near_end")  # both sensors see it
    if not named and answers.get(_ONLINE, 0) & _OFFLINE_BIT:
        named.append("printer_fault")  # offline, and no answer says why
    return sum([answers.get(question, 0) << 8 * (question - 1) for question in (1, 2, 3, 4)]), named


def at_chips(twin) -> list:
    """Bytes of each chip; None for one that is absent."""
    return [chip.identify() for chip in twin.chips]


def at_heap() -> tuple:
    """(KiB that are free, whether that is too little). Garbage has to be collected before."""
    heap_kib = gc.mem_free() >> 10
    return heap_kib, heap_kib < _HEAP_LEAST_KIB
