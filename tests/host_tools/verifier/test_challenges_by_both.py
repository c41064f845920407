"""Lies about a challenged ballot: the tools and the program that shares nothing with them refuse them alike."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.verifier import challenge
from host_tools.verifying.challenges import Given
from tests.host_tools.lying_booth import BOOTH, OTHER, WANTED, Booth

PROGRAM = Path(challenge.__file__)


def written(booth: Booth, folder: Path) -> None:
    (folder / "election.cbor").write_bytes(booth.made.election.to_cbor())
    (folder / "precinct.cbor").write_bytes(booth.made.precinct.to_cbor())
    (folder / f"booth-{BOOTH}.bin").write_bytes(b"".join(booth.made.published(BOOTH)))


def refused(booth: Booth, folder: Path, opening: bytes, strip: bytes, activation: bytes) -> list[str]:
    """What the program says does not hold."""
    written(booth, folder)
    return [text for good, text in challenge.check(folder, opening, [strip, activation]) if not good]


class Lie(NamedTuple):
    """line: of the threat model. tell: (the booth, its opening, strip, activation slip). by_one: what the program says;
    by_other: our tool.
    """

    line: str
    name: str
    tell: Callable[[], tuple[Booth, bytes, bytes, bytes]]
    by_one: str
    by_other: str


def answered_with(**changes: object) -> tuple[Booth, bytes, bytes, bytes]:
    booth = Booth()
    return booth, booth.opening(**changes), booth.strip(), booth.activation()


def sealed_otherwise() -> tuple[Booth, bytes, bytes, bytes]:
    booth = Booth(sealed=OTHER, shown=WANTED)
    return booth, booth.opening(), booth.strip(), booth.activation()


def clash() -> tuple[Booth, bytes, bytes, bytes]:
    booth = Booth()
    return booth, booth.opening(), booth.strip(), replace(booth, nonce=b"of another voter").activation()


def published_too() -> tuple[Booth, bytes, bytes, bytes]:
    booth = Booth()
    slot = booth.made.slot(BOOTH, booth.record())
    booth.made.records[BOOTH] = sorted([*booth.made.records[BOOTH][:4], slot])
    return booth, booth.opening(), booth.strip(), booth.activation()


def another_strip() -> tuple[Booth, bytes, bytes, bytes]:
    booth = Booth()
    return booth, booth.opening(), replace(booth, own=b"\x02" * 32).strip(), booth.activation()


def signed_by_another() -> tuple[Booth, bytes, bytes, bytes]:
    booth = Booth()
    payload = (cose.peek1(booth.opening()) or (b"", b""))[1]
    return booth, cose.sign1(payload, SigningKey(b"n" * 32)), booth.strip(), booth.activation()


LIES = [
    Lie("T98", "another seed", lambda: answered_with(own=b"\x01" * 32), "made again has the code", "THE BOOTH LIED"),
    Lie("T98", "another choice", sealed_otherwise, "made again has the code", "THE BOOTH LIED"),
    Lie("T100", "one code for two voters", clash, "its number is in the seed", "its random number is not in the seed"),
    Lie(
        "T99", "a ballot that is also published", published_too, "published records", "a published record has this code"
    ),
    Lie("T98", "another code than on the strip", another_strip, "The strip has", "the strip is of another ballot"),
    Lie("T98", "a choice that no ballot can hold", lambda: answered_with(choice=b"\x1b"), "a ballot can hold", ""),
    Lie("T98", "an opening of somebody else", signed_by_another, "signed by a booth", ""),
]


@pytest.mark.parametrize("lie", LIES, ids=lambda lie: lie.name)
def test_both_refuse(lie: Lie, tmp_path: Path) -> None:
    booth, opening, strip, activation = lie.tell()
    said = refused(booth, tmp_path, opening, strip, activation)
    assert any(lie.by_one in text for text in said), said
    report = booth.checked(opening, Given([strip], [activation], booth.published()))
    assert report.verdict != "agrees" and lie.by_other in str(report.first_bad), report.first_bad


def test_every_lie_has_its_line_in_the_threat_model() -> None:
    here = "host_tools/verifier/test_challenges_by_both.py::test_both_refuse"
    rows = tomllib.loads((Path(__file__).parents[3] / "docs" / "threats.toml").read_text(encoding="utf-8"))["attack"]
    held = {row["id"] for row in rows if here in row.get("tests", [])}
    assert {lie.line for lie in LIES} <= held


def test_both_make_the_same_record_and_the_honest_one_is_refused_by_neither(tmp_path: Path) -> None:
    booth = Booth()
    assert refused(booth, tmp_path, booth.opening(), booth.strip(), booth.activation()) == []
    place = challenge.place_of(tmp_path)
    seed = challenge.hkdf(booth.own, booth.nonce, b"TM2 seed" + place.context(BOOTH), 32)
    assert challenge.record_of(seed, b"\x19", place, BOOTH) == booth.record()
    files = {"opening": booth.opening(), "strip": booth.strip(), "activation": booth.activation()}
    (tmp_path / "slips").mkdir()
    paths = [tmp_path / "slips" / f"{name}.cose" for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    alone = [sys.executable, str(PROGRAM), str(tmp_path), *map(str, paths)]
    done = subprocess.run(alone, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0 and "DISAGREES" not in done.stdout, done
    assert subprocess.run(alone[:3], capture_output=True, cwd=tmp_path, check=False).returncode == 2
