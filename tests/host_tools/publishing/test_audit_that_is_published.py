"""An audit is published with its counts and reports, without who counted, and without what nobody signed."""

from __future__ import annotations

from pathlib import Path

from nacl.signing import SigningKey

from host_tools.formats import cose
from host_tools.formats.read_back import NOT_READ, ReadBack, ReadBackLine
from host_tools.publishing.check import check
from tests.host_tools.determining.made_up_nation import AUTHORITY
from tests.host_tools.publishing.conftest import MADE_S, publish
from tests.host_tools.small_precinct import small_election

AUDIT = '{"publication": "00", "contest": "one", "seed": "1", "drawn": [1]}'


def report(key: SigningKey, mode: int = 0) -> bytes:
    """A signed report on one terminal."""
    lines = [ReadBackLine(1, 1, NOT_READ, ["it was not read back"])]
    content = ReadBack(
        election=small_election().hash16, mode=mode, publication=bytes(32), made_s=MADE_S, chosen="picked", lines=lines
    )
    return cose.sign1(content.to_cbor(), key)


def test_what_is_published_of_an_audit(folder: Path, published: Path) -> None:
    audit = folder / "audits" / "one"
    audit.mkdir(parents=True)
    files = {
        "audit.json": AUDIT.encode(), "counts.csv": b"precinct,line,counted\n1,a,2\n",
        "readback.cose": report(AUTHORITY),
        "counters.csv": b"precinct,count,person\n1,1,Asel\n", "worksheets.pdf": b"%PDF",
        "other.cose": report(SigningKey(bytes(32))), "test.cose": report(AUTHORITY, mode=1), "terminals.json": b"{",
    }  # fmt: skip
    for name, data in files.items():
        (audit / name).write_bytes(data)
    (folder / "audits" / "stray.txt").write_text("x")
    done = publish(folder, published)
    assert not done.alarms and len(done.strays) == 6, done.strays
    assert sum("authority or the centre signed" in text for text in done.strays) == 2
    there = {path.name for path in (published / "audits" / "one").iterdir()}
    assert there == {"audit.json", "counts.csv", "readback.cose"}
    assert check(published).ok
    (published / "audits" / "one" / "readback.cose").write_bytes(report(SigningKey(bytes(32))))
    said = " ".join(finding.text for finding in check(published).findings)
    assert "no report that the authority or the centre signed" in said and "altered" in said
