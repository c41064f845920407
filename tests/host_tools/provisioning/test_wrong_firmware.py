"""Firmware that has what its role must not have, or is not as it was signed."""

from pathlib import Path

import pytest
from nacl.signing import SigningKey

from host_tools.boards.board_file import BoardError
from host_tools.formats import cose
from host_tools.formats.definitions import FirmwareManifest
from host_tools.provisioning import firmware, romfs
from host_tools.provisioning.closure import DATA_FILES, ClosureError, firmware_files
from host_tools.provisioning.compiling import CompilingError
from host_tools.provisioning.new_terminals import BOARD, DEVICE

AUTHORITY = SigningKey(bytes(32))
PUBLIC = bytes(AUTHORITY.verify_key)


@pytest.fixture
def sources(tmp_path) -> Path:
    """A firmware of two roles, small enough to see through."""
    device = tmp_path / "device"
    files = {
        "main.py": "import os\nfrom drivers import printer\n",
        "drivers/__init__.py": "",
        "drivers/printer.py": "import machine\n",
        "booth/__init__.py": "",
        "booth/booth.py": "def run():\n    from booth.ballots.seal import seal\n",
        "booth/ballots/__init__.py": "",
        "booth/ballots/seal.py": "import math\n",
        "desk/__init__.py": "",
        "desk/desk.py": "import link.sender\nimport desk.roll.sealed\n",
        "link/__init__.py": "",
        "link/sender.py": "",
        "desk/roll/__init__.py": "",
        "desk/roll/sealed.py": "",
        **{f"text/{name}": "" for name in (*DATA_FILES, "booth.tsv", "desk.tsv")},
    }
    for name, text in files.items():
        (device / name).parent.mkdir(parents=True, exist_ok=True)
        (device / name).write_text(text)
    return device


def test_each_role_gets_what_it_imports_and_not_what_the_other_imports(sources):
    booth, desk = firmware_files(sources, "booth"), firmware_files(sources, "desk")
    assert {
        "main.py",
        "booth/booth.py",
        "booth/ballots/seal.py",
        "booth/ballots/__init__.py",
        "drivers/printer.py",
    } <= set(booth)
    assert not {name for name in booth if name.startswith(("link/", "desk/"))}
    assert {"link/sender.py", "desk/roll/sealed.py", "link/__init__.py"} <= set(desk)
    assert not {name for name in desk if name.startswith("booth/")}


@pytest.mark.parametrize("forbidden", ["import link.sender", "from desk.roll import sealed", "from desk import desk"])
def test_a_booth_that_would_get_roll_or_link_code_is_refused(sources, forbidden):
    (sources / "booth" / "ballots" / "seal.py").write_text(forbidden + "\n")
    with pytest.raises(ClosureError, match="would be on a booth"):
        firmware_files(sources, "booth")


def test_a_source_that_cannot_be_parsed_and_a_missing_role_are_told(sources):
    (sources / "booth" / "ballots" / "seal.py").write_text("def :\n")
    with pytest.raises(ClosureError, match=r"seal\.py: line 1"):
        firmware_files(sources, "booth")
    (sources / "desk" / "desk.py").unlink()
    with pytest.raises(ClosureError, match=r"there is no desk/desk\.py"):
        firmware_files(sources, "desk")


def test_the_real_booth_has_neither_roll_nor_counting_nor_link():
    names = firmware_files(DEVICE, "booth")
    assert "booth/booth.py" in names
    assert not [name for name in names if name.startswith(("link/", "desk/"))]
    assert "crypto/shamir.py" not in names


def test_altered_added_and_missing_files_are_told(sources, tmp_path):
    image = firmware.collect(sources, BOARD, "booth", "1.2", AUTHORITY)
    place = tmp_path / "terminal"
    place.mkdir()
    firmware.write(image, place)
    (place / "data").mkdir()
    (place / "data" / "seed.bin").write_bytes(bytes(32))
    assert firmware.differences(place, PUBLIC) == []
    (place / "main.py").write_text("print('other')\n")
    (place / "booth").mkdir()
    (place / "booth" / "extra.py").write_text("")
    in_rom = romfs.read((place / "firmware.romfs").read_bytes())
    del in_rom["booth/ballots/seal.mpy"]
    in_rom["start.mpy"] = b""
    (place / "firmware.romfs").write_bytes(romfs.build(in_rom) + b"\xff" * 100)
    assert firmware.differences(place, PUBLIC) == [
        "/rom/booth/ballots/seal.mpy is missing",
        "/rom/start.mpy is not on the list",
        "booth/extra.py is not on the list",
        "main.py is altered",
    ]
    (place / "firmware.romfs").write_bytes(romfs.build(in_rom) + b"\0")
    assert firmware.differences(place, PUBLIC) == ["firmware.romfs is damaged: more in the image than its files"]
    (place / "firmware.romfs").write_bytes(romfs.build(in_rom)[:-1])
    assert firmware.differences(place, PUBLIC) == ["firmware.romfs is damaged: not a ROMFS image"]
    (place / "firmware.romfs").unlink()
    assert firmware.differences(place, PUBLIC) == ["firmware.romfs is missing"]
    assert firmware.differences(place, bytes(SigningKey(b"x" * 32).verify_key)) == [
        "firmware.tmf is not signed by this authority"
    ]


def test_the_hash_on_slips_is_that_of_the_manifest(sources):
    image = firmware.collect(sources, BOARD, "desk", "1.2", AUTHORITY)
    payload = cose.verify1(image.signed, PUBLIC)
    assert payload is not None
    manifest = FirmwareManifest.from_cbor(payload)
    assert (manifest.role, manifest.version) == ("desk", "1.2")
    assert {item.name for item in manifest.files} == set(image.files)
    assert firmware.collect(sources, BOARD, "desk", "1.2", AUTHORITY).hash == image.hash
    (sources / "main.py").write_text("import os\n")
    assert firmware.collect(sources, BOARD, "desk", "1.2", AUTHORITY).hash != image.hash


def native_code_of(content: bytes) -> int:
    """The architecture in a .mpy's head (MicroPython, py/persistentcode.c): 0 none, 2 x64, 10 xtensawin."""
    assert content[:2] == b"M\x06", "a .mpy of version 6"
    return content[2] >> 2


def test_code_for_the_processor_is_that_of_the_board_or_as_asked(sources):
    (sources / "booth" / "ballots" / "seal.py").write_text(
        "@micropython.viper\ndef seal(a: int) -> int:\n    return a\n"
    )
    of_the_board = firmware.collect(sources, BOARD, "booth", "1.2", AUTHORITY)
    simulated = firmware.collect(sources, BOARD, "booth", "1.2", AUTHORITY, "x64")
    assert native_code_of(of_the_board.files["/rom/booth/ballots/seal.mpy"]) == 10
    assert native_code_of(simulated.files["/rom/booth/ballots/seal.mpy"]) == 2
    assert native_code_of(simulated.files["/rom/booth/booth.mpy"]) == 0
    assert of_the_board.hash != simulated.hash


def test_what_does_not_compile_is_told_with_its_file(sources, tmp_path):
    (sources / "booth" / "ballots" / "seal.py").write_text(
        "@micropython.viper\ndef seal(a: float) -> int:\n    return 1\n"
    )
    with pytest.raises(
        CompilingError, match=r"booth/ballots/seal\.py: (line \d+: )?the firmware.s compiler refuses it"
    ):
        firmware.collect(sources, BOARD, "booth", "1.2", AUTHORITY)
    board = tmp_path / "board.py"
    board.write_text("NAME = 'other'\n")
    with pytest.raises(BoardError, match="NATIVE_CODE"):
        firmware.collect(sources, board, "booth", "1.2", AUTHORITY)


def test_the_terminal_compiles_nothing_but_its_start(sources):
    image = firmware.collect(sources, BOARD, "booth", "1.2", AUTHORITY)
    assert {name for name in image.files if name.endswith(".py")} == {"main.py", firmware.BOARD_NAME}


def test_folders_in_each_other_without_end_are_damage_and_no_crash():
    assert romfs.read(romfs.build({"a/b/c.mpy": b"x"})) == {"a/b/c.mpy": b"x"}
    with pytest.raises(romfs.RomfsError, match="folders in each other"):
        romfs.read(romfs.build({"d/" * 100 + "x": b""}))
