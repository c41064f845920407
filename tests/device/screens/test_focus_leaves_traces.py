"""A focus that moves leaves dots behind, or takes some of the words with it: only its frame is drawn then."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.device.screens.dialog_rig import FINE, LARGE, SMALL, UPRIGHT, DialogRig, question

LINES = ["Айгүл Үлгі", "Болат Сынақ", "Дәурен Өрнекұлы, өзін-өзі ұсынған", "Қалқан Ғ. Һ.", "Барлығына қарсы"]
WORDS = ["Иә", "Жоқ", "Ң", "Йй"]  # in two columns
CONTRASTS = 3


@pytest.mark.parametrize("panel", [UPRIGHT, SMALL, FINE])
@pytest.mark.parametrize(
    "asked",
    [
        question("mark", "Президент", LINES, [1, 3], "", 0, adjustable=True, contrast=0, size=0),
        question("mark", "Президент", LINES, [0], "", 0, adjustable=True, contrast=1, size=LARGE),
        question("choose", "Сұрақ", WORDS, 0, adjustable=True, contrast=2, size=0),
    ],
    ids=["marks", "large", "columns"],
)
def test_a_page_looks_the_same_drawn_at_once(asked: list, panel: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, asked, panel=panel)
    rig.press("down", "down")
    for key in ("down", "down", "up"):
        rig.press(key)
        moved = np.asarray(rig.panel.image())
        rig.press(*["right"] * CONTRASTS)  # another contrast draws everything; then it is the same again
        assert np.array_equal(moved, np.asarray(rig.panel.image())), key
