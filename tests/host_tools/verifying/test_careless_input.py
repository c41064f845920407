"""Files that are given wrongly, or made to hurt the tool that reads them: a sentence and a status, no traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from PIL import Image
from pyzbar import pyzbar

from host_tools.formats import cartridge, cbor, codes, cose, desk_cartridge, points
from host_tools.formats.payload import PayloadError
from host_tools.keys.cards import key_card_header
from host_tools.keys.files import KeyFileError, load_public
from host_tools.keys.printing import qr_picture
from host_tools.picture_files import PictureFileError, pages_of
from host_tools.text_rules import visible
from host_tools.verifying import loading
from tests.host_tools import auditor
from tests.host_tools.good_day import GoodDay, write


@pytest.fixture(scope="module")
def made() -> GoodDay:
    return GoodDay()


@pytest.fixture(scope="module")
def good(made: GoodDay, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("good")
    write(made.files(), folder)
    return folder


def test_one_chip_given_twice_is_not_two(good: Path, tmp_path: Path) -> None:
    (tmp_path / "other-name.img").symlink_to(good / "booth-1-a.img")
    for second in (good / "booth-1-a.img", tmp_path / "other-name.img"):
        result = auditor.run("cartridge", "sum", good / "booth-1-a.img", second)
        assert result.exit_code == 2 and "are one file" in auditor.said(result)
    result = auditor.check(good, "--image", good / "desk-b.img")
    assert result.exit_code == 2 and "are one file" in auditor.said(result)


def test_a_sum_without_anything_to_compare_with_says_so(good: Path) -> None:
    chips = good / "booth-1-a.img", good / "booth-1-b.img"
    result = auditor.run("cartridge", "sum", *chips)
    assert result.exit_code == 2
    assert "There is nothing to compare with" in auditor.said(result)
    assert "Everything agrees" not in auditor.said(result)


def test_sealed_totals_alone_prove_nothing(good: Path) -> None:
    public = good / "public"
    given = ["--election", public / "election.cbor", "--precinct", public / "precinct-official.cbor"]
    result = auditor.run("precinct", "check", *given, "--totals", good / "totals-1.cose", good / "totals-2.cose")
    assert result.exit_code == 2  # a path too many
    totals = ["--totals", good / "totals-1.cose", "--totals", good / "totals-2.cose"]
    result = auditor.run("precinct", "check", *given, *totals)
    assert result.exit_code == 2 and "give the protocol, and images" in auditor.said(result)


def test_a_key_of_nobody_has_no_rights(good: Path, tmp_path: Path) -> None:
    stranger = SigningKey(b"s" * 32)
    (tmp_path / "somebody.pub").write_text(bytes(stranger.verify_key).hex())
    payload = cose.peek1((good / "role-card.cose").read_bytes())
    assert payload is not None
    (tmp_path / "card.cose").write_bytes(cose.sign1(payload[1], stranger))
    result = auditor.run("slip", "verify", tmp_path / "card.cose", "--keys", tmp_path / "somebody.pub")
    assert result.exit_code == 2 and "nobody says whose key this is" in auditor.said(result)
    result = auditor.run("slip", "verify", tmp_path / "card.cose", "--authority", tmp_path / "somebody.pub")
    assert result.exit_code == 0 and "compare it with the one that it publishes" in auditor.said(result)


def test_a_definition_alone_is_not_vouched_for(good: Path) -> None:
    alone = good / "public" / "precinct-official.cbor"
    result = auditor.run("slip", "verify", good / "activation.cose", "--keys", alone)
    assert result.exit_code == 2
    assert "No election authority vouches for the key of the desk" in auditor.said(result)


@pytest.mark.parametrize("point", [points.IDENTITY, (-1 % points.P).to_bytes(32, "little"), b"\xff" * 32, bytes(32)])
def test_a_public_key_that_takes_any_signature_is_no_key(tmp_path: Path, point: bytes) -> None:
    (tmp_path / "authority.pub").write_text(point.hex())
    with pytest.raises(KeyFileError, match="no public key"):
        load_public(tmp_path / "authority.pub")
    assert cose.verify1(_signed_under(point), point) is None


def _signed_under(public: bytes) -> bytes:
    """R and s of which 8 s G = 8 R + 8 k A for a key of small order."""
    content = [b"\xa1\x01\x27", {4: cose.key_id(public)}, b"\x00", points.IDENTITY + bytes(32)]
    return cbor.encode(cbor.Tag(18, content))


@pytest.mark.parametrize(("field", "value"), [(4, 4), (5, 4), (6, 16), (8, 4_294_967_295), (8, 10_001)])
def test_a_key_card_that_would_take_ages_is_none(made: GoodDay, field: int, value: int) -> None:
    card = cbor.decode(codes.parse(made.keys.cards[0].texts[0]).data)
    header = cbor.decode(card.value[0])
    header[cose.CARD_HEADER][field] = value
    card.value[0] = cbor.encode(header)
    with pytest.raises(PayloadError, match="no key card"):
        key_card_header(cbor.encode(card))


@pytest.mark.parametrize("size", [(1, 1), (1, 5000), (3, 1), (0, 0)])
def test_a_picture_of_nothing_is_said(tmp_path: Path, size: tuple[int, int]) -> None:
    if all(size):
        Image.new("L", size, 200).save(tmp_path / "dot.png")
    else:
        (tmp_path / "dot.png").write_bytes(b"")
    with pytest.raises(loading.LoadError, match=r"take it again|no QR code found"):
        loading.load_objects([tmp_path / "dot.png"])


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "tif", "webp"])
def test_a_damaged_picture_is_said_or_read(tmp_path: Path, made: GoodDay, ending: str) -> None:
    draw = random.Random(ending)
    code = codes.split("A", made.activation())[0]
    qr_picture(code, 2).convert("L").save(tmp_path / f"good.{ending}")
    whole = (tmp_path / f"good.{ending}").read_bytes()
    for number in range(25):
        damaged = bytearray(whole)
        for _ in range(draw.choice([1, 3, 30])):
            damaged[draw.randrange(len(damaged) if number % 2 else min(120, len(damaged)))] = draw.randrange(256)
        path = tmp_path / f"{number}.{ending}"
        path.write_bytes(damaged[: draw.randrange(1, len(damaged))] if number % 3 == 0 else damaged)
        try:
            pages = pages_of(path.read_bytes(), path)
        except PictureFileError as error:
            assert str(path) in str(error)
            continue
        for page in pages:
            assert min(page.size) >= 1
            pyzbar.decode(page)


def test_text_that_is_no_code_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "codes.txt").write_bytes("TM1:A:1/1:ЖЖЖ".encode())
    with pytest.raises(loading.LoadError, match=r"codes\.txt: line 1: "):
        loading.load_objects([tmp_path / "codes.txt"])


@pytest.mark.parametrize(
    "changes", [{"booths": 2**32 - 1}, {"added": 2**32 - 1}, {"rows": 2**32 - 1}, {"log_entries": 2**32 - 1}]
)
def test_a_header_that_asks_for_the_world_is_none(made: GoodDay, changes: dict[str, int]) -> None:
    page = cartridge.header_page(made.desk_header().model_copy(update=changes))
    assert desk_cartridge.read_header(page.ljust(1 << 20, b"\xff")) is None


def test_nothing_in_an_object_moves_the_cursor() -> None:
    assert visible("tired\x1b[2J\r\n\u202egood") == "tired\ufffd[2J\ufffd\ufffd\ufffdgood"
    assert visible("Қазақстан – 12 «шаң»") == "Қазақстан – 12 «шаң»"
