"""A line to the centre that no modem could take: refused on the workbench, before anything is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.formats.definitions import Device


def terminal(folder: Path, role: str = "desk") -> Path:
    (folder / "data").mkdir(parents=True)
    device = Device(role=role, serial_number="D-1", authority=bytes(32))  # type: ignore[arg-type]
    (folder / "data" / "device.cbor").write_bytes(device.to_cbor())
    return folder


def line(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["terminals", "line", *map(str, arguments)])
    return done.exit_code, " ".join(done.output.split())


TCP = ("--apn", "internet", "--host", "centre.example", "--port", "7417")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("--modem", "hayes"), "number: give digits"),
        (("--modem", "hayes", "--number", "1;ATZ"), "number 1;ATZ: give digits"),
        (("--modem", "sim800", "--host", "centre.example", "--port", "7417"), "apn: give the access point's name"),
        (("--modem", "sim7600", *TCP[:4], "--port", "70000"), "port 70000"),
        (("--modem", "sim800", *TCP[:2], "--host", 'a"b', "--port", "1"), 'host a"b: give'),
    ],
)
def test_a_value_that_no_modem_takes(tmp_path: Path, given: tuple[str, ...], words: str) -> None:
    desk = terminal(tmp_path / "desk")
    status, said = line(desk, *given)
    assert (status, words in said) == (2, True), said
    assert not (desk / "data" / "line.json").exists()


def test_a_booth_has_no_line(tmp_path: Path) -> None:
    booth = terminal(tmp_path / "booth", "booth")
    assert line(booth, "--modem", "hayes", "--number", "123")[0] == 2
    assert line(tmp_path / "nothing", "--modem", "hayes", "--number", "123")[0] == 2


def test_a_pin_is_in_no_answer_and_a_cable_has_no_settings(tmp_path: Path) -> None:
    desk, pin = terminal(tmp_path / "desk"), tmp_path / "pin"
    pin.write_text("12345678901\n")
    status, said = line(desk, "--modem", "sim800", *TCP, "--pin-file", pin)
    assert status == 2 and "1234" not in said
    pin.write_text("4711\n")
    status, said = line(desk, "--modem", "sim800", *TCP, "--pin-file", pin)
    assert status == 0 and "4711" not in said
    file = desk / "data" / "line.json"
    assert json.loads(file.read_text())["pin"] == "4711"
    assert file.stat().st_mode & 0o077 == 0
    assert line(desk)[0] == 0
    assert not file.exists()
