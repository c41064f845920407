"""Slips photographed badly, in parts, or not at all."""

import random
import struct
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

from host_tools.formats import codes
from host_tools.keys.printing import qr_picture
from host_tools.verifying import loading, pictures
from tests.host_tools.small_precinct import SmallPrecinct


@pytest.fixture(scope="module")
def totals() -> bytes:
    return SmallPrecinct().totals(1)


def photograph(text: str, degrees: float, blur: float, noise: float, light: float) -> Image.Image:
    """A code on a grey table, turned, out of focus, noisy and badly lit."""
    code = qr_picture(text, 4)
    table = Image.new("L", (code.width + 400, code.height + 300), 150)
    table.paste(code, (220, 130))
    picture = table.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=150).filter(ImageFilter.GaussianBlur(blur))
    source = random.Random(f"{degrees} {blur}")
    grain = Image.frombytes("L", picture.size, source.randbytes(picture.width * picture.height))
    return ImageEnhance.Contrast(Image.blend(picture, grain, noise)).enhance(light)


@pytest.mark.parametrize(
    ("degrees", "blur", "noise", "light"), [(0, 0, 0, 1), (3, 1.2, 0.1, 0.8), (17, 1, 0.2, 0.5), (90, 1.5, 0.05, 0.3)]
)
def test_a_bad_photograph_is_still_read(tmp_path, totals, degrees, blur, noise, light):
    texts = codes.split("S", totals)
    for i, text in enumerate(texts):
        photograph(text, degrees, blur, noise, light).save(tmp_path / f"{i}.jpg", quality=70)
    assert loading.load_objects(sorted(tmp_path.iterdir())) == [("S", totals)]


def test_parts_in_one_picture_and_in_any_order_are_joined(tmp_path, totals):
    texts = codes.split("S", totals)
    assert len(texts) > 1
    parts = [qr_picture(text, 3) for text in reversed(texts)]
    sheet = Image.new("L", (max(part.width for part in parts) + 40, sum(part.height + 60 for part in parts)), 255)
    top = 20
    for part in parts:
        sheet.paste(part, (20, top))
        top += part.height + 60
    sheet.save(tmp_path / "slip.png")
    assert loading.load_objects([tmp_path / "slip.png"]) == [("S", totals)]


def test_a_missing_part_is_told_by_its_number(tmp_path, totals):
    texts = codes.split("S", totals)
    qr_picture(texts[0]).save(tmp_path / "first.png")
    with pytest.raises(loading.LoadError, match=f"parts 2.* of {len(texts)} of a S code are missing"):
        loading.load_objects([tmp_path / "first.png"])


def test_a_picture_without_a_code_says_what_to_do(tmp_path):
    Image.new("L", (300, 300), 200).save(tmp_path / "table.png")
    with pytest.raises(loading.LoadError, match="photograph it closer"):
        loading.load_objects([tmp_path / "table.png"])


def test_some_other_code_is_not_taken(tmp_path):
    qr_picture("HTTP://EXAMPLE.ORG").save(tmp_path / "other.png")
    with pytest.raises(loading.LoadError, match="not a Tamga code"):
        loading.load_objects([tmp_path / "other.png"])


def test_a_file_that_is_no_picture_is_told(tmp_path):
    (tmp_path / "slip.jpg").write_bytes(b"no picture")
    with pytest.raises(loading.LoadError, match="take it again as PNG or JPG"):
        loading.load_objects([tmp_path / "slip.jpg"])


def test_code_texts_and_objects_in_files_are_read_too(tmp_path, totals):
    (tmp_path / "codes.txt").write_text("\n".join(codes.split("S", totals)))
    (tmp_path / "object.cbor").write_bytes(totals)
    assert loading.load_objects([tmp_path / "codes.txt", tmp_path / "object.cbor"]) == [("S", totals)]
    assert pictures.read_codes([])[0].objects == []


def test_a_slip_as_long_as_a_protocol_is_read_whole(tmp_path, totals):
    """1.7 m of paper: two contests with their copies, 432 dots wide."""
    texts = codes.split("S", totals)
    paper = Image.new("L", (432, 13_600), 250)
    for place, text in enumerate(texts):
        code = qr_picture(text, 4)
        paper.paste(code, ((432 - code.width) // 2, 9_000 + place * 900))
    paper.save(tmp_path / "protocol.png")
    assert loading.load_objects([tmp_path / "protocol.png"]) == [("S", totals)]


def test_a_picture_too_large_for_memory_or_cut_in_the_middle_is_told(tmp_path):
    Image.new("1", (20_000, 20_000)).save(tmp_path / "wall.png")
    whole = tmp_path / "whole.png"
    qr_picture("TM1:A:1/1:00").save(whole)
    (tmp_path / "cut.png").write_bytes(whole.read_bytes()[:-60])
    (tmp_path / "torn.png").write_bytes(whole.read_bytes().replace(b"IDAT", b"ID\0\0"))
    for name in ("wall.png", "cut.png", "torn.png"):
        with pytest.raises(loading.LoadError, match=r"take it again as PNG or JPG|take a smaller"):
            loading.load_objects([tmp_path / name])


def saved(picture: Image.Image, path: Path, **how: Any) -> Path:
    picture.save(path, **how)
    return path


def as_16_bit(picture: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(picture).astype(np.uint16) * 256 + 10)


def transparent(picture: Image.Image) -> Image.Image:
    """Ink on nothing, as drawing programs export it."""
    clear = Image.new("LA", picture.size)
    clear.putdata([(0, 255 - value) for value in picture.tobytes()])
    return clear


SCANS: dict[str, Callable[[Image.Image, Path], Path]] = {
    "16 bits": lambda code, folder: saved(as_16_bit(code), folder / "slip.png"),
    "16 bits, TIFF": lambda code, folder: saved(as_16_bit(code), folder / "slip.tif"),
    "grey and transparent": lambda code, folder: saved(transparent(code), folder / "slip.png"),
    "colours and transparent": lambda code, folder: saved(transparent(code).convert("RGBA"), folder / "slip.png"),
    "palette": lambda code, folder: saved(code.convert("P"), folder / "slip.png", transparency=255),
    "two colours": lambda code, folder: saved(code.convert("1"), folder / "slip.tif", compression="group4"),
    "printing colours": lambda code, folder: saved(code.convert("CMYK"), folder / "slip.tif"),
    "a negative": lambda code, folder: saved(ImageOps.invert(code), folder / "slip.png"),
    "PDF": lambda code, folder: saved(code, folder / "slip.pdf", resolution=150),
}


@pytest.mark.parametrize("scan", SCANS)
def test_a_scan_is_read_however_it_was_saved(tmp_path: Path, scan: str) -> None:
    (text,) = codes.split("A", SmallPrecinct().activation())
    path = SCANS[scan](qr_picture(text, 4), tmp_path)
    assert loading.load_objects([path])[0][0] == "A"


@pytest.mark.parametrize("ending", ["tif", "pdf"])
def test_every_page_of_a_scan_is_read(tmp_path: Path, totals: bytes, ending: str) -> None:
    first, *others = [qr_picture(text, 4) for text in codes.split("S", totals)]
    first.save(tmp_path / f"slips.{ending}", save_all=True, append_images=others)
    assert loading.load_objects([tmp_path / f"slips.{ending}"]) == [("S", totals)]


@pytest.mark.parametrize(
    ("width", "height", "says"),
    [(39_000, 39_000, "has more dots than"), (39_000_000, 1, "has more dots than"), (40_000, 40, "no QR code found")],
)
def test_a_small_file_of_a_huge_picture_takes_neither_memory_nor_minutes(
    tmp_path: Path, width: int, height: int, says: str
) -> None:
    rows = zlib.compress(bytes((1 + (width + 7) // 8) * height), 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")]
    (tmp_path / "huge.png").write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in chunks
        )
    )
    tracemalloc.start()
    with pytest.raises(loading.LoadError, match=says):
        loading.load_objects([tmp_path / "huge.png"])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 100 << 20


@pytest.mark.parametrize("content", [b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", b"8BPS\0\1", b"II*\0", b""])
def test_only_kinds_that_are_named_are_opened(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "slip.png").write_bytes(content)
    with pytest.raises(loading.LoadError, match="take it again"):
        loading.load_objects([tmp_path / "slip.png"])
