"""The large font, which is in memory only while somebody reads it."""

from __future__ import annotations

from pathlib import Path

from tests.device.screens.dialog_rig import LARGE, DialogRig, question

SOME_BYTES = 2304  # names, lists and glyphs that differ from page to page; the large font takes three times as much
LARGE_FONT_BYTES = 2000  # its index alone


def test_after_a_voter_with_large_text_the_memory_is_there_again(tmp_path: Path) -> None:
    page = question("show", "Ертегілер елінің Президенті", ["Көсеев Алдар", "Желаяқов Тұлпар"])
    large = [page[0], page[1], {"size": LARGE}]
    heap = question("heap")
    rig = DialogRig(
        tmp_path, page, heap, large, heap, question("defaults"), page, heap, large, question("defaults"), heap
    )
    rig.asked(9)
    before, during, after, again = (answer for answer in rig.answers if answer)
    assert during > before + LARGE_FONT_BYTES
    assert after < before + SOME_BYTES
    assert again < after + SOME_BYTES
