"""Photographs of slips as hands make them: turned, aslant, shaded, out of focus, grainy, compressed."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

Corners = list[tuple[float, float]]
PAPER, INK = 225, 45  # thermal paper is not white, its black not black


def photograph(slip: Image.Image, seed: int, longest: int = 1600) -> Image.Image:
    """A slip on a table, by a hand. seed: of everything that differs; longest: pixels of the longer side."""
    draw = np.random.default_rng(seed)
    size = (longest * 3 // 4, longest)
    printed = slip.point(lambda grey: INK + grey * (PAPER - INK) // 255)
    ground = _table(draw, size)
    corners = _corners(draw, printed.size, size)
    back = _perspective(corners, printed.size)
    paper = printed.transform(size, Image.Transform.PERSPECTIVE, back, Image.Resampling.BICUBIC)
    mask = Image.new("L", printed.size, 255).transform(size, Image.Transform.PERSPECTIVE, back)
    ground.paste(paper, mask=mask)
    light = np.asarray(ground, float) * _light(draw, size)
    blurred = Image.fromarray(light.clip(0, 255).astype("uint8")).filter(
        ImageFilter.GaussianBlur(draw.uniform(0.4, 1.3))
    )
    grain = np.asarray(blurred, float) + draw.normal(0, draw.uniform(2, 11), size[::-1])
    stream = io.BytesIO()
    Image.fromarray(grain.clip(0, 255).astype("uint8")).convert("RGB").save(
        stream, "jpeg", quality=int(draw.integers(60, 90))
    )
    return Image.open(stream)


def _table(draw: np.random.Generator, size: tuple[int, int]) -> Image.Image:
    """Stone or wood: coarse spots."""
    spots = draw.normal(draw.uniform(70, 150), 18, (size[1] // 40 + 2, size[0] // 40 + 2)).clip(0, 255)
    return Image.fromarray(spots.astype("uint8")).resize(size, Image.Resampling.BICUBIC)


def _corners(draw: np.random.Generator, slip: tuple[int, int], size: tuple[int, int]) -> Corners:
    """Where the slip's corners come: turned by up to 25 degrees, and one side farther away."""
    angle = np.radians(draw.uniform(-25, 25))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    half = np.array(slip) / 2
    ends = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half @ turn.T
    scale = draw.uniform(0.75, 0.9) * min(size[0] / np.ptp(ends[:, 0]), size[1] / np.ptp(ends[:, 1]))
    tilt = draw.uniform(-0.07, 0.07, 2) / half.max()
    farther = 1 + ends @ tilt
    return [tuple(corner) for corner in np.array(size) / 2 + ends * scale / farther[:, None]]


def _perspective(corners: Corners, slip: tuple[int, int]) -> Sequence[float]:
    """The eight numbers that lead from the photograph back to the slip."""
    width, height = slip
    rows, right = [], []
    for (x, y), (u, v) in zip(corners, [(0, 0), (width, 0), (width, height), (0, height)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return tuple(np.linalg.solve(np.array(rows), np.array(right)))


def _light(draw: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Brighter on one side, and in two of three photographs the shadow of a hand."""
    y, x = np.mgrid[0 : size[1], 0 : size[0]]
    aside, down = draw.uniform(-0.3, 0.3, 2)
    light = draw.uniform(0.7, 1) * (1 + aside * (x / size[0] - 0.5) + down * (y / size[1] - 0.5))
    if draw.random() < 2 / 3:
        angle, place = draw.uniform(0, 6.28), draw.uniform(-0.25, 0.25) * size[0]
        edge = (x - size[0] / 2) * np.cos(angle) + (y - size[1] / 2) * np.sin(angle) - place
        light = light * (1 - draw.uniform(0.15, 0.4) / (1 + np.exp(-edge / (0.02 * size[0]))))
    return light  # type: ignore[no-any-return]
