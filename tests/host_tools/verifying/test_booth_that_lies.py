"""A booth that sealed something else than it shows, and voters who challenge it: each lie has its line."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.findings import Report
from host_tools.formats import ballot_record, codes, cose
from host_tools.verifying.challenges import Given, choice_of, chosen
from host_tools.verifying.code_list import find_codes, list_of
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from tests.host_tools.auditor import said
from tests.host_tools.good_day import GoodDay
from tests.host_tools.lying_booth import BOOTH, OTHER, WANTED, Booth


def test_an_honest_opening_holds() -> None:
    booth = Booth()
    report = booth.checked()
    assert report.verdict == "agrees", report.first_bad
    assert report.data["record"] == booth.record() and report.data["code"] == booth.code()
    choice = choice_of(b"\x19", booth.made.election)
    assert choice == list(WANTED)
    assert chosen(choice, booth.made.election, "en") == [
        ("One", ["A"]), ("Two", ["A", "B"]),
    ]  # fmt: skip


def test_a_challenge_answered_with_another_seed() -> None:
    report = Booth().checked(Booth().opening(own=b"\x01" * 32))
    assert report.verdict == "disagrees" and "THE BOOTH LIED" in report.first_bad


def test_another_choice_than_the_one_that_was_sealed() -> None:
    """It sealed another vote and shows the voter's: no seed makes the code that it has printed."""
    booth = Booth(sealed=OTHER, shown=WANTED)
    assert "THE BOOTH LIED" in booth.checked().first_bad
    honest_about_it = replace(booth, shown=OTHER).checked()
    assert honest_about_it.verdict == "agrees", "then the voter reads another choice than on the ballot slip"
    assert any("Sealed for One: Against all" in line.text for line in honest_about_it.findings)


def test_another_code_than_on_the_strip() -> None:
    booth = Booth()
    other = replace(booth, own=b"\x02" * 32)
    report = booth.checked(given=Given([other.strip()], [booth.activation()]))
    assert report.verdict == "disagrees" and "the strip is of another ballot" in report.first_bad


def test_a_challenged_ballot_that_is_also_published() -> None:
    booth = Booth()
    booth.made.records[BOOTH] = sorted([*booth.made.records[BOOTH][:4], booth.made.slot(BOOTH, booth.record())])
    assert "a published record has this code" in booth.checked().first_bad
    report = precinct_with(booth, [("O", booth.opening()), ("V", booth.strip())])
    assert any("a published record has this code" in line.text for line in report.findings)


def test_two_voters_who_get_one_code() -> None:
    """The clash: the second voter's code is the first one's, whose slip has another number."""
    first = Booth()
    second = replace(first, nonce=b"of another voter")
    report = first.checked(given=Given([first.strip()], [second.activation()]))
    assert report.verdict == "disagrees" and "its random number is not in the seed" in report.first_bad
    assert first.code() != second.code(), "and with the second slip's number the code is another"


def test_seeds_without_the_voters_share_are_seen_by_whoever_has_the_slip() -> None:
    booth = Booth(nonce=bytes(16))
    slip = replace(booth, nonce=b"activation nonce").activation()
    assert booth.checked(given=Given([booth.strip()], [slip])).verdict == "disagrees"


@pytest.mark.parametrize("bits", [0b00000011, 0b00000000, 0b11111111, 0b00010001, 0b10001001])
def test_a_choice_that_no_ballot_can_hold(bits: int) -> None:
    """Two of one, none at all, and blanks that do not come one after the other."""
    assert "no ballot of this election" in Booth().checked(Booth().opening(choice=bytes([bits]))).first_bad


@pytest.mark.parametrize("choice", [b"", b"\x19\x00"])
def test_a_choice_of_another_length(choice: bytes) -> None:
    assert "no ballot of this election" in Booth().checked(Booth().opening(choice=choice)).first_bad


def test_an_opening_that_somebody_else_signed() -> None:
    booth = Booth()
    forged = cose.sign1(cose.peek1(booth.opening())[1], booth.made.booths[2])  # type: ignore[index]
    assert booth.checked(forged).verdict == "disagrees"


def test_without_the_strip_nothing_is_proven() -> None:
    booth = Booth()
    assert booth.checked(given=Given()).verdict == "unproven"


def test_any_altered_byte_is_seen() -> None:
    booth, dice = Booth(), random.Random(16)
    signed = booth.opening()
    for _ in range(40):
        at = dice.randrange(len(signed))
        altered = signed[:at] + bytes([signed[at] ^ 1 << dice.randrange(8)]) + signed[at + 1 :]
        assert booth.checked(altered).verdict == "disagrees", at


def precinct_with(booth: Booth, objects: Sequence[tuple[str, bytes]]) -> Report:
    made = booth.made
    images = [bytes(made.image(number)) for number in made.booths for _ in (0, 1)]
    totals = [made.totals(number) for number in made.booths]
    return check_precinct(
        images, totals, made.protocol(), made.election, made.precinct, evidence=Evidence(challenges=objects)
    )


def test_a_day_with_its_challenge_agrees() -> None:
    booth = Booth()
    report = precinct_with(booth, [("O", booth.opening()), ("V", booth.strip())])
    assert any("of booth 1 holds" in line.text for line in report.findings)
    assert not [line.text for line in report.findings if "challenge" in line.text and line.level == "bad"]


def test_more_challenges_than_the_booth_says() -> None:
    booth = Booth()
    other = replace(booth, own=b"\x02" * 32)
    report = precinct_with(booth, [("O", booth.opening()), ("O", other.opening())])
    assert any("opened 2 ballots, its totals say 1" in line.text for line in report.findings)


def test_challenges_in_the_totals_that_the_protocol_leaves_out() -> None:
    made = GoodDay()
    protocol = made.protocol_payload()
    lines = [line._replace(challenged=0) for line in protocol.booths]
    signed = made.protocol(booths=lines, fields={**protocol.fields, "challenged": 0})
    images = [bytes(made.image(number)) for number in made.booths for _ in (0, 1)]
    report = check_precinct(
        images, [made.totals(number) for number in made.booths], signed, made.election, made.precinct
    )
    assert report.verdict == "disagrees"


# --- commands -----------------------------------------------------------------------------------------------------


def written(folder: Path, booth: Booth) -> dict[str, str]:
    """The files of a voter at home."""
    public = folder / "public"
    public.mkdir()
    (public / "election.cbor").write_bytes(booth.made.election.to_cbor())
    (public / "precinct-official.cbor").write_bytes(booth.made.precinct.to_cbor())
    (folder / "booth-1.bin").write_bytes(b"".join(booth.made.published(BOOTH)))
    for name, kind, data in (("opening", "O", booth.opening()), ("strip", "V", booth.strip())):
        (folder / f"{name}.txt").write_text("\n".join(codes.split(kind, data)))
    return {path.name: str(path) for path in folder.iterdir()}


def test_a_voter_at_home_checks_with_the_published_files_alone(tmp_path: Path) -> None:
    files = written(tmp_path, Booth())
    words = ["challenge", "verify", files["opening.txt"], files["strip.txt"], "--keys", files["public"]]
    result = CliRunner().invoke(app, [*words, "--records", files["booth-1.bin"]])
    assert "Sealed for One: A." in said(result) and "does not count" in said(result)
    assert result.exit_code == 2, "no authority vouches for these definitions, and that is said"
    (tmp_path / "liar").mkdir()
    liar = written(tmp_path / "liar", Booth(sealed=OTHER))
    words = ["challenge", "verify", liar["opening.txt"], liar["strip.txt"], "--keys", liar["public"]]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 1 and "THE BOOTH LIED" in said(result)


def test_a_code_is_found_by_its_first_letters(tmp_path: Path) -> None:
    booth = Booth()
    files = written(tmp_path, booth)
    out = tmp_path / "codes.txt"
    words = ["challenge", "codes", files["booth-1.bin"], "--booth", "1", "--keys", files["public"], "--out", str(out)]
    assert CliRunner().invoke(app, words).exit_code == 0
    lines = out.read_text().splitlines()
    assert lines == sorted(lines) and len(lines) == 5
    result = CliRunner().invoke(app, ["challenge", "find", lines[2][:5].lower(), str(out)])
    assert result.exit_code == 0 and lines[2] in said(result)
    result = CliRunner().invoke(app, ["challenge", "find", ballot_record.code_text(booth.code()), str(out)])
    assert result.exit_code == 1 and "dispute procedure" in said(result)


@pytest.mark.parametrize(("letters", "why"), [("ABCD", "first 5 letters"), ("ABCDU", "the letters U")])
def test_letters_that_find_nothing_are_explained(letters: str, why: str, tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_text(list_of(Booth().published()))
    result = CliRunner().invoke(app, ["challenge", "find", letters, str(path)])
    assert result.exit_code == 2 and why in said(result)


def test_misread_letters_are_read_as_they_are_meant() -> None:
    assert find_codes("oil0I", ["01101 00000 00000 00000 00000"]) == ["01101 00000 00000 00000 00000"]
