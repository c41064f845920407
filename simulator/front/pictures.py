"""Cards and slips as pictures for the page."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

from host_tools.keys.printing import qr_picture
from simulator.channel.table import Item, Slip
from simulator.people import id_card
from simulator.people.slip_reader import ink
from simulator.people.words import words

CARD = (680, 428)  # dots; an ID-1 card is 85.6 x 54 mm
NAVY, GROUND, GREY, WHITE = (0, 41, 90), (250, 250, 247), (90, 98, 110), (255, 255, 255)
AMBER, BLACK = (255, 178, 0), (0, 0, 0)
MARGIN = 28
SAMPLE = "ҮЛГІ · ОБРАЗЕЦ · SAMPLE"


def png(item: Item) -> bytes:
    """A card or slip, PNG."""
    if isinstance(item, Slip):
        assert item.picture
        return _png(item.picture.convert("1"))
    return _card_png(item.kind, item.title, item.note, item.texts, item.for_training)


@cache
def _card_png(kind: str, title: str, note: str, texts: tuple[str, ...], for_training: bool) -> bytes:
    is_identity = kind in ("id_card", "foreign")
    picture = _id_card(title, note, texts[0], for_training) if is_identity else _qr_card(title, texts, for_training)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _write(page: Image.Image, text: str, left: int, middle: int, colour: tuple[int, int, int]) -> None:
    """A line in the terminals' own letters, so that no font of this computer is needed."""
    dots = ink(text)
    mask = Image.fromarray((dots * 255).astype("uint8"))
    mask.thumbnail((CARD[0] - left - 8, mask.height))
    page.paste(colour, (left, middle - mask.height // 2), mask)


def _blank(title: str, for_training: bool, height: int = CARD[1]) -> Image.Image:
    """A card with its title bar, in the colours of the terminals' screens."""
    page = Image.new("RGB", (CARD[0], height), GROUND)
    ImageDraw.Draw(page).rectangle((0, 0, CARD[0], 56), fill=AMBER if for_training else NAVY)
    _write(page, title, MARGIN, 28, BLACK if for_training else WHITE)
    return page


def _id_card(name: str, number: str, label: str, for_training: bool) -> Image.Image:
    """A card of nobody: the name, the number, and the label with its bars."""
    page = _blank(words("training_band", "en") if for_training else SAMPLE, for_training)
    for row, word in enumerate(name.split(" ")):
        _write(page, word, MARGIN, 92 + 46 * row, NAVY)
    _write(page, number, MARGIN, 240, GREY)
    bars = id_card.picture(label).convert("RGB")
    bars = bars.resize((CARD[0] - 2 * MARGIN, 120), Image.Resampling.NEAREST)
    page.paste(bars, (MARGIN, CARD[1] - 120 - MARGIN))
    return page


def _qr_card(title: str, texts: tuple[str, ...], for_training: bool) -> Image.Image:
    """An official's card: what it is, and its codes one below the other."""
    codes = [qr_picture(text, 4) for text in texts]
    page = _blank(title, for_training, max(CARD[1], 56 + sum(code.height for code in codes) + 2 * MARGIN))
    top = 56 + MARGIN
    for code in codes:
        page.paste(code.convert("RGB"), ((CARD[0] - code.width) // 2, top))
        top += code.height
    return page
