"""The image search must find a name or number in any writing, or a clean result would prove nothing."""

import base64
import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from urllib.parse import quote

import polars as pl
import pytest
from reportlab.pdfgen.canvas import Canvas
from typer.testing import CliRunner

from host_tools.formats import cbor, codes
from host_tools.keys.printing import qr_picture
from host_tools.privacy.cli import app
from host_tools.privacy.image_search import Found, ImageSearch, SearchError

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


def pdf_of(text):
    buffer = io.BytesIO()
    page = Canvas(buffer, pageCompression=1)
    page.drawString(100, 100, text)
    page.save()
    return buffer.getvalue()


def zip_of(name, content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def table_of(write):
    buffer = io.BytesIO()
    getattr(pl.DataFrame({"number": [NUMBER], "name": [NAME]}), write)(buffer)
    return buffer.getvalue()


def tar_of(name, content):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(content)
        archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def picture_of(text, kind="PNG"):
    buffer = io.BytesIO()
    qr_picture(text).save(buffer, kind)
    return buffer.getvalue()


PACKED = {
    "tar, inside gzip": tar_of("list.csv.gz", gzip.compress(NAME.encode())),
    "zip behind a program": b"\x7fELF" + zip_of("list.csv", NAME.encode()),
    "zip behind a picture": picture_of("nothing") + zip_of("list.csv", NAME.encode()),
    "QR code": picture_of(NUMBER),
    "QR code of ours": picture_of(codes.split("A", cbor.encode({1: NAME}))[0], "JPEG"),
    "QR code in PDF": picture_of(NUMBER, "PDF"),
    "PDF": pdf_of(NUMBER),
    "PDF, in groups": pdf_of(f"{NUMBER[:6]} {NUMBER[6:]}"),
    "gzip": gzip.compress(NAME.encode()),
    "bzip2": bz2.compress(NAME.encode()),
    "xz": lzma.compress(NAME.encode()),
    "zip": zip_of("list.csv", NAME.encode()),
    "name in a zip": zip_of(f"{NUMBER}.csv", b""),
    "zip in a zip": zip_of("inner.zip", zip_of("list.csv", NAME.encode("utf-16-le"))),
    "Parquet": table_of("write_parquet"),
    "Arrow": table_of("write_ipc"),
    "hexadecimal": b"x" + NAME.encode().hex().encode(),
    **{f"Base64 behind {before}": base64.b64encode(b"y" * before + NAME.encode() + b"zz") for before in range(3)},
    "JSON": json.dumps({"name": NAME}).encode(),
    "URL": quote(NAME).encode(),
    "UTF-32": NAME.encode("utf-32-le"),
    "CP866": "Омарова Дана".encode("cp866"),
    "KOI8": "Омарова Дана".encode("koi8-r"),
    "one of our codes": codes.split("A", cbor.encode({1: NAME}))[0].encode(),
}


@pytest.mark.parametrize("packing", PACKED)
def test_it_is_found_whatever_it_is_packed_in(tmp_path, packing):
    (tmp_path / "file.bin").write_bytes(PACKED[packing])
    found = list(ImageSearch([NAME, NUMBER, "Омарова Дана"]).in_path(tmp_path))
    assert any(isinstance(hit, Found) for hit in found), found


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x28\xb5\x2f\xfd" + NOISE, "zstd"),
        (b"7z\xbc\xaf\x27\x1c" + NOISE, "7-Zip"),
        (b"TMWF2\0" + NOISE, "sealed working file"),
        (b"%PDF-1.7" + NOISE, "damaged"),
        (b"PK\x03\x04" + NOISE, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + NOISE, "a picture that cannot be read"),
        (picture_of("nothing"), "not what else is in it"),
        (picture_of("nothing", "TIFF"), "not what else is in it"),
        (picture_of("nothing", "PDF"), "not what else is in it"),
        (gzip.compress(bytes(300 << 20), 1), "more than 256 MB"),
    ],
)
def test_what_cannot_be_looked_into_is_no_clean_result(tmp_path, content, why):
    (tmp_path / "needles.txt").write_text(f"{NAME}\n", "utf-8")
    (tmp_path / "file.bin").write_bytes(content)
    arguments = ["search", str(tmp_path / "file.bin"), "--needles", str(tmp_path / "needles.txt")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 2 and why in result.output and "1 not looked into" in result.output
