"""The power goes in the middle of a slip: what hangs out of the printer must not become part of the next."""

from __future__ import annotations

from pathlib import Path

from tests.device.drivers.printer_rig import PrinterRig, rows_of, whole


def test_the_next_slip_stands_alone(tmp_path: Path) -> None:
    rig = PrinterRig(tmp_path).acts("await job(30)")
    rig.bench.plug_in()
    rig.bench.run(lambda: rig.printer.rows_printed > 300)
    rig.bench.pull_plug()
    rig.bench.log.unlink()
    rig.acts("printer.was_interrupted()\nawait job(5, 101)")
    assert rig.run() == ["slip 101 READY"]
    broken, good = rig.printer.slips
    assert rows_of(good) == whole(5, 101)
    assert rows_of(broken)[:300] == whole(30)[:300] and len(rows_of(broken)) < 500


def test_a_printer_that_still_waits_for_rows_gets_them(tmp_path: Path) -> None:
    """The terminal started again, the printer did not: the first 10 of 24 rows have come, and it wants the rest."""
    rig = PrinterRig(tmp_path).acts("""
uart.write(b"\\x1dv0\\0\\x30\\0\\x18\\0" + b"\\x0f" * 480)
await asyncio.sleep(1)
printer.was_interrupted()
await job(5, 101)
""")
    assert rig.run() == ["slip 101 READY"]
    broken, good = rig.printer.slips
    assert rows_of(good) == whole(5, 101)
    assert rows_of(broken)[:10] == [0x0F] * 10
