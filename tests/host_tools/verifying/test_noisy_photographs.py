"""A hundred bad photographs of one or two codes each, made as for the page: at least 99 give their whole slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from host_tools.verifying import loading, pictures
from tests.host_tools.page.bad_photographs import photograph
from tests.host_tools.page.published import slip_picture, slips
from tests.host_tools.small_precinct import SmallPrecinct

PHOTOGRAPHS = 100
LEAST = 99
SLICE = 3  # in every run


def whole(folder: Path, seeds: range) -> int:
    """How many photographs give the slip that was photographed, and nothing else."""
    objects = [(name, data) for name, data in slips(SmallPrecinct()).items() if name in ("P", "Z", "R")]
    read = 0
    for seed in seeds:
        name, data = objects[seed % len(objects)]
        path = folder / f"{seed}.png"
        photograph(slip_picture(name, data), seed).save(path)
        try:
            read += loading.load_objects([path]) == [(name, data)]
        except loading.LoadError:
            pass
    return read


def test_a_slice_of_them_is_read(tmp_path: Path) -> None:
    assert whole(tmp_path, range(SLICE)) == SLICE


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_of_a_hundred_one_may_be_lost(tmp_path: Path) -> None:
    read = whole(tmp_path, range(PHOTOGRAPHS))
    assert read >= LEAST, f"{read} of {PHOTOGRAPHS}"


def test_the_second_reader_is_asked_where_the_first_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """At four sizes, one after another, and no attempt after one that has found a code."""
    asked: list[tuple[str, int]] = []

    def finds(reader: str, at_width: int) -> object:
        return lambda picture: asked.append((reader, picture.width)) or (["x"] if picture.width == at_width else [])

    monkeypatch.setattr(pictures, "_by_zbar", finds("zbar", 0))
    monkeypatch.setattr(pictures, "_by_zxing", finds("zxing", 75))
    assert pictures.read_texts(Image.new("L", (100, 100))) == ["x"]
    assert asked == [("zbar", w) for w in (100, 150, 75, 200)] + [("zxing", w) for w in (100, 150, 75)]
