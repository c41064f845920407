"""Sheets of pictures: a long slip that loses rows where it is folded, or is cut through a line of words."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from simulator.pictures.sheets import COLUMN_DOTS, PAPER_MARGIN_DOTS, Shot, beside, folded, rows_of

LINE_DOTS, LETTER_DOTS, WIDTH_DOTS = 40, 28, 384


def slip(lines: int) -> Image.Image:
    """Black bars in place of lines of words, each as wide as its number, so that none is like another."""
    dots = np.full((lines * LINE_DOTS, WIDTH_DOTS), 255, np.uint8)
    for line in range(lines):
        dots[line * LINE_DOTS : line * LINE_DOTS + LETTER_DOTS, : line + 1] = 0
    return Image.fromarray(dots)


@pytest.mark.parametrize("lines", [1, 50, 51, 120, 300])
def test_every_line_stands_whole_in_one_column(lines: int) -> None:
    page = np.asarray(folded(slip(lines)).convert("L")) == 0
    assert page.sum() == LETTER_DOTS * lines * (lines + 1) // 2
    bars = [(run, height) for column in np.split(page, _columns(page), axis=1) for run, height in _bars(column)]
    assert bars == [(line + 1, LETTER_DOTS) for line in range(lines)]


def _columns(page: np.ndarray) -> list[int]:
    """Where each column of paper but the first begins: its margin and its ink's first dot are known."""
    first_dots = np.flatnonzero(page.any(axis=0) & ~np.roll(page.any(axis=0), 1))
    return [int(at) - PAPER_MARGIN_DOTS for at in first_dots[1:]]


def _bars(column: np.ndarray) -> list[tuple[int, int]]:
    """(width, height) of each black bar from the top down."""
    widths = column.sum(axis=1).tolist()
    found: list[tuple[int, int]] = []
    for before, width in zip([0, *widths], widths, strict=False):
        if width and width == before:
            found[-1] = width, found[-1][1] + 1
        elif width:
            found.append((width, 1))
    return found


def test_a_slip_of_one_column_stays_one() -> None:
    assert folded(slip(COLUMN_DOTS // LINE_DOTS)).width == WIDTH_DOTS + 2 * PAPER_MARGIN_DOTS


def test_pictures_on_a_sheet_are_as_they_were() -> None:
    shots = [Shot(Image.fromarray(np.full((32, 48, 3), shade, np.uint8)), "caption") for shade in (1, 2, 3)]
    page = np.asarray(rows_of("Heading", shots, 2))
    assert [int((page == shade).all(axis=2).sum()) for shade in (1, 2, 3)] == [32 * 48] * 3
    assert page.shape[1] > np.asarray(rows_of("Heading", shots, 1)).shape[1]


def test_slips_lie_side_by_side() -> None:
    one, two = (beside("Heading", [Shot(slip(3), "caption")] * count) for count in (1, 2))
    assert two.width > 2 * WIDTH_DOTS > one.width and two.height == one.height
