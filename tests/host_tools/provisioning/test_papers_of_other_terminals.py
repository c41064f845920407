"""Shipping papers that are not those of the terminals: a box without a seal, one seal on two, too little paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from host_tools.provisioning.doctor import examine
from tests.host_tools.provisioning.test_no_room_for_terminals import run
from tests.host_tools.provisioning.test_unfit_to_ship import DAY_BEFORE, made

SHIPPING = "shipping"


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two precincts with shipping papers and nothing wrong."""
    folder = tmp_path_factory.mktemp("nation") / "all"
    books = [made(folder / f"{number:05d}", number) / "terminals.json" for number in (17, 18)]
    done = run("terminals", "shipping", *books, "--first-seal", "00120000", "--per-box", 2, "--out", folder / SHIPPING,
               "--precincts", folder)  # fmt: skip
    assert done.exit_code == 0, done.output
    return folder


def changed(name: str, before: str, after: str) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        path = folder / SHIPPING / name
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after, 1), "utf-8")

    return change


def found(folder: Path) -> tuple[list[str], list[str]]:
    """(what is wrong, what is right) with a nation."""
    said = [finding for report in examine(folder, DAY_BEFORE) for finding in report.findings]
    return [one.text for one in said if one.level == "bad"], [one.text for one in said if one.level == "good"]


def test_papers_of_these_terminals(nation: Path) -> None:
    bad, good = found(nation)
    assert bad == []
    assert "6 boxes of 6 terminals with 12 seals, each on one box" in good
    assert any("rolls of thermal paper for 2 precincts" in text for text in good)
    assert "6 terminals, each with a key of its own" in good


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (changed("seals.csv", "17,TM-00017-1,00120002 00120003\n", ""), "TM-00017-1 have no box"),
        (changed("seals.csv", "TM-00017-1", "TM-00017-9"), "TM-00017-9 have a box and are in no device book"),
        (changed("seals.csv", "00120002", "00120000"), "00120000 are seals of several boxes"),
        (changed("seals.csv", "00120002", "0012000"), "0012000 are no seals of 8 digits"),
        (changed("seals.csv", "00120002 00120003", ""), "TM-00017-1 have a box without a seal"),
        (changed("seals.csv", "18,TM-00018-1", "17,TM-00017-1"), "TM-00017-1 have several boxes"),
        (changed("seals.csv", "precinct,", "place,"), "precinct"),
        (changed("paper.csv", "17,5,2", "17,4,2"), "not at all: precinct 17"),
        (changed("paper.csv", "17,5,2,1", "17,5,2,2"), "not at all: precinct 17"),
        (changed("paper.csv", "voters", "people"), "no table of rolls"),
        (lambda folder: (folder / SHIPPING / "boxes.pdf").unlink(), "boxes.pdf: is missing"),
        (lambda folder: (folder / "00018" / "public" / "authority.pub").unlink(), "TM-00018-D"),
    ],
)
def test_papers_that_do_not_fit(nation: Path, tmp_path: Path, change: Callable[[Path], object], words: str) -> None:
    folder = tmp_path / "all"
    shutil.copytree(nation, folder)
    change(folder)
    bad, _ = found(folder)
    assert bad and any(words in text for text in bad), bad
    assert run("doctor", folder, "--today", "2026-11-28").exit_code == 1


def test_a_script_of_a_test_deck_is_left(nation: Path, tmp_path: Path) -> None:
    folder = tmp_path / "17"
    shutil.copytree(nation / "00017", folder)
    (folder / "deck").mkdir()
    script = folder / "deck" / "script-kk.pdf"
    script.touch(0o600)
    (report,) = examine(folder, DAY_BEFORE)
    assert report.ok
    assert "deck/script-kk.pdf: has numbers of voters; wipe it after the test" in [one.text for one in report.findings]
    script.chmod(0o644)
    assert "script-kk.pdf: others can read this" in examine(folder, DAY_BEFORE)[0].first_bad


def test_one_key_of_terminals_in_two_precincts(nation: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    shutil.copytree(nation, folder)
    mine, other = (folder / f"{number:05d}" / "terminals.json" for number in (17, 18))
    keys = [path.read_text("utf-8").split('"public_key": "')[1][:64] for path in (mine, other)]
    other.write_text(other.read_text("utf-8").replace(keys[1], keys[0]), "utf-8")
    bad, _ = found(folder)
    assert any("one key for several terminals: TM-00017-D, TM-00018-D" in text for text in bad), bad
