"""Cards as pictures, PIN letters, and the list of both that a demonstration's simulated people read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from host_tools.keys.ceremony import Card
from host_tools.keys.files import write_secret

DOTS_PER_MODULE = 8
_QUIET_MODULES = 4  # ISO/IEC 18004
CAPTION_DOTS = 60
CAPTION_SIZE_DOTS = 24
DEMO_NOTE = "DEMO SECRET: cards and PINs together. A real ceremony never writes this file."


def qr_picture(text: str, dots_per_module: int = DOTS_PER_MODULE) -> Image.Image:
    """A QR code with its quiet zone, error level M as on every slip."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = np.asarray(code.to_image(scale=1, add_quiet_zones=False))
    framed = np.pad(modules, _QUIET_MODULES, constant_values=255)
    return Image.fromarray(framed.repeat(dots_per_module, 0).repeat(dots_per_module, 1))


def card_picture(card: Card) -> Image.Image:
    """The card: its title and its codes one under the other. The PIN is not on it."""
    pictures = [qr_picture(text) for text in card.texts]
    width = max(640, *(picture.width for picture in pictures))
    canvas = Image.new("L", (width, CAPTION_DOTS + sum(picture.height for picture in pictures)), 255)
    font = ImageFont.load_default(CAPTION_SIZE_DOTS)
    ImageDraw.Draw(canvas).text((width // 2, CAPTION_DOTS // 2), card.title, fill=0, font=font, anchor="mm")
    top = CAPTION_DOTS
    for picture in pictures:
        canvas.paste(picture, ((width - picture.width) // 2, top))
        top += picture.height
    return canvas


def write_cards(cards: list[Card], folder: Path) -> list[Path]:
    """One PNG a card, readable by the owner only; FileExistsError when one is there."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for card in cards:
        buffer = io.BytesIO()
        card_picture(card).save(buffer, "PNG")
        path = folder / f"{card.name}.png"
        write_secret(path, buffer.getvalue())
        paths.append(path)
    return paths


def write_pin_letters(cards: list[Card], folder: Path) -> list[Path]:
    """One text a holder with the PINs of their cards, to be printed, sealed and deleted; kept apart from the cards."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for holder in sorted({card.holder for card in cards}):
        lines = [f"Holder {holder}: PINs of your cards. Keep this letter away from the cards.", ""]
        lines += [f"{card.pin}   {card.title}" for card in cards if card.holder == holder]
        path = folder / f"holder-{holder}-pins.txt"
        write_secret(path, ("\n".join(lines) + "\n").encode())
        paths.append(path)
    return paths


def write_demo_list(cards: list[Card], path: Path) -> None:
    """cards.json: every card's codes with its PIN, for simulated people."""
    rows = [
        {
            "kind": card.kind,
            "holder": card.holder,
            "title": card.title,
            "mode": card.mode,
            "texts": list(card.texts),
            "pin": card.pin,
            "picture": f"{card.name}.png",
        }
        for card in cards
    ]
    write_secret(path, (json.dumps({"note": DEMO_NOTE, "cards": rows}, indent=1) + "\n").encode())
