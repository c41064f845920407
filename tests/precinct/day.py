"""A small precinct on its day, as tests meet it: opened once through the real acts, then copied for each story.

Everything that a test looks at is what somebody outside could look at: the dots on the screens, the slips, the bytes
on the chips and in the files.
"""

from __future__ import annotations

import random
import re
import runpy
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

import cbor2
from nacl.signing import SigningKey

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.formats import codes, cose, label
from host_tools.formats.definitions import Device
from host_tools.formats.objects import Activation
from host_tools.provisioning.plan import PrecinctPlan
from host_tools.provisioning.provision import BOARD, Provisioned, provision
from simulator.precinct import Precinct, Terminal
from simulator.station import DAY_OF_VOTING, Station, codes_on

ROOT = Path(__file__).parents[2]
ELECTION = ROOT / "simulator" / "demo" / "election.toml"
AUTHORITY, CENTRE = SigningKey(b"a" * 32), SigningKey(b"c" * 32)
VOTERS, BOOTHS, SLOTS = 12, 2, 16
VOTE = ("Косеев", "Да", "Нет")
FLASH_BYTES = 512 << 10
EVENT_NUMBERS = runpy.run_path(str(ROOT / "device" / "storage" / "events.py"))
EVENT_NAMES = {number: name for name, number in EVENT_NUMBERS["EVENTS"].items()}
REASONS = EVENT_NUMBERS["REASONS"]
SIGNED_HEAD = 1
_ENTRY_BYTES, _SECTOR_BYTES = 64, 4096


def seeded(seed: int):
    """Bytes that are the same in every run, for keys of a precinct that is none."""
    source = random.Random(seed)
    return source.randbytes


def make_precinct(
    folder: Path, number: int = 17, seed: int = 1, election: Path = ELECTION, booths: int = BOOTHS, board: Path = BOARD
) -> tuple[Provisioned, list[str]]:
    """(a provisioned precinct, its voters' labels)."""
    voters = demo_voters(VOTERS, 1)
    draw = random.Random(5)
    labels = {voter.number: label.make_label(voter.number, draw.randrange(10**8)) for voter in voters}
    names = {language: str(number) for language in ("kk", "ru", "en")}
    plan = PrecinctPlan(
        election=read_election(election), number=number, names=names, booths=booths, voters=voters, labels=labels,
        slots=SLOTS,
    )  # fmt: skip
    made = provision(
        plan, AUTHORITY, bytes(CENTRE.verify_key), folder, board=board, random_bytes=seeded(seed), demo=True
    )
    return made, list(labels.values())


def election_with(folder: Path, **settings: object) -> Path:
    """The demonstration's election file with other settings."""
    text = ELECTION.read_text("utf-8")
    for name, value in settings.items():
        line = f"{name} = {str(value).lower()}"
        text, found = re.subn(rf"^{name} = .*$", line, text, flags=re.MULTILINE)
        text = text if found else text.replace("[settings]", f"[settings]\n{line}")
    path = folder / "election.toml"
    path.write_text(text, "utf-8")
    return path


@dataclass
class Snapshot:
    """Terminals with the power off: their files, and what is on their chips. also: what came out on paper."""

    provisioned: Provisioned
    labels: list[str]
    chips: dict[int, list[bytes]]
    also: dict[str, object] = field(default_factory=dict)


def keep(day: Day, folder: Path, **also: object) -> Snapshot:
    """Pull every plug and keep what is there."""
    day.unplug()
    chips = {}
    for number, terminal in enumerate(day.terminals):
        shutil.copytree(day.provisioned.terminals[number], folder / terminal.name)
        chips[number] = [bytes(chip.array) for chip in terminal.station.chips]
    places = {number: folder / terminal.name for number, terminal in enumerate(day.terminals)}
    return Snapshot(replace(day.provisioned, terminals=places), day.labels, chips, also)


def shared(snapshot: Snapshot, folder: Path, number: int) -> Iterator[Day]:
    """One day for all tests of a module, with one terminal switched on: 0 the desk, else a booth."""
    day = Day(snapshot, folder)
    day.resume(day.terminals[number])
    yield day
    day.unplug()


class Day(Precinct):
    """A precinct in a folder of its own, copied from a snapshot; every terminal is still unplugged."""

    def __init__(self, snapshot: Snapshot, folder: Path, unix_seconds: int | None = DAY_OF_VOTING) -> None:
        places = {}
        for number, place in snapshot.provisioned.terminals.items():
            places[number] = folder / place.name
            shutil.copytree(place, places[number])
        self.taken: list = []
        super().__init__(
            replace(snapshot.provisioned, terminals=places),
            keep=lambda name, slip: self.taken.append((name, slip)),
            flash_bytes=FLASH_BYTES,
            unix_seconds=unix_seconds,
        )
        self.labels, self.also = snapshot.labels, snapshot.also
        for number, images in snapshot.chips.items():
            for chip, image in zip(self.terminals[number].station.chips, images, strict=True):
                chip.array[:] = image

    def unplug(self) -> None:
        for terminal in self.terminals:
            terminal.station.pull_plug()

    def resume(self, at: Terminal, message: str = "power_nothing") -> None:
        """Plug a terminal in that was open before; read what it says about the power cut, and go on."""
        at.station.plug_in()
        at.sees(message)
        at.presses("ok")

    def open_with_looks(self, at: Terminal) -> None:
        """Open a terminal whose printer cannot tell whether the zero slip is whole: somebody looks, and says yes."""
        at.station.plug_in()
        at.sees("mode_choose")
        at.chooses("mode_official")
        self._answer_for_the_hour(at, "card_show")
        self.officials(at)
        at.sees("printer_look")
        at.presses("ok")
        self.idle(at)

    def at_review(
        self, activation: str = "", language: str = "ru", selections: Sequence[str] = VOTE, booth: int = 1
    ) -> Terminal:
        """A voter at the review page of a booth, everything chosen, nothing printed. activation: by default index 5."""
        at = self.booth(booth)
        self.idle(at)
        at.station.scan(activation or self.activation(booth=booth))
        self.choose_ballot(at, language, selections)
        return at

    def newest_codes(self, at: Terminal) -> list[str]:
        """What the last slip says; pieces that trouble has left lie before it."""
        at.station.rest(60_000)
        return codes_on(at.station.printer.slips[-1])

    def closed_totals(self, number: int) -> list[str]:
        """Close a booth that has had trouble with paper; the codes of its sealed totals."""
        self.menu(self.booth(number), "close")
        self.booth(number).sees("booth_closed")
        return self.newest_codes(self.booth(number))

    # --- slips that nobody of this precinct printed -----------------------------------------------------------------

    def device_key(self, terminal: int) -> SigningKey:
        """The key on a terminal, which a test may borrow to be a dishonest one."""
        data = (self.provisioned.terminals[terminal] / "data" / "device.cbor").read_bytes()
        return SigningKey(Device.from_cbor(data).seed)

    def activation(self, key: SigningKey | None = None, **changes: object) -> str:
        """The code of an activation slip as this desk would sign it, but for the changes."""
        precinct = self.provisioned.precincts[0]
        content = {
            "election": precinct.election,
            "precinct": precinct.precinct,
            "mode": 0,
            "booth": 1,
            "style": 1,
            "index": 5,
        }
        slip = Activation(**{**content, **changes}).to_cbor()  # type: ignore[arg-type]
        return codes.split("A", cose.sign1(slip, key or self.device_key(0)))[0]


# --- the event log, read as docs/formats.md says --------------------------------------------------------------------


def header_of(station: Station) -> dict:
    image = bytes(station.chips[0].array[:512])
    size = int.from_bytes(image[8:10], "little")
    return cbor2.loads(image[10 : 10 + size])


def regions(station: Station) -> dict[str, tuple[int, int]]:
    """name -> (begin, whole sectors' end) of every region of a cartridge, the desk's too."""
    header = header_of(station)
    if 12 in header:
        row_bits = -(-header[12] // 8)
        sizes = [("marked", row_bits), ("paper", row_bits), ("outside", row_bits), ("spoiled", row_bits)]
        sizes += [("hours", 25 * row_bits), ("added", header[15] * 16)]
        sizes += [(f"issued {booth + 1}", -(-header[8] // 8)) for booth in range(header[13])]
    else:
        sizes = [("slips", -(-header[9] // 2)), ("in use", -(-header[8] // 8)), ("cast", -(-header[8] // 8))]
    sizes += [("intents", header[10] * 64), ("log", header[11] * 64)]
    if 12 not in header:
        sizes += [("ballots", header[5] * header[6]), ("sorted", header[5] * header[6])]
    found, begin = {}, _SECTOR_BYTES
    for name, size in sizes:
        end = begin + -(-size // _SECTOR_BYTES) * _SECTOR_BYTES
        found[name] = begin, end
        begin = end
    return found


def log_entries(station: Station, chip: int = 0) -> list[bytes]:
    begin, end = regions(station)["log"]
    region = bytes(station.chips[chip].array[begin:end])
    entries = [region[at : at + _ENTRY_BYTES] for at in range(0, len(region), _ENTRY_BYTES)]
    return [entry for entry in entries if entry != b"\xff" * _ENTRY_BYTES]


def events(station: Station) -> list[tuple[str, int]]:
    """(name, detail) of every event on the first chip, whose chain must hold; signed heads are left out."""
    image = bytes(station.chips[0].array[:512])
    size = 18 + int.from_bytes(image[8:10], "little")
    head, found = sha256(image[:size]).digest()[:16], []
    for entry in log_entries(station):
        if sha256(head + entry[:48]).digest()[:16] != entry[48:]:
            continue  # torn by a power cut
        head = entry[48:]
        number = int.from_bytes(entry[8:10], "little")
        if number != SIGNED_HEAD:
            found.append((EVENT_NAMES[number], int.from_bytes(entry[10:12], "little")))
    return found


def refusal(reason: str, event: str = "code_refused") -> tuple[str, int]:
    """The event of a refusal."""
    return event, REASONS.index(reason) + 1


def marked(station: Station, region: str) -> int:
    """How many bits of a region are zero on both chips."""
    begin, end = regions(station)[region]
    first, second = (int.from_bytes(chip.array[begin:end], "big") for chip in station.chips)
    return ((end - begin) * 8) - (first | second).bit_count()


def ballots(station: Station, region: str = "ballots") -> int:
    """How many slots of a booth hold a record, the same on both chips; void slots are none."""
    begin, _ = regions(station)[region]
    header = header_of(station)
    found = 0
    for slot in range(header[5]):
        at = begin + slot * header[6]
        first, second = (bytes(chip.array[at : at + header[7] * 128 + 16]) for chip in station.chips)
        found += first == second and any(first) and first.count(255) < 256
    return found


def without_log(station: Station) -> list[bytes]:
    """Both chips, with the log region blanked out."""
    begin, end = regions(station)["log"]
    return [bytes(chip.array[:begin]) + bytes(chip.array[end:]) for chip in station.chips]


def kept_anywhere(station: Station, texts: Iterable[bytes]) -> list[str]:
    """Where any of these bytes stand: the terminal's files, its console, its chips."""
    places = {path.name: path.read_bytes() for path in station.bench.firmware.rglob("*") if path.is_file()}
    places["console"] = station.bench.log.read_bytes()
    places |= {f"chip {number}": bytes(chip.array) for number, chip in enumerate(station.chips)}
    return [name for name, content in places.items() for text in texts if text in content]
