"""The page in Chromium, as a file and without a network: what a person is shown for each kind of slip."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from host_tools.formats import codes
from tests.chromium import launched
from tests.host_tools.page.published import code_pictures, slip_picture, slips, zero
from tests.host_tools.small_precinct import SmallPrecinct

WAIT_S = 120  # for anything, on a busy computer
FRAME, FRAMES_EACH = (640, 480), 4
Show = Callable[..., None]


@pytest.fixture(scope="module")
def chromium(place: SmallPrecinct, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees the sealed totals of booth 1, part after part."""
    film = tmp_path_factory.mktemp("camera") / "slip.y4m"
    _film(film, code_pictures("S", place.totals(1)))
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    with launched(*camera, f"--use-file-for-fake-video-capture={film}") as browser:
        yield browser


@pytest.fixture
def phone(chromium: Browser, page_file: Path) -> Iterator[Page]:
    """The page on a phone without a network. An error in it, or a request, fails the test."""
    yield from _opened(chromium, page_file.as_uri())


def _opened(browser: Browser, address: str, language: str = "en") -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale=language, offline=True)
    page, trouble, asked = context.new_page(), [], []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    yield page
    context.close()
    assert trouble == [] and asked == [address.partition("#")[0]]


def until(holds: Callable[[], bool]) -> None:
    """The policy of the page forbids what playwright waits with, so the page is asked again and again."""
    end = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def show(page: Page, folder: Path, *pictures: Image.Image) -> None:
    """Choose pictures and wait until they are read."""
    paths = [folder / f"picture-{number}.png" for number in range(len(pictures))]
    for path, picture in zip(paths, pictures, strict=True):
        picture.save(path)
    before = page.evaluate("document.body.dataset.done || 0")
    page.set_input_files("#pictures", paths)
    until(lambda: page.evaluate("document.body.dataset.done || 0") != before)


def cards(page: Page) -> list[str]:
    """Kind and verdict of each card."""
    return page.evaluate(
        "[...document.querySelectorAll('.card')].map(one => one.dataset.kind + ' ' + one.dataset.verdict)"
    )


def found(page: Page) -> set[str]:
    """The findings on all cards."""
    return set(page.evaluate("[...document.querySelectorAll('.finding')].map(one => one.dataset.finding)"))


def test_slip_in_parts_is_put_together_and_the_day_is_proved(phone: Page, place: SmallPrecinct, tmp_path: Path) -> None:
    objects = slips(place)
    show(phone, tmp_path, slip_picture("S", objects["S1"], only=(3, 1)))
    assert cards(phone) == [] and "Still needed: S 2/3" in phone.inner_text("#progress")
    assert phone.get_attribute("body", "data-engine") == "zxing"
    pictures = [slip_picture(name[0], objects[name]) for name in ("S2", "P", "R")]
    show(phone, tmp_path, slip_picture("S", objects["S1"], only=(2,)), *pictures)
    assert sorted(cards(phone)) == ["P good", "R good", "S good", "S good"]
    assert {"totals_ok", "proof_ok", "receipt_ok", "sums_ok"} <= found(phone)
    assert phone.inner_text(".card[data-kind=P] table >> nth=0").split()[3:7] == ["A", "5", "2", "7"]
    phone.click(".card[data-kind=P] .ask button >> nth=1")  # the paper says something else
    assert "P disagrees" in cards(phone)
    phone.click("#languages button[value=kk]")
    assert phone.inner_text(".card[data-kind=P] .head b") == "Сәйкес емес!"


def test_nothing_is_green_where_nothing_was_verified(
    phone: Page, place: SmallPrecinct, test_place: SmallPrecinct, tmp_path: Path
) -> None:
    protocol = place.protocol()
    altered = protocol[:-1] + bytes([protocol[-1] ^ 1])
    cases = {"Z foreign": zero(place, election=bytes(16)), "Z unknown": zero(place, precinct=18), "P bad": altered,
             "P test": test_place.protocol()}  # fmt: skip
    show(phone, tmp_path, *(slip_picture(name[0], data) for name, data in cases.items()))
    assert sorted(cards(phone)) == sorted(cases)
    for part in (".sign", ".head b"):
        said = phone.locator(f".card {part}").all_inner_texts()
        assert len(set(said)) == len(cases), said
    greens = phone.evaluate(
        "[...document.querySelectorAll('.card, .card *')].map(one => getComputedStyle(one)).flatMap(one => "
        "[one.backgroundColor, one.borderTopColor, one.color]).map(one => one.match(/[0-9.]+/g).map(Number))"
        ".filter(([red, green, blue, alpha]) => alpha !== 0 && green > red + 12 && green > blue + 12).length"
    )
    assert greens == 0
    assert "table" not in phone.inner_html(".card[data-verdict=unknown]")


def test_card_of_the_commission_is_warned_of_and_not_kept(phone: Page, place: SmallPrecinct, tmp_path: Path) -> None:
    show(phone, tmp_path, slip_picture("K", codes.parse(place.keys.cards[0].texts[0]).data))
    assert cards(phone) == [] and "card of a commission member" in phone.inner_text("#notice")


def test_reader_in_plain_javascript_reads_too(
    chromium: Browser, page_file: Path, place: SmallPrecinct, tmp_path: Path
) -> None:
    for page in _opened(chromium, page_file.as_uri() + "#plain", "ru"):
        show(page, tmp_path, slip_picture("P", place.protocol()))
        assert cards(page) == ["P good"] and page.get_attribute("body", "data-engine") == "plain"
        assert page.inner_text(".card .head b") == "Подпись верна"


def test_camera_that_moves_along_a_slip(phone: Page) -> None:
    phone.click("#camera")
    until(lambda: cards(phone) == ["S good"])
    assert phone.get_attribute("body", "data-engine") == "zxing"
    phone.click("#stop")
    assert not phone.is_visible("#view")


def _film(path: Path, pictures: list[Image.Image]) -> None:
    """A camera's raw frames (YUV4MPEG2): each picture for a while, a little aslant."""
    width, height = FRAME
    grey = bytes([128]) * (width * height // 2)
    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode())
        for picture in pictures:
            small = picture.resize((380, 380)).rotate(4, expand=True, fillcolor=255)
            frame = Image.new("L", FRAME, 110)
            frame.paste(small, ((width - small.width) // 2, (height - small.height) // 2))
            file.write((b"FRAME\n" + frame.tobytes() + grey) * FRAMES_EACH)
