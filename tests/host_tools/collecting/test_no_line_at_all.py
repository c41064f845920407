"""No line reaches the precinct: photographs, a stick and a desk's data bring the same objects to the same receipts."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.collecting.importing import found_in
from host_tools.formats import codes
from host_tools.keys.printing import qr_picture
from tests.host_tools.collecting.made_up_centre import (
    MadeUpCentre,
    correction_of,
    desk_key,
    signed_protocol,
    signed_totals,
)
from tests.host_tools.collecting.terminal import deliver


def run(place: MadeUpCentre, *paths: Path | str) -> tuple[int, dict]:
    """(status, what the command said)."""
    words = ("collect", "import", *paths, "--store", place.store, "--key", place.key_file,
             "--precincts", place.definitions, "--json")  # fmt: skip
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture
def place(tmp_path: Path) -> MadeUpCentre:
    """A centre that has nothing yet."""
    return MadeUpCentre(tmp_path, totals=False)


def photographs(folder: Path, kind: str, data: bytes) -> list[Path]:
    """A picture per code of an object."""
    folder.mkdir(exist_ok=True)
    paths = []
    for number, text in enumerate(codes.split(kind, data), 1):
        paths.append(folder / f"{kind}-{number}.png")
        qr_picture(text, 4).save(paths[-1])
    return paths


def test_photographs_a_stick_and_a_line_bring_the_same_object_once(place: MadeUpCentre, tmp_path: Path) -> None:
    first, totals = signed_protocol(contests=8), signed_totals()
    second = correction_of(first)
    shots = photographs(tmp_path / "shots", "P", first)
    assert len(shots) > 1
    stick = tmp_path / "stick" / "data"
    stick.mkdir(parents=True)
    (stick / "protocol.2-0.cose").write_bytes(second)  # read before what it corrects
    (stick / "totals-0.cose").write_bytes(totals)
    (stick / "notes.txt").write_text("Somebody's shopping list.")
    (stick / "chip.img").write_bytes(bytes(1 << 17))
    status, said = run(place, *shots[:-1], stick)
    assert status == 1 and {one["what"] for one in said["objects"]} == {"received", "waits"}
    assert f"P {len(shots)}/{len(shots)}" in said["problems"][0]
    status, said = run(place, *shots, stick)
    assert status == 0, said
    assert [(one["kind"], one["what"], one.get("protocol")) for one in said["objects"]] == [
        ("S", "had it", 0), ("P", "received", 1), ("P", "received", 2),
    ]  # fmt: skip
    text = tmp_path / "codes.txt"
    text.write_text("\n".join(codes.split("P", first)))
    status, again = run(place, text, stick)
    assert status == 0 and {one["what"] for one in again["objects"]} == {"had it"}
    place.start()
    assert place.journal() == [first, second]
    receipt = place.centre.store.protocols()[0].receipt
    assert deliver(place.receive, first).receipt == receipt, "the same receipt as by hand"


def test_what_is_not_this_centres_is_refused_and_kept_aside(place: MadeUpCentre, tmp_path: Path) -> None:
    foreign = signed_protocol(desk_key(5))
    (tmp_path / "p.cose").write_bytes(foreign)
    (tmp_path / "s.cose").write_bytes(signed_totals())
    status, said = run(place, tmp_path / "p.cose", tmp_path / "s.cose")
    assert status == 1 and [one["what"] for one in said["objects"]] == ["received", "refused"]
    assert "not signed by the desk" in said["objects"][1]["why"]
    place.start()
    assert [one.object for one in place.centre.store.aside()] == [foreign]


def test_files_that_give_nothing(place: MadeUpCentre, tmp_path: Path) -> None:
    blank, chip, words = tmp_path / "blank.png", tmp_path / "chip.img", tmp_path / "words.txt"
    qr_picture("HTTPS://EXAMPLE.ORG").save(blank)
    chip.write_bytes(bytes(1 << 17))
    words.write_text("TM1:P:1/2:???\nTM1")
    status, said = run(place, blank, chip, words)
    assert status == 2 and not said["objects"]
    for part in ("no code of ours", "chip images hold none", "line 1: the code's content is damaged"):
        assert any(part in one for one in said["problems"]), said
    shutil.rmtree(place.store)
    result = CliRunner().invoke(app, ["collect", "import", str(tmp_path / "gone"), "--store", str(place.store),
                                      "--key", str(place.key_file), "--precincts", str(place.definitions)])  # fmt: skip
    assert result.exit_code == 2 and "there is no such file or folder" in result.output
    assert not place.store.exists(), "nothing was begun"


def test_a_photograph_shows_more_than_the_slip(place: MadeUpCentre, tmp_path: Path) -> None:
    """It is kept only where somebody asks, anew and without what the camera wrote, and never in another's place."""
    first, totals = signed_protocol(contests=8), tmp_path / "totals.cose"
    totals.write_bytes(signed_totals())
    shots = photographs(tmp_path / "shots", "P", first)
    told = PngInfo()
    told.add_text("GPS", "51.1605N 71.4704E")
    Image.open(shots[0]).save(shots[0], pnginfo=told)
    kept = tmp_path / "nation" / "pictures"
    assert run(place, *shots, totals)[0] == 0 and not kept.exists()
    status, said = run(place, *shots, totals, "--pictures", kept)
    (picture,) = said["pictures"]
    path = Path(picture["path"])
    assert status == 0 and path == kept / f"{picture['precinct']}.png" and picture["is_new"]
    assert b"GPS" in shots[0].read_bytes() and b"GPS" not in path.read_bytes()
    assert found_in([(path, True)]).objects == {sha256(first).digest(): ("P", first)}, "its codes can still be read"
    path.write_bytes(b"covered by hand")
    assert not run(place, *shots, "--pictures", kept)[1]["pictures"][0]["is_new"]
    assert path.read_bytes() == b"covered by hand"


def test_a_picture_of_half_a_protocol_or_of_one_that_was_corrected(place: MadeUpCentre, tmp_path: Path) -> None:
    first, kept = signed_protocol(contests=8), tmp_path / "pictures"
    second = correction_of(first)
    (tmp_path / "totals.cose").write_bytes(signed_totals())
    shots = photographs(tmp_path / "shots", "P", first)
    rest = tmp_path / "codes.txt"
    rest.write_text(codes.split("P", first)[-1])
    status, said = run(place, *shots[:-1], rest, tmp_path / "totals.cose", "--pictures", kept)
    assert status == 0 and said["pictures"] == []
    (tmp_path / "second.cose").write_bytes(second)
    status, said = run(place, *shots, tmp_path / "second.cose", "--pictures", kept)
    assert status == 0 and said["pictures"] == [] and not kept.exists()
