"""The board in a browser: what it shows is what the signed files say, live, and never anything else."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from host_tools.formats import codes
from host_tools.publishing import board, check, parts, regions
from host_tools.verifying import pictures
from tests.host_tools.determining.made_up_nation import MadeUpNation
from tests.host_tools.publishing.conftest import MADE_S, Static, publish, serving

SOON_MS = 60_000  # a busy computer
NATION = MadeUpNation()


@pytest.fixture
def early(tmp_path: Path) -> Path:
    """The nation's folder while half of the precincts have reported, one of them with a picture of its paper."""
    folder = NATION.write(tmp_path / "nation")
    (folder / regions.PICTURES).mkdir()
    Image.new("L", (40, 60), 200).save(folder / regions.PICTURES / "1.png")
    for path in sorted((folder / "objects").iterdir())[4:]:
        path.rename(folder / path.name)
    return folder


def rest(folder: Path) -> None:
    """The others report."""
    for path in folder.glob("*.cose"):
        path.rename(folder / "objects" / path.name)


@pytest.fixture
def opened(early: Path, tmp_path: Path, browser: Browser) -> Iterator[tuple[Page, Path, list[str]]]:
    """(the board in English, the directory that is served, what its browser complained about)."""
    served = tmp_path / "served"
    assert publish(early, served, closed=False).number == 1
    complaints: list[str] = []
    with serving(served) as address:
        page = browser.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{address}#en")
        page.wait_for_selector("#history table", timeout=SOON_MS)
        yield page, served, complaints
        page.close()


def said(served: Path) -> dict:
    return json.loads((served / "result.json").read_text("utf-8"))


def agrees(page: Page, served: Path) -> None:
    """Every share, sum and state on the page is that of the file."""
    result = said(served)
    nation = result["nation"]
    tiles = page.locator(".big").all_inner_texts()
    assert tiles == [
        f"{result['reported percent']:.2f}%",
        f"{nation['turnout percent']:.2f}%",
        f"{nation['ballots']:,}",
    ]
    for card, contest in zip(page.locator(".card").all(), nation["contests"], strict=True):
        lines = sorted(contest["lines"], key=lambda line: -line["votes"])
        assert card.locator(".name").all_inner_texts() == [line["name"]["en"] for line in lines]
        assert card.locator(".percent").all_inner_texts() == [f"{line['percent']:.2f}%" for line in lines]
        assert f"Percent of {contest['percent base']:,} ballots" in card.inner_text()
        shown = card.locator("li .small").all_inner_texts()
        for line, text in zip(lines, shown, strict=True):
            assert text.startswith(f"{line['votes']:,} votes") and f"{line['paper']:,} paper" in text
    assert page.locator(".square").count() == len(NATION.precincts) + page.locator(".key .square").count()


def test_it_follows_the_files_without_a_reload_and_in_three_languages(
    opened: tuple[Page, Path, list[str]], early: Path, tmp_path: Path
) -> None:
    page, served, complaints = opened
    agrees(page, served)
    assert "list signed by the centre" in page.inner_text("#status") and not page.is_visible("#band")
    one = NATION.precincts[1]
    page.fill(".finder input", "1")
    page.click(".finder button")
    page.wait_for_selector("#detail[open] img", timeout=SOON_MS)
    names, values = (page.locator(f"#detail .fact {tag}").all_inner_texts() for tag in ("span", "b"))
    facts = dict(zip(names, values, strict=True))
    assert (facts["terminal"], facts["paper"], facts["On the list"]) == (str(one.cast), "4", "60")
    assert NATION.determined().results[1].protocol.digest.hex()[:4] in page.inner_text("#detail")
    page.click(".close")
    rest(early)
    (early / "objects" / "9.cose").write_bytes(one.ruling("dispute"))
    assert publish(early, served, MADE_S + 60).number == 2
    page.locator("#status").filter(has_text="Publication 2").wait_for(timeout=SOON_MS)
    agrees(page, served)
    assert page.locator(".numbers button").all_inner_texts() == ["№ 1 · disputed"]
    assert page.inner_text(".changed >> nth=0").split("№ ")[1:] == ["1 disputed", "3 accepted", "4 accepted"]
    for language, word in (("kk", "Нәтижелер"), ("ru", "Результаты")):
        page.click(f"#languages [lang={language}]")
        assert page.inner_text("#contests h2 >> nth=0") == word
    assert page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
    assert complaints == []


def test_a_board_that_waits_asks_for_the_whole_list_each_time(opened: tuple[Page, Path, list[str]]) -> None:
    page, _, _ = opened
    before = len(Static.ends)
    asked = []
    page.on("response", lambda response: asked.append((response.url.rsplit("/", 1)[1], response.status)))
    while len(asked) < 3:
        page.wait_for_timeout(100)
    assert set(asked) == {("publication.cose", 206)}
    assert {size for _, size in Static.ends[before:]} == {64}


def test_codes_on_the_board_are_not_those_of_the_slip(opened: tuple[Page, Path, list[str]]) -> None:
    page, _, complaints = opened
    page.fill(".finder input", "1")
    page.click(".finder button")
    page.click("#detail summary")
    page.wait_for_selector(".code", timeout=SOON_MS)
    shots = [Image.open(io.BytesIO(one.screenshot())) for one in page.locator(".code").all()]
    read = [text for shot in shots for text in pictures.read_texts(shot.convert("L"))]
    assert read == codes.split("P", NATION.precincts[1].protocol())
    assert complaints == []


def test_a_length_of_text_whose_code_nobody_can_read(opened: tuple[Page, Path, list[str]]) -> None:
    """Of each of the 17 sizes."""
    page, _, _ = opened
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
    texts = [(alphabet * 30)[length : 2 * length] for length in (*range(1, 660, 15), 665)]
    found = page.evaluate("texts => import('./board_qr.js').then(({symbol}) => texts.map(symbol))", texts)
    assert {len(rows) for rows in found} == {17 + 4 * version for version in range(1, 18)}
    formats = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
    for text, rows in zip(texts, found, strict=True):
        light = np.pad((1 - np.asarray(rows, np.uint8)) * 255, 4, constant_values=255).repeat(3, 0).repeat(3, 1)
        assert [one.text for one in zxingcpp.read_barcodes(light, formats=formats)] == [text]


def test_a_page_for_phones_that_is_not_the_one_of_the_notice(opened: tuple[Page, Path, list[str]], early: Path) -> None:
    page, served, _ = opened
    assert parts.PAGE not in page.inner_html("#foot")
    content = b"<!doctype html><title>Slips</title>"
    (early / parts.PAGE).parent.mkdir()
    (early / parts.PAGE).write_bytes(content)
    assert publish(early, served, MADE_S + 60, closed=False).number == 2
    link = page.locator(f"#foot a[href='{parts.PAGE}']")
    link.wait_for(timeout=SOON_MS)
    digest = sha256(content).hexdigest()
    assert digest[:16] in page.inner_text("#foot").replace(" ", "")
    report = check.check(served)
    assert report.ok and any(digest in finding.text for finding in report.findings)
    link.click()
    assert page.title() == "Slips"
    (served / parts.PAGE).write_bytes(content.replace(b"Slips", b"Slops"))
    assert f"{parts.PAGE} is not the file of the signed list" in check.check(served).first_bad


def test_numbers_that_are_not_on_the_signed_list_are_not_shown(opened: tuple[Page, Path, list[str]]) -> None:
    page, served, _ = opened
    before = page.inner_text("#contests")
    result = said(served)
    result["nation"]["contests"][0]["lines"][0]["votes"] += 100
    data = bytearray((served / "publication.cose").read_bytes())
    data[-1] ^= 1  # another list, which its centre did not sign
    with page.expect_response(lambda one: "result.json" in one.url, timeout=SOON_MS):  # it may ask at once
        (served / "result.json").write_text(json.dumps(result))
        (served / "publication.cose").write_bytes(bytes(data))
    page.wait_for_timeout(100)
    assert page.inner_text("#contests") == before
    publication = check.check(served)
    assert publication.verdict == "disagrees"


def test_a_rehearsal_and_a_wrong_signature_are_said_across_the_page(opened: tuple[Page, Path, list[str]]) -> None:
    page, served, _ = opened
    data = bytearray((served / "publication.cose").read_bytes())
    data[-1] ^= 1
    (served / "publication.cose").write_bytes(bytes(data))
    page.wait_for_selector("#band:visible", timeout=SOON_MS)
    assert "not signed by the centre" in page.inner_text("#band")
    script = """import('./board_words.js').then(({words}) => words.say('rehearsal'))"""
    assert "REHEARSAL" in page.evaluate(script)


def test_a_board_of_somebody_else_is_noted(early: Path, tmp_path: Path) -> None:
    served = tmp_path / "served"
    publish(early, served)
    assert board.is_ours(served) and check.check(served).verdict == "agrees"
    (served / "board.js").write_text("alert(1)")
    assert not board.is_ours(served) and check.check(served).verdict == "disagrees"
    assert {path.name for path in served.iterdir() if path.suffix in (".js", ".css", ".html", ".svg")} == set(
        board.FILES
    )
