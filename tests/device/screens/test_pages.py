"""Pages as a person sees them on the panel, dot by dot and as words."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import numpy as np
import pytest

from simulator.people.screen_reader import UNREADABLE, fold, read
from tests.device.screens.dialog_rig import BACK, FINE, INVERSE, LARGE, LOW, SMALL, UPRIGHT, DialogRig, question
from tests.golden_picture import compare

CANDIDATES = ["Айгүл Үлгі", "Болат Сынақ", "Дәурен Өрнекұлы, өзін-өзі ұсынған", "Қалқан Ғ. Һ.", "Барлығына қарсы"]
REVIEW = ["Ертегілер елінің Президенті", ["✓ Көсеев Алдар", "bold"], "Қосымша демалыс күні", ["✓ Иә", "bold"]]
SENTENCES = [
    "Сайлау учаскесі ашылды, дауыс беруге болады.",
    "Үміткерді таңдап, «✓» басыңыз — 100 ₸ емес!",
    "Съешь ещё этих мягких французских булок, да выпей чаю.",
    "Объём №\u00a07: щётка, цех, фьорд, ЁЖ?",
    "The quick brown fox jumps over the lazy dog (0123456789).",
    "Ballots cast: 1,204; spoiled: 3 … 50% + 1 = ok/[x]{y}~",
]
LONG_TITLE = "Тұлпарларға көшеде жүгіруге рұқсат берілсін бе?"
LOOKS = ((0, 0), (0, INVERSE), (0, LOW), (LARGE, 0), (LARGE, INVERSE), (LARGE, LOW))

GOLDEN = {
    "choice": question("choose", "Үміткерді таңдаңыз", CANDIDATES, 1),
    "choice_large": question("choose", "Үміткерді таңдаңыз", CANDIDATES, 3, size=LARGE),
    "choice_wrapped": question("choose", "Үміткерді таңдаңыз", CANDIDATES, 2),
    "language": question("choose", "Тіл · Язык · Language", ["Қазақша", "Русский", "English", "Аа □■"]),
    "yes_or_no": question("choose", "Разрешить ли крылатым коням бегать по улицам?", ["Да", "Нет"], contrast=INVERSE),
    "marks": question("mark", "President of Fairy-Tale Land", CANDIDATES, [1], "", 1, language="en"),
    "marks_large_inverse": question("mark", "Президент", CANDIDATES, [4], "", 5, language="ru", size=LARGE, contrast=1),
    "marks_too_many": question("mark", "Ертегілер елі", CANDIDATES, [0], "Ең көбі 1 таңдауға болады.", 1),
    "review": question("confirm", "Тексеріңіз", REVIEW, "key_back", "key_print"),
    "review_large_low": question("confirm", "Тексеріңіз", REVIEW, "key_back", "key_print", size=LARGE, contrast=LOW),
    "compare_low": question("confirm", "Compare the paper", ["Does the paper show your choice?"], "key_change",
                            "key_cast", language="en", contrast=LOW),
    "message": question("message", "Терминал іске қосылмады", ["Картридждер екі түрлі.", "Техникті шақырыңыз."]),
    "pin": question("digits", "Показана карта: председатель", "Введите PIN", 6, True, language="ru"),
    "letters_large": question("letters", "Сандар сәйкес емес", "Себебі", size=LARGE),
}  # fmt: skip
SHORT = [CANDIDATES[number] for number in (0, 1, 3)]
SMALL_GOLDEN = {name: GOLDEN[name] for name in ("language", "review", "pin", "letters_large")} | {
    "choice": question("choose", "Үміткерді таңдаңыз", SHORT, 1),
    "marks": question("mark", "President of Fairy-Tale Land", SHORT, [1], "", 1, language="en"),
    "long_title": question("choose", LONG_TITLE, ["Иә", "Жоқ"]),
    "card": question("confirm", "Картаны көрсетіңіз: комиссия мүшесі", []),
}


def plain(wanted: list) -> list:
    """A question with the looks that were not asked for set back."""
    method, arguments, options = wanted
    return [method, arguments, {"size": 0, "contrast": 0, "language": "kk", **options}]


@pytest.mark.parametrize("name", GOLDEN)
def test_a_page_looks_as_it_should(name: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, plain(GOLDEN[name]))
    assert UNREADABLE not in rig.screen.text
    compare(rig.panel.image(), f"page_{name}")


@pytest.mark.parametrize("name", SMALL_GOLDEN)
def test_a_page_on_the_small_panel_looks_as_it_should(name: str, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, plain(SMALL_GOLDEN[name]), panel=SMALL)
    if name in ("pin", "letters_large"):  # the question has a page of its own
        rig.tap("OK")
    assert UNREADABLE not in rig.screen.text
    compare(rig.panel.image(), f"page_small_{name}")


def test_typed_letters_look_as_they_should(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("letters", "The numbers do not agree", "Reason", language="en"))
    rig.press("down", "right", "ok", "left", "ok", "down")
    assert rig.screen.shows("Reason Ba_")
    compare(rig.panel.image(), "page_letters")


@pytest.mark.parametrize("style", ["", "bold", "centre", "bold centre"])
@pytest.mark.parametrize("size", [0, LARGE])
def test_every_sentence_is_read_back(style: str, size: int, tmp_path: Path) -> None:
    asked = [question("show", "Таңба", [[sentence, style]], size=size) for sentence in SENTENCES]
    rig = DialogRig(tmp_path, *asked)
    for number, sentence in enumerate(SENTENCES):
        screen = rig.asked(number)
        body = " ".join(screen.lines[screen.title_lines :])
        assert body == fold(sentence)


def test_any_letters_in_any_order_are_read_back(tmp_path: Path) -> None:
    dice = random.Random(3)
    letters = "АӘБВГҒДЕЁЖЗИЙКҚЛМНҢОӨПРСТУҰҮФХҺЦЧШЩЪЫІЬЭЮЯ"
    letters += "абвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюяWijlt0Oo,.:;«»№\"'!|-—"
    words = ["".join(dice.choices(letters, k=dice.randint(1, 9))) for _ in range(40)]
    texts = [" ".join(words[i : i + 4]) for i in range(0, 40, 4)]
    asked = [question("show", "T", [text], contrast=dice.randrange(3)) for text in texts]
    rig = DialogRig(tmp_path, *asked)
    for number, text in enumerate(texts):
        assert rig.asked(number).text == fold(f"T {text}")


@pytest.mark.parametrize(("size", "contrast"), LOOKS)
def test_the_focus_is_told_by_more_than_colour(size: int, contrast: int, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", ["Иә", "Жоқ", "Екеуі де жоқ"], 1, size=size, contrast=contrast))
    left, top, _, height = rig.screen.targets[fold("Жоқ")]
    assert rig.screen.selection == ""
    plain = rig.panel.image().astype(int)
    assert rig.press("down").selection == fold("Жоқ")
    image = rig.panel.image().astype(int)
    paper = image[top, 0]
    assert (image[top : top + height, left : left + 6] != paper).any(axis=2).all()  # a thick frame, from the edge
    assert (plain[top : top + height, left : left + 3] == paper).all()
    assert (plain[top + 10 : top + height - 10, left + 5 : left + 14] == paper).all()  # a thin one


@pytest.mark.parametrize(("size", "contrast"), LOOKS)
def test_a_mark_is_a_filled_row_with_a_tick(size: int, contrast: int, tmp_path: Path) -> None:
    options = {"size": size, "contrast": contrast}
    rig = DialogRig(tmp_path, question("mark", "T", ["Иә", "Жоқ"], [1], "", 0, **options))
    assert (rig.screen.marked, rig.screen.selection) == ([fold("Жоқ")], "")
    left, top, width, height = rig.screen.targets[fold("Жоқ")]
    image = rig.panel.image()
    paper = image[top, 0]
    assert ((image[top + 4 : top + height - 4, left + 4 : left + width - 4] != paper).any(axis=2)).mean() > 0.7
    assert rig.press("down", "down").selection == fold("☑ Жоқ")  # seen on top of the mark
    assert rig.screen.marked == [fold("Жоқ")]


@pytest.mark.parametrize(("contrast", "least", "most"), [(0, 10, 22), (INVERSE, 10, 22), (LOW, 4.5, 8)])
def test_contrast_is_what_the_guidelines_ask(contrast: int, least: float, most: float, tmp_path: Path) -> None:
    """VVSG 2.0 7.1-C and 7.1-D, by the formula of WCAG 2."""
    rig = DialogRig(tmp_path, question("choose", "Title", CANDIDATES, 1, contrast=contrast))
    image = rig.panel.image()
    for top, bottom in ((0, 44), (45, 117), (130, 200), (410, 478)):
        colours, counts = np.unique(image[top:bottom].reshape(-1, 3), axis=0, return_counts=True)
        two = colours[np.argsort(counts)[-2:]] / 255
        linear = np.where(two <= 0.04045, two / 12.92, ((two + 0.055) / 1.055) ** 2.4)
        dark, bright = sorted(linear @ (0.2126, 0.7152, 0.0722))
        assert least <= (bright + 0.05) / (dark + 0.05) <= most


def test_moving_the_focus_sends_two_cells_and_no_more(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "T", CANDIDATES[:2]))
    rig.press("down")
    before = rig.panel.dots_written
    assert rig.press("down").selection == fold(CANDIDATES[1])
    assert rig.panel.dots_written - before <= 2 * 73 * rig.panel.width
    before = rig.panel.dots_written
    rig.press("down")
    assert rig.panel.dots_written == before


def test_long_text_flows_from_page_to_page_without_loss(tmp_path: Path) -> None:
    text = " ".join(SENTENCES)
    rig = DialogRig(tmp_path, question("confirm", "T", [text]))
    pages = [rig.screen]
    while pages[-1].more_below:
        pages.append(rig.press("down"))
    assert len(pages) > 2
    bodies = [[line for line in page.lines[page.title_lines :] if line not in page.targets] for page in pages]
    assert " ".join(" ".join(body) for body in bodies) == fold(text)
    assert rig.press(*["up"] * len(pages)) == pages[0]
    assert rig.tap("▾") == pages[1]


def test_a_long_title_is_shown_in_full(tmp_path: Path) -> None:
    title = LONG_TITLE
    for size in (0, LARGE):
        rig = DialogRig(tmp_path / str(size), question("choose", title, ["Иә", "Жоқ"], size=size))
        assert rig.screen.title == fold(title)
        assert list(rig.screen.targets) == [fold("Иә"), fold("Жоқ"), fold("Артқа")]


@pytest.mark.parametrize("size", [0, LARGE])
@pytest.mark.parametrize("body", [[], ["Бұл басқа рөлдің картасы.", "Қайталаңыз."]])
@pytest.mark.parametrize("title", [LONG_TITLE, "Картаны көрсетіңіз: комиссия мүшесі"])
def test_no_word_of_a_title_is_lost_on_the_small_panel(title: str, body: list, size: int, tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("confirm", title, body, size=size), panel=SMALL)
    pages = [rig.screen]
    while pages[-1].more_below:
        pages.append(rig.press("down"))
    said = " ".join(" ".join(line for line in page.lines if line not in page.targets) for page in pages)
    for words in (title, *body):
        assert all(word in said for word in fold(words).split()), pages


@pytest.mark.parametrize("method", ["choose", "mark"])
def test_a_long_title_has_a_page_of_its_own_before_the_choice(method: str, tmp_path: Path) -> None:
    marked = [[]] if method == "mark" else []
    title = "Разрешить ли крылатым коням бегать по улицам?"
    rig = DialogRig(tmp_path, *[question(method, title, ["Иә", "Жоқ"], *marked)] * 2, panel=SMALL)
    assert rig.screen.title == fold(title)
    rig.tap("Артқа")
    assert rig.answers == [-1]
    rig.asked(1)
    rig.tap("Келесі")
    rig.tap("Иә")
    assert rig.answers[1] == 0


def test_a_word_to_whoever_marks_has_a_page_of_its_own_where_it_would_be_cut(tmp_path: Path) -> None:
    note = "«Барлығына қарсымын» жалғыз белгіленеді."
    rig = DialogRig(tmp_path, question("mark", "T", ["Иә", "Жоқ"], [0], note), panel=SMALL)
    assert rig.screen.shows(note) or rig.screen.more_below
    while rig.screen.more_below:
        rig.tap("▾")
    rig.tap("OK")
    assert rig.screen.title == "T"
    assert rig.screen.marked == [fold("Иә")]


def test_a_page_that_waits_for_something_else_is_turned_while_it_waits(tmp_path: Path) -> None:
    lines = [*SENTENCES[:2], "Төрағаны шақырыңыз."]
    rig = DialogRig(tmp_path, question("wait", "T", lines, [["Артқа", BACK]], ["Жаңалық"]), panel=SMALL)
    pages = [rig.screen]
    assert pages[0].lines[1] == fold("Жаңалық")
    while pages[-1].more_below:
        pages.append(rig.tap("▾"))
    assert fold("шақырыңыз.") in pages[-1].text
    rig.rest(350)
    assert rig.press(*["up"] * len(pages)) == pages[0]
    rig.press("back")
    assert rig.answers == [BACK]


def test_a_tab_sends_the_rest_to_the_right(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("show", "T", ["Айгүл Үлгі\t1 204"]))
    assert rig.screen.lines[1] == fold("Айгүл Үлгі 1 204")
    ink = np.flatnonzero((rig.panel.image()[45:88, :, 1] < 128).any(axis=0))
    assert 290 <= ink[-1] < 320 - 7


def test_an_empty_page_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    rig = DialogRig(tmp_path, question("choose", "First", CANDIDATES), question("show", "Second", []))
    rig.press("ok", "ok")
    assert rig.asked(1).lines == [fold("Second")]


def test_a_panel_that_lost_its_picture_gets_it_again(tmp_path: Path) -> None:
    asked = question("message", "T", CANDIDATES[:3])
    rig = DialogRig(tmp_path, asked, question("restart"), asked)
    before = rig.screen
    rig.panel.restart()
    assert read(rig.panel.image()).lines == []
    rig.press("ok")
    assert rig.asked(2) == before
    assert "status 1" in rig.rig.console  # RESTARTED


@pytest.mark.parametrize(("panel", "least"), [(UPRIGHT, 73), (FINE, 73), (SMALL, 63)])
@pytest.mark.parametrize("size", [0, LARGE])
def test_whatever_can_be_touched_is_large_enough(panel: str, least: int, size: int, tmp_path: Path) -> None:
    """VVSG 2.0 7.2-I: 12.7 mm each way, and none over another."""
    asked = [plain(question(*wanted[:1], *wanted[1])) for wanted in GOLDEN.values()]
    for number, wanted in enumerate(asked):
        wanted[2].update(size=size, contrast=0)
        rig = DialogRig(tmp_path / str(number), wanted, panel=panel)
        assert rig.screen.targets
        for words, (left, top, width, height) in rig.screen.targets.items():
            assert width >= least and height >= least, words
            assert left >= 0 and top >= 0 and left + width <= rig.panel.image().shape[1], words
        covered = np.zeros(rig.panel.image().shape[:2], int)
        for left, top, width, height in rig.screen.targets.values():
            covered[top : top + height, left : left + width] += 1
        assert covered.max() == 1


def test_targets_are_2_54_mm_apart_where_there_is_room(tmp_path: Path) -> None:
    """VVSG 2.0 7.2-I: the larger panel under a title of one line."""
    rig = DialogRig(tmp_path, question("choose", "T", SHORT))
    tops = sorted({(top, top + height) for _, top, _, height in rig.screen.targets.values()})
    assert all(below[0] - above[1] >= 15 for above, below in itertools.pairwise(tops))
