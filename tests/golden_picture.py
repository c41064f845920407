"""Pictures that have been looked at and found good, and what is different when one comes out otherwise."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from PIL import Image

GOLDEN = Path(__file__).parent / "golden"
DIFFERENCES = Path(__file__).parent.parent / "build" / "golden_differences"


def compare(image: np.ndarray, name: str) -> None:
    """Fail unless `image` (rows x columns, grey, or x 3, RGB; uint8) is the picture tests/golden/<name>.png, dot by
    dot.

    A failure leaves a picture of wanted, found and difference (red) side by side. With TAMGA_GOLDEN=write the picture
    becomes the wanted one: look at it before you commit it.
    """
    found = _rgb(image)
    path = GOLDEN / f"{name}.png"
    if os.environ.get("TAMGA_GOLDEN") == "write":
        GOLDEN.mkdir(exist_ok=True)
        Image.fromarray(found).quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.exists(), f"no picture {path.name}: look at what comes out, and keep it with TAMGA_GOLDEN=write"
    wanted = np.asarray(Image.open(path).convert("RGB"))
    if wanted.shape == found.shape and (wanted == found).all():
        return
    DIFFERENCES.mkdir(parents=True, exist_ok=True)
    shown = DIFFERENCES / f"{name}.png"
    Image.fromarray(_side_by_side(wanted, found)).save(shown)
    raise AssertionError(f"{name} does not look as it should; wanted, found and difference are in {shown}")


def _rgb(image: np.ndarray) -> np.ndarray:
    return image if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2)


def _side_by_side(wanted: np.ndarray, found: np.ndarray) -> np.ndarray:
    height = max(wanted.shape[0], found.shape[0])
    width = max(wanted.shape[1], found.shape[1])
    sheets = np.full((3, height, width, 3), 200, np.uint8)
    sheets[0, : wanted.shape[0], : wanted.shape[1]] = wanted
    sheets[1, : found.shape[0], : found.shape[1]] = found
    sheets[2] = sheets[0] // 4 + 191
    sheets[2][(sheets[0] != sheets[1]).any(axis=2)] = (220, 0, 0)
    return np.concatenate(sheets, axis=1)
