"""Terminals that are not ready, slips that prove nothing, files that are no slips: what the board says of each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.formats import codes, cose
from host_tools.formats.objects import Fault, Readiness
from host_tools.formats.readiness import FINDINGS
from host_tools.keys.printing import qr_picture
from tests.host_tools.good_day import ROLL, GoodDay, write
from tests.host_tools.small_precinct import OPENED_S

NUMBERS = {finding.name: number for number, finding in enumerate(FINDINGS, 1)}
FIRMWARE = sha256(b"image").digest()
SERIALS = {0: "TM-17-0", 1: "TM-17-1", 2: "TM-17-2"}


@dataclass
class Fleet:
    """A precinct, and a folder with pictures of its terminals' slips."""

    place: GoodDay
    folder: Path

    @property
    def slips(self) -> Path:
        return self.folder / "slips"

    def said(self, number: int, **changes: object) -> Readiness:
        """What a sound terminal says before the polls open, with fields changed."""
        chip = [16384, bytes(range(8)), 46, 812]
        return Readiness(
            **{
                "role": "booth" if number else "desk",
                "serial_number": SERIALS[number],
                "firmware": FIRMWARE,
                "state": "ready",
                **self.place.where,
                "terminal": number,
                "openings": 0,
                "roll": None if number else sha256(ROLL).digest()[:16],
                "listed": 20,
                "time_s": OPENED_S,
                "faults": [],
                "measures": [63, [1, 2, 3, 4], 1, 0x12121212, chip, chip, [9000, 9001], 120, 5120, [0, 96, 4180], 1, 0],
                **changes,
            }  # type: ignore[arg-type]
        )

    def photographed(self, number: int, key: SigningKey | None = None, name: str = "", **changes: object) -> Path:
        """A picture of a slip in the folder. key: that signs it, if not the terminal's own."""
        own = self.place.booths[number] if number else self.place.desk
        data = cose.sign1(self.said(number, **changes).to_cbor(), key or own)
        (text,) = codes.split("7", data)
        self.slips.mkdir(exist_ok=True)
        path = self.slips / (name or f"{number}.png")
        qr_picture(text).save(path)
        return path

    def board(self, *options: object) -> tuple[int, dict[str, dict[str, Any]]]:
        """(exit status, the rows by serial number, a missing one by its place)."""
        found = self.run("--json", *options)
        rows = json.loads(found.stdout)["terminals"]
        return found.exit_code, {row["serial_number"] or str(row["terminal"]): row for row in rows}

    def run(self, *options: object) -> Any:
        arguments = ["fleet", self.slips, "--keys", self.folder / "public", *options]
        return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def place() -> GoodDay:
    return GoodDay()


@pytest.fixture
def fleet(place: GoodDay, tmp_path: Path) -> Fleet:
    """Three sound terminals of one precinct."""
    write({name: content for name, content in place.files().items() if name.startswith("public/")}, tmp_path)
    made = Fleet(place, tmp_path)
    for terminal in SERIALS:
        made.photographed(terminal)
    return made


def test_a_sound_precinct_is_ready(fleet: Fleet) -> None:
    status, rows = fleet.board()
    assert status == 0 and {row["standing"] for row in rows.values()} == {"ready"}
    assert rows["TM-17-0"]["roll"]["light"] == "good" and "20 voters" in rows["TM-17-0"]["roll"]["words"]
    assert rows["TM-17-0"]["image"]["light"] == "unknown"  # without register and book


@pytest.mark.parametrize("name", NUMBERS)
def test_each_finding_is_named_and_the_terminal_is_not_ready(fleet: Fleet, name: str) -> None:
    fleet.photographed(1, faults=[Fault(NUMBERS[name], 2)])
    status, rows = fleet.board()
    cell = rows["TM-17-1"]["clock" if name.startswith("clock") else "parts"]
    assert status == 1 and rows["TM-17-1"]["standing"] == "not ready"
    assert cell == {"light": "bad", "words": FINDINGS[NUMBERS[name] - 1].words.format(2)}


@pytest.mark.parametrize(
    ("changes", "cell", "words"),
    [
        ({"roll": bytes(16)}, "roll", "another: 20 voters, 00000000"),
        ({"roll": None}, "roll", "no roll"),
        ({"time_s": None}, "clock", "no time"),
        ({"election": None, "precinct": None, "mode": None, "terminal": None}, "election", "no package"),
        ({"faults": [Fault(200, 3)]}, "parts", "finding 200, 3"),
    ],
)
def test_a_desk_with_something_else_than_it_should_have(
    fleet: Fleet, changes: dict[str, object], cell: str, words: str
) -> None:
    fleet.photographed(0, **changes)
    status, rows = fleet.board()
    row = rows["TM-17-0"]
    assert status == 1 and row["standing"] == "not ready" and row[cell] == {"light": "bad", "words": words}


def test_a_slip_that_somebody_else_signed_is_not_proven_and_hides_no_genuine_one(fleet: Fleet) -> None:
    forged = SigningKey(b"f" * 32)
    fleet.photographed(1, key=forged, name="9-forged.png", time_s=OPENED_S + 9)
    assert fleet.board()[0] == 0
    (fleet.slips / "1.png").unlink()
    status, rows = fleet.board()
    assert status == 1 and rows["TM-17-1"]["standing"] == "unproven"
    assert rows["TM-17-1"]["signature"] == {"light": "unknown", "words": "key not known"}


def test_a_booth_that_says_it_is_another_one(fleet: Fleet) -> None:
    fleet.photographed(1, key=fleet.place.booths[2])
    status, rows = fleet.board()
    assert status == 1 and rows["TM-17-1"]["signature"]["light"] == "bad"


def test_the_newest_slip_counts(fleet: Fleet) -> None:
    fleet.photographed(1, name="0-before.png", time_s=OPENED_S - 600, faults=[Fault(NUMBERS["printer_cover"], 0)])
    assert fleet.board()[0] == 0
    fleet.photographed(1, name="9-after.png", time_s=OPENED_S + 600, faults=[Fault(NUMBERS["supply_low"], 0)])
    assert fleet.board()[1]["TM-17-1"]["parts"]["words"] == "the battery is low"


def test_a_terminal_without_a_slip_is_missing_and_a_bad_picture_is_named(fleet: Fleet) -> None:
    (fleet.slips / "2.png").write_bytes(b"no picture")
    found = fleet.run()
    assert found.exit_code == 1 and "2.png" in found.stdout and "missing" in found.stdout
    assert fleet.board()[1]["2"]["standing"] == "missing"


def test_seals_spares_and_slips_that_nobody_can_read_are_typed(fleet: Fleet) -> None:
    (fleet.slips / "2.png").unlink()
    table = fleet.folder / "typed.csv"
    table.write_text(
        "serial_number,precinct,terminal,seals,spare,findings\n"
        "TM-17-1,,,A-1 A-2,,\nTM-17-2,17,2,,no,the cover is broken\nTM-99-1,,,,yes,\n"
    )
    status, rows = fleet.board("--typed", table)
    assert status == 1 and rows["TM-17-1"]["seals"] == {"light": "good", "words": "A-1 A-2"}
    assert (rows["TM-17-2"]["standing"], rows["TM-99-1"]["standing"]) == ("not ready", "spare")
    assert "2" not in rows  # it is not missing


def test_a_seal_that_is_not_on_the_desks_list_is_named(fleet: Fleet) -> None:
    fleet.photographed(0, seals=["A-1", "A-2", "B-7"])
    table = fleet.folder / "typed.csv"
    table.write_text("serial_number,precinct,terminal,seals,spare,findings\nTM-17-1,,,a-1 A-9,,\nTM-17-2,,,A-2,,\n")
    status, rows = fleet.board("--typed", table)
    assert status == 1 and rows["TM-17-1"]["standing"] == "not ready" and rows["TM-17-2"]["standing"] == "ready"
    assert rows["TM-17-1"]["seals"] == {"light": "bad", "words": "not on the desk's list: A-9"}
    assert rows["TM-17-2"]["seals"] == {"light": "good", "words": "A-2"}
    assert rows["TM-17-0"]["seals"] == {"light": "unknown", "words": "A-1 A-2 B-7"}
    assert "A-9" in fleet.run("--typed", table).stdout


def test_a_list_of_seals_that_nobody_known_signed_clears_no_seal(fleet: Fleet) -> None:
    fleet.photographed(0, key=SigningKey(b"f" * 32), seals=["A-9"])
    table = fleet.folder / "typed.csv"
    table.write_text("serial_number,precinct,terminal,seals,spare,findings\nTM-17-1,,,A-1,,\n")
    assert fleet.board("--typed", table)[1]["TM-17-1"]["seals"]["light"] == "good"  # as without any list


@pytest.mark.parametrize("line", ["TM-1,x,,,,", ",17,1,,,", "TM-1,,,,maybe,", "TM-1,,,,,\nTM-1,,,,,"])
def test_a_typed_line_that_means_nothing_is_named(fleet: Fleet, line: str) -> None:
    table = fleet.folder / "typed.csv"
    table.write_text(f"serial_number,precinct,terminal,seals,spare,findings\n{line}\n")
    found = fleet.run("--typed", table)
    assert found.exit_code == 2 and "typed.csv: line" in found.stderr


@pytest.mark.parametrize(("hashed", "light"), [(FIRMWARE, "good"), (bytes(32), "bad")])
def test_an_image_that_is_not_the_device_books(fleet: Fleet, hashed: bytes, light: str) -> None:
    record = {
        "serial_number": "TM-17-1", "role": "booth", "precinct": 17, "terminal": 1, "public_key": "",
        "firmware_version": "1", "firmware_hash": hashed.hex(), "packages": {},
    }  # fmt: skip
    book = fleet.folder / "terminals.json"
    book.write_text(json.dumps({"_default": {"1": record}}))
    status, rows = fleet.board("--book", book)
    assert (status, rows["TM-17-1"]["image"]["light"]) == (0 if light == "good" else 1, light)


def test_the_page_says_it_all_and_runs_nothing(fleet: Fleet) -> None:
    fleet.photographed(1, serial_number="<script>", faults=[Fault(NUMBERS["key_dead"], 3)])
    found = fleet.run("--out", fleet.folder / "board")
    page = (fleet.folder / "board" / "index.html").read_text("utf-8")
    assert found.exit_code == 1 and "key 3 does not answer" in page and "<script" not in page
    content = json.loads((fleet.folder / "board" / "readiness.json").read_text("utf-8"))
    assert content["counts"] == {"ready": 2, "not ready": 1, "unproven": 0, "missing": 0, "spare": 0}
