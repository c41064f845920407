"""The verifier that shares nothing judges as the fast one does: records, whole precincts, and every attack on them."""

from __future__ import annotations

import ast
import json
import random
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from host_tools.formats import ballot_record, cose
from host_tools.formats.definitions import Item, Manifest
from host_tools.verifier import verify
from tests.host_tools.make_vectors import FOLDER
from tests.host_tools.small_precinct import SmallPrecinct

VECTORS: list[dict[str, Any]] = json.loads((FOLDER / "ballot_records.json").read_text(encoding="utf-8"))["vectors"]
SOURCE = Path(verify.__file__)


def test_it_imports_nothing_of_ours_and_stays_short() -> None:
    modules = set()
    for node in ast.walk(ast.parse(SOURCE.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").partition(".")[0])
    assert modules <= {*sys.stdlib_module_names, "nacl"}
    assert len(SOURCE.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_each_record_is_judged_alike(vector: dict[str, Any]) -> None:
    place = vector["place"]
    key = bytes.fromhex(place["key"])
    where = (bytes.fromhex(place["election"]), place["precinct"], place["mode"], place["booth"], key)
    shape = [(count, votes) for count, votes in vector["contests"]]
    records = [bytes.fromhex(record) for record in vector["records"]]
    valid = all(verify.is_valid(record, ballot_record.context(*where), key, shape) for record in records)
    if vector["why"] == "duplicate" and len(records) > 1:
        assert valid  # each by itself; the precinct's own test below finds the copy
    else:
        assert valid == vector["valid"]


@pytest.fixture
def precinct() -> SmallPrecinct:
    return SmallPrecinct()


@pytest.fixture
def folder(precinct: SmallPrecinct, tmp_path: Path) -> Path:
    """What is published of a precinct."""
    parts = {"election": precinct.election.to_cbor(), "precinct": precinct.precinct.to_cbor()}
    items = [Item(name, len(data), sha256(data).digest()) for name, data in parts.items()]
    manifest = Manifest(role="desk", precinct=17, mode=0, terminal=0, parts=items)
    for name, data in parts.items():
        (tmp_path / f"{name}.cbor").write_bytes(data)
    (tmp_path / "manifest.cose").write_bytes(cose.sign1(manifest.to_cbor(), precinct.authority))
    (tmp_path / "protocol.cose").write_bytes(precinct.protocol())
    for booth in precinct.booths:
        (tmp_path / f"totals-{booth}.cose").write_bytes(precinct.totals(booth))
        (tmp_path / f"booth-{booth}.bin").write_bytes(b"".join(precinct.published(booth)))
    return tmp_path


def wrong(folder: Path, precinct: SmallPrecinct) -> list[str]:
    """The sentences that do not hold."""
    return [text for good, text in verify.verify(folder, bytes(precinct.authority.verify_key)) if not good]


def test_an_honest_precinct_agrees(folder: Path, precinct: SmallPrecinct, capsys: pytest.CaptureFixture[str]) -> None:
    assert wrong(folder, precinct) == []
    assert verify.main([str(folder), "--authority", bytes(precinct.authority.verify_key).hex()]) == 0
    said = capsys.readouterr().out
    assert "The opening proof holds" in said and "DISAGREES" not in said and "not shown" not in said
    assert verify.main([str(folder)]) == 0 and "Nobody vouches" in capsys.readouterr().out


def test_a_correction_leads_back_to_the_first(folder: Path, precinct: SmallPrecinct) -> None:
    (folder / "second.cose").write_bytes(precinct.correction_of(precinct.protocol()))
    assert wrong(folder, precinct) == []
    (folder / "protocol.cose").unlink()
    assert wrong(folder, precinct) == ["Protocol 2 leads back to number 1."]


def swapped(data: bytes, size: int) -> bytes:
    return data[size : 2 * size] + data[:size] + data[2 * size :]


RECORDS: dict[str, Callable[[bytes, int], bytes]] = {
    "dropped": lambda data, size: data[size:],
    "duplicated": lambda data, size: data[:size] + data,
    "in another order": swapped,
    "a bit turned": lambda data, size: data[:70] + bytes([data[70] ^ 1]) + data[71:],
    "broken off": lambda data, size: data[:-1],
    "of nothing": lambda data, size: b"",
}


@pytest.mark.parametrize("how", RECORDS)
def test_records_that_were_changed(folder: Path, precinct: SmallPrecinct, how: str) -> None:
    path = folder / "booth-1.bin"
    path.write_bytes(RECORDS[how](path.read_bytes(), len(precinct.published(1)[0])))
    assert "Booth 1: the records are those that its sealed totals name." in wrong(folder, precinct)


def test_a_booth_that_signs_what_it_changed(folder: Path, precinct: SmallPrecinct) -> None:
    """The booth's own key signs the hash of other records: proofs, copies and sums still show it."""
    for how, words in (
        ("duplicated", "no ciphertext stands twice"),
        ("in another order", "in the order of their bytes"),
        ("a bit turned", "are proved to hold exactly their votes"),
        ("dropped", "the sum of position 0"),
    ):
        data = RECORDS[how](b"".join(precinct.published(1)), len(precinct.published(1)[0]))
        totals = precinct.totals(1, records=sha256(data).digest())
        line = precinct.protocol_payload().booths
        named = [line[0]._replace(totals=sha256(totals).digest()), line[1]]
        (folder / "booth-1.bin").write_bytes(data)
        (folder / "totals-1.cose").write_bytes(totals)
        (folder / "protocol.cose").write_bytes(precinct.protocol(booths=named))
        assert any(words in text for text in wrong(folder, precinct)), how


def test_numbers_that_the_desk_changed(folder: Path, precinct: SmallPrecinct) -> None:
    votes = [list(line) for line in precinct.protocol_payload().electronic]
    votes[0][0], votes[0][1] = votes[0][0] - 1, votes[0][1] + 1
    (folder / "protocol.cose").write_bytes(precinct.protocol(electronic=votes))
    assert wrong(folder, precinct) == [
        "The opening proof holds for all electronic votes."
    ]  # fmt: skip
    votes[0][1] += 1
    (folder / "protocol.cose").write_bytes(precinct.protocol(electronic=votes))
    assert any("exactly the votes" in text for text in wrong(folder, precinct))


def test_other_signers_and_missing_parts(folder: Path, precinct: SmallPrecinct) -> None:
    protocol = cose.peek1(precinct.protocol())
    assert protocol is not None
    (folder / "totals-2.cose").unlink()
    assert "Booth 2: its sealed totals, which the protocol names, are not there." in wrong(folder, precinct)
    (folder / "protocol.cose").write_bytes(cose.sign1(protocol[1], precinct.booths[1]))
    with pytest.raises(verify.UnusableError, match="no protocol"):
        wrong(folder, precinct)
    (folder / "election.cbor").write_bytes(precinct.election.model_copy(update={"id": "other"}).to_cbor())
    assert verify.main([str(folder)]) == 2


def test_nothing_makes_it_fall(folder: Path, precinct: SmallPrecinct) -> None:
    """Bits turned anywhere in anything: it says that something does not agree, or that nothing can be said."""
    dice = random.Random(5)
    for path in sorted(folder.iterdir()):
        whole = path.read_bytes()
        for _ in range(3):
            altered = bytearray(whole)
            altered[dice.randrange(len(whole))] ^= 1 << dice.randrange(8)
            path.write_bytes(altered)
            assert verify.main([str(folder), "--authority", bytes(precinct.authority.verify_key).hex()]) in (1, 2)
        path.write_bytes(whole)
