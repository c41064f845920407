"""Names of operators, signers and offices that turn a line around, hide a letter or have none to be printed with."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from host_tools import paper
from host_tools.errors import TamgaError
from host_tools.labels.errors import StockError
from host_tools.labels.register import LabelRegister
from host_tools.labels.sheets import Label, write_sheets
from host_tools.labels.stock import Stock
from host_tools.privacy.access_journal import AccessJournal
from host_tools.registers.agreement.terms import Party
from host_tools.registers.planning.approval import Approval
from host_tools.registers.planning.plan import Person
from host_tools.registers.reading.manifest import Manifest
from host_tools.registers.review.decisions import Decision
from host_tools.text_rules import MOST_NAME_CHARACTERS

UNSEEN = {
    "turned around": ("Аман\u202eова", "U+202E"),
    "zero width": ("Аман\u200bова", "U+200B"),
    "moves the cursor": ("Аман\x1b[2Jова", "U+001B"),
    "two lines": ("Аман\nова", "U+000A"),
    "blank of its own": ("Аман\u00a0ова", "U+00A0"),
    "no letter": ("Аман\ue000ова", "U+E000"),
    "too long": ("а" * (MOST_NAME_CHARACTERS + 1), str(MOST_NAME_CHARACTERS)),
    "nothing": (" ", ""),
}


def a_manifest(name: str, **changed: str) -> Manifest:
    fields: dict[str, Any] = {
        "profile": "population", "profile_version": 1, "encoding": "utf-8", "source": "register", "date": "2026-01-01",
        "responsible_person": name, "rows": 1, "size_bytes": 1, "sha256": "0" * 64,
    }  # fmt: skip
    return Manifest(**fields | changed)


def a_decision(name: str) -> Decision:
    return Decision(
        seq=1, previous="0" * 64, item="1", fingerprint="1", action="list", name=name, reason="as seen", at="now"
    )


def a_label(name: str, folder: Path) -> None:
    register = LabelRegister(folder / "labels.db", bytes(32))
    try:
        list(register.issue([(bytes(16), "17")], name, "a list"))
    finally:
        register.close()


PATHS: dict[str, Callable[[str, Path], object]] = {
    "journal": lambda name, folder: AccessJournal(folder / "j").note(name, "open", "a list", "a check"),
    "register of labels": a_label,
    "manifest": lambda name, folder: a_manifest(name),
    "source of a manifest": lambda name, folder: a_manifest("A person", source=name),
    "approver": lambda name, folder: Approval(list_sha256="", summary_sha256="", name=name),
    "person of a plan": lambda name, folder: Person(name=name, authority="CEC"),
    "authority of a plan": lambda name, folder: Person(name="A person", authority=name),
    "who decides": lambda name, folder: a_decision(name),
    "side of an agreement": lambda name, folder: Party(name={"kk": name}),
    "who answers for it": lambda name, folder: Party(name={"kk": "Office"}, responsible=name),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_name_that_people_would_not_see_as_it_is(tmp_path: Path, path: str) -> None:
    PATHS[path]("Ақжан  Сүлейменұлы", tmp_path)
    for kind, (name, said) in UNSEEN.items():
        with pytest.raises((TamgaError, ValidationError)) as refused:
            PATHS[path](name, tmp_path)
        assert said in str(refused.value), kind


def test_the_reason_of_an_act_is_one_line(tmp_path: Path) -> None:
    for reason, said in UNSEEN.values():
        if len(reason) <= MOST_NAME_CHARACTERS:
            with pytest.raises(TamgaError) as refused:
                AccessJournal(tmp_path / "j").note("A person", "open", "a list", reason)
            assert said in str(refused.value)


def test_a_letter_that_no_paper_has_is_named() -> None:
    assert paper.brought("Ә & Ғ") == "Ә &amp; Ғ"
    with pytest.raises(paper.PaperError, match=r"七 \(U\+4E03\)"):
        paper.brought("учаске 七")


def test_a_label_does_not_show_another_name() -> None:
    stock = Stock(names=True, font_path=str(paper.FONT_FILE))
    write_sheets(io.BytesIO(), [Label("0" * 24, "Әлия Ğ")], stock, "17")
    with pytest.raises(StockError, match=r"has no 七 \(U\+4E03\), first on label 2"):
        write_sheets(io.BytesIO(), [Label("0" * 24, "Әлия"), Label("0" * 24, "七")], stock, "17")
