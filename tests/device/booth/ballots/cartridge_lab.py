"""A booth's cartridge on the bench: plug in with these two images, do these acts, look at what the chips hold."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from host_tools.formats import cartridge
from host_tools.formats.ballot_record import Contest
from host_tools.verifying.cartridges import Cartridge
from simulator.hardware.parts.w25q128 import W25Q128
from tests.device.booth.ballots.faults import Fault, Faulty
from tests.rig import Rig

CHIP_SELECTS = (10, 9)
TAG_KEY = b"t" * 32
MAIN, ACTS = (Path(__file__).parent / name for name in ("booth_main.py", "plan_acts.py"))
PACKAGES = ("drivers/__init__.py", "drivers/norflash.py", "storage", "booth", "desk", "formats", "crypto")
BLANK = b"\xff" * (128 << 10)

Images = tuple[bytes, bytes]


@dataclass(frozen=True)
class Operation:
    """A program or an erase as the array saw it."""

    chip: int
    begin: int
    before: bytes
    after: bytes


@dataclass
class Run:
    """lines: what the firmware said. images: what the chips held at its end. finished: False when the power went."""

    lines: list[list]
    images: Images
    finished: bool
    operations: list[Operation] = field(repr=False)
    boot_operations: int
    accesses: list[tuple[int, int]] = field(repr=False)  # reads and programs: (chip, opcode)

    def said(self, word: str) -> list[list]:
        """Every answer that begins with this word."""
        return [line for line in self.lines if line[0] == word]


class _Chip(W25Q128):
    """Keeps what each operation did."""

    def __init__(self, number: int, kept: list[Operation], size_bytes: int) -> None:
        super().__init__(size_bytes, seed=number)
        self._number, self._kept = number, kept

    def _store(self, start: int, after: bytes) -> None:
        before = bytes(self.array[start : start + len(after)])
        super()._store(start, after)
        self._kept.append(Operation(self._number, start, before, bytes(self.array[start : start + len(after)])))


class Lab:
    """One booth, or one desk with another `main`."""

    def __init__(self, folder: Path, header: dict[int, int], main: Path = MAIN, chip_bytes: int = len(BLANK)) -> None:
        self.header, self.rig, self._kept = header, Rig(folder), []  # type: ignore[var-annotated]
        self.rig.compiled(*PACKAGES).compiled_main(main.read_text())
        (self.rig.firmware / ACTS.name).symlink_to(ACTS)
        self.chips = [_Chip(number, self._kept, chip_bytes) for number in (0, 1)]
        for chip, select in zip(self.chips, CHIP_SELECTS, strict=True):
            self.rig.bench.wire_spi(1, select, chip)

    def run(
        self,
        images: Images,
        acts: Sequence[Sequence] = (),
        *,
        seed: int = 1,
        real: bool = False,
        cut: tuple[int, bool | str] | None = None,
        before_acts: Callable[[], None] | None = None,
        faults: Sequence[Fault] = (),
    ) -> Run:
        """Power on with these images; power off when the acts are done.

        cut: (operation of both chips together, counted from 1; False before it, True within it, "after" it).
        before_acts: called when the firmware has booted. faults: what else the chips do wrong.
        """
        plan = {"header": self.header, "seed": seed, "real": real, "acts": acts}
        (self.rig.firmware / "plan.json").write_text(json.dumps(plan))
        bench = self.rig.bench
        bench.log.unlink(missing_ok=True)
        for chip, image in zip(self.chips, images, strict=True):
            chip.array[:] = image
        self._kept.clear()
        if cut:
            Cut(self.chips, *cut)
        faulty = Faulty(self.chips, faults)
        bench.plug_in()
        boot_operations = 0
        if bench.run(lambda: {"booted", "done"} & set(self.rig.console)) and "booted" in self.rig.console:
            boot_operations = len(self._kept)
            if before_acts:
                before_acts()
        finished = bench.run(lambda: "done" in self.rig.console)
        bench.pull_plug()
        faulty.remove()
        said = [line for line in self.rig.console if line.startswith("[")]
        lines = [json.loads(line) for line in said if finished or line.endswith("]")]  # the last may be cut short
        return Run(lines, self.images, finished, list(self._kept), boot_operations, faulty.accesses)

    @property
    def images(self) -> Images:
        """What the chips hold."""
        return bytes(self.chips[0].array), bytes(self.chips[1].array)


class Cut:
    """Takes the power away at an operation, whichever chip it is on."""

    def __init__(self, chips: Sequence[W25Q128], operation: int, torn: bool | str) -> None:
        self._chips, self._left, self._torn = chips, operation, torn
        for chip in chips:
            chip._operate = self._watched(chip, chip._operate)  # type: ignore[method-assign]

    def _watched(self, chip: W25Q128, operate: Callable[..., None]) -> Callable[..., None]:
        def watched(*arguments: object) -> None:
            self._left -= 1
            if not self._left:
                chip.cut_at(1, self._torn)
            operate(*arguments)

        return watched


def cut_states(images: Images, operations: Sequence[Operation], seed: int) -> Iterator[tuple[int, Images]]:
    """(operation, images) for a cut before, within and after each of these operations.

    The same operation is torn in the same way wherever it occurs, so that sweeps meet the same contents again.
    """
    state = [bytearray(image) for image in images]
    for number, operation in enumerate(operations):
        yield number, (bytes(state[0]), bytes(state[1]))
        place = slice(operation.begin, operation.begin + len(operation.after))
        assert state[operation.chip][place] == operation.before, "the run did not begin with these images"
        state[operation.chip][place] = torn(operation, seed)
        yield number, (bytes(state[0]), bytes(state[1]))
        state[operation.chip][place] = operation.after
        yield number, (bytes(state[0]), bytes(state[1]))


def torn(operation: Operation, seed: int) -> bytes:
    """Each bit that was to change has changed, or not; early in an operation few have, late nearly all."""
    chance = random.Random(b"%d %d" % (seed, operation.begin) + operation.before + operation.after)
    changed = chance.getrandbits(8 * len(operation.after))
    how = chance.randrange(4)
    if how == 0:
        changed &= chance.getrandbits(8 * len(operation.after)) & chance.getrandbits(8 * len(operation.after))
    elif how == 1:
        changed |= chance.getrandbits(8 * len(operation.after)) | chance.getrandbits(8 * len(operation.after))
    before, after = int.from_bytes(operation.before, "big"), int.from_bytes(operation.after, "big")
    return (before ^ (before ^ after) & changed).to_bytes(len(operation.after), "big")


def slot_bytes(positions: int) -> int:
    """A slot of a ballot with one contest: slots lie one after the other, so most begin and end within a page."""
    return cartridge.slot_bytes((Contest(positions, 1),))


def published(whole: bytes, positions: int = 2) -> bytes:
    """What of a slot is hashed in the sealed totals: all but coordinates and tag."""
    return whole[: len(whole) - 64 * positions - 16]


SLOT_BYTES = slot_bytes(2)


def booth_header(slots: int = 12, positions: int = 2, log_entries: int = 64) -> dict[int, int]:
    """Key 1, the election, is the firmware's."""
    return {2: 7, 3: 0, 4: 1, 5: slots, 6: slot_bytes(positions), 7: positions, 8: slots, 9: 2 * slots, 10: 4 * slots,
            11: log_entries}  # fmt: skip


def record(index: int, positions: int = 2) -> bytes:
    """What the firmware stores for the voter with this activation index."""
    size = slot_bytes(positions) - 16
    data = b"".join(hashlib.sha256(b"%d %d" % (index, part)).digest() for part in range(size // 32 + 1))
    data = hashlib.sha256(b"%d" % (index // 2)).digest()[:4] + data[4:size]
    return data + hmac.digest(TAG_KEY, data, "sha256")[:16]


def ballots(images: Images, region: str = "ballots") -> list[bytes]:
    """The records of a region in ascending order, by the host's own reader; every one has to be whole on both chips."""
    found = Cartridge(*images).records(region, TAG_KEY)
    assert not found.damaged and not found.one_copy and not found.repeated, found
    return found.records
