"""What goes back to an authority is signed, its own, and complete; the agreement says who answers what, and when."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl
import pypdfium2
import pytest

from host_tools.privacy.vault import CLEAR
from host_tools.registers.agreement import paper, words
from host_tools.registers.agreement.terms import LANGUAGES, read, usual
from host_tools.registers.answers import ANSWERS
from host_tools.registers.classes import CLASSES, PREFIX, REGISTERS
from host_tools.registers.compiling.compile import Compiling
from host_tools.registers.compiling.discrepancies import Sender
from host_tools.registers.errors import VoterRegisterError
from host_tools.registers.profiles import DISCREPANCIES, PROFILES
from host_tools.registers.reading import acceptance, manifest
from tests.host_tools.registers.conftest import DAY, KEY, TRUSTED, Desk, as_text

NOT_ASKED = {"under_18", "over_limit", "repaired", "match"}  # nothing that a register could answer


@pytest.fixture
def sent(desk: Desk) -> Desk:
    Compiling(desk.sources(), DAY, desk.result, sender=Sender(KEY, "commission", "Demo Operator")).run()
    return desk


@pytest.mark.parametrize("register", REGISTERS)
def test_every_discrepancy_is_sent_signed_and_passes_the_same_check(sent: Desk, register: str) -> None:
    file = sent.result / f"discrepancies-{register}.csv"
    said = manifest.read(file, TRUSTED)
    assert said.profile == "discrepancies" and said.responsible_person == "Demo Operator"
    delivery = acceptance.Delivery(file, DISCREPANCIES, "utf-8", said)
    examined = acceptance.examine(delivery, None, DAY, CLEAR, lambda *_: None)
    assert not examined.problems and examined.finding.faults == 0
    rows = pl.read_csv(file, infer_schema=False)
    entries = pl.concat([as_text(sent.result, name) for name in ("voters", "aside")], how="diagonal")
    asked = {name for name, answer in ANSWERS.items() if register in answer.registers}
    flags = (pl.col("class") + " " + pl.col("also").fill_null("")).str.split(" ").list.eval(pl.element().is_in(asked))
    expected = entries.filter(pl.col(f"{register}_record").is_not_null() & flags.list.any())
    assert sorted(rows["record"]) == sorted(expected[f"{register}_record"])
    assert set(" ".join(rows["classes"]).split()) <= asked


def test_the_days_of_an_agreement_are_those_of_the_file(desk: Desk) -> None:
    agreed = {"pension": {"only_pension": 7, "deceased": 2}}
    Compiling(desk.sources(), DAY, desk.result, sender=Sender(KEY, "commission", "Demo Operator", agreed)).run()
    rows = pl.read_csv(desk.result / "discrepancies-pension.csv", infer_schema=False)
    days = {kind: set(rows.filter(pl.col("classes") == kind)["answer_days"]) for kind in ("only_pension", "deceased")}
    assert days == {"only_pension": {"7"}, "deceased": {"2"}}


def test_an_authority_is_not_told_what_another_one_says(sent: Desk) -> None:
    review = pl.read_parquet(sent.result / "review.parquet").filter(pl.col("fields").str.contains("surname"))
    texts = {register: (sent.result / f"discrepancies-{register}.csv").read_text() for register in REGISTERS}
    for row in review.head(20).iter_rows(named=True):
        for register, prefix in PREFIX.items():
            for other in set(PREFIX.values()) - {prefix}:
                assert not row[f"{other}surname"] or row[f"{other}surname"] not in texts[register]


def test_every_class_has_somebody_who_answers_or_needs_nobody() -> None:
    assert set(CLASSES) == set(ANSWERS) | NOT_ASKED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("register", REGISTERS)
def test_the_agreement_names_every_column_class_and_day(language: str, register: str) -> None:
    terms, stream = usual(register), io.BytesIO()
    paper.write(stream, terms, language)
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(stream.getvalue()))
    said = words.read(language)
    for column in (*PROFILES[register].header, *DISCREPANCIES.header):
        assert column in text and said.columns[column]
    for name in terms.answered:
        assert name in text and said.classes[name]
    assert "{" not in text and "@" not in text
    again = io.BytesIO()
    paper.write(again, terms, language)
    assert again.getvalue() == stream.getvalue()


def test_the_languages_say_the_same_in_as_many_words() -> None:
    shapes = [[len(section.paragraphs) for section in words.read(language).sections] for language in LANGUAGES]
    assert shapes[0] == shapes[1] == shapes[2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("register = 5", "register"),
        ("not toml", "not TOML"),
        ('register = "moon"\n[commission]\nname = {kk = "a"}\n[office]\nname = {kk = "b"}', "is one of"),
        (
            'register = "pension"\nanswer_days = {conflict = 2}\n[commission]\nname = {kk = "a"}\n'
            '[office]\nname = {kk = "b"}',
            "conflict is no class",
        ),
        (
            'register = "pension"\nfirst_delivery_days_before = 10\n[commission]\nname = {kk = "a"}\n'
            '[office]\nname = {kk = "b"}',
            "is after the last delivery",
        ),
        (
            'register = "pension"\nanswer_days = {deceased = 0}\n[commission]\nname = {kk = "a"}\n'
            '[office]\nname = {kk = "b"}',
            "deceased: is at least 1",
        ),
    ],
)
def test_terms_that_make_no_sense_are_refused(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "terms.toml").write_text(text)
    with pytest.raises(VoterRegisterError, match=says):
        read(tmp_path / "terms.toml")
