"""The image search must find a name or number in any writing, or a clean result would prove nothing."""

import random

import pytest
from typer.testing import CliRunner

from host_tools.privacy.cli import app
from host_tools.privacy.image_search import ImageSearch, SearchError

NUMBER, NAME = "991111111111", "Әбілқызы Ғани"
NOISE = random.Random(4).randbytes(50_000)

HIDDEN = {
    "utf-8": NAME.encode(),
    "utf-16-le": NAME.encode("utf-16-le"),
    "utf-16-be": NAME.encode("utf-16-be"),
    "kz1048 upper": NAME.upper().encode("kz1048"),
    "kz1048 lower": NAME.lower().encode("kz1048"),
    "reversed": NAME.encode()[::-1],
    "flipped": bytes(255 - byte for byte in NAME.encode()),
    "digits": NUMBER.encode(),
    "digits utf-16": NUMBER.encode("utf-16-le"),
    "BCD": bytes.fromhex(NUMBER),
    "BCD swapped": bytes.fromhex("991111111111"[1] + "9" + "11" * 5),
    "BCD reversed": bytes.fromhex(NUMBER)[::-1],
    "five bytes little": int(NUMBER).to_bytes(5, "little"),
    "five bytes big": int(NUMBER).to_bytes(5, "big"),
    "eight bytes little": int(NUMBER).to_bytes(8, "little"),
}


@pytest.mark.parametrize("writing", HIDDEN)
@pytest.mark.parametrize("place", [0, 1, 31_111, 50_000])
def test_it_is_found_wherever_it_stands(writing, place):
    image = NOISE[:place] + HIDDEN[writing] + NOISE[place:]
    hits = list(ImageSearch([NAME, NUMBER]).in_bytes(image))
    assert place in [hit.offset for hit in hits]


def test_cp1251_is_searched_for_what_it_can_write():
    image = NOISE + "Омарова Дана".encode("cp1251")
    assert [hit.writing for hit in ImageSearch(["Омарова Дана"]).in_bytes(image)] == ["cp1251"]


def test_noise_alone_has_none():
    assert not list(ImageSearch([NAME, NUMBER]).in_bytes(NOISE))


def test_a_needle_too_short_to_mean_anything_is_refused_loudly():
    with pytest.raises(SearchError, match="too short"):
        ImageSearch(["Я"])


def test_file_names_are_searched_too(tmp_path):
    (tmp_path / f"{NUMBER}.bin").write_bytes(b"")
    assert len(list(ImageSearch([NUMBER]).in_path(tmp_path))) == 1


def test_the_command_fails_on_a_hit_without_printing_the_needle(tmp_path):
    (tmp_path / "needles.txt").write_text(f"{NAME}\n{NUMBER}\n", "utf-8")
    (tmp_path / "image.bin").write_bytes(NOISE + HIDDEN["BCD"])
    arguments = ["search", str(tmp_path / "image.bin"), "--needles", str(tmp_path / "needles.txt")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1 and "line 2" in result.output and NUMBER not in result.output
