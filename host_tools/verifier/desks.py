"""Verify the reports of a precinct's desks without any of Tamga's code: this file, verify.py beside it, and PyNaCl.

    python desks.py FOLDER

FOLDER is the one of verify.py, and holds the reports of the second and further desks as signed (*.cose), too. Says of
the newest protocol whether its line of each desk is what that desk has signed, and whether the precinct's numbers are
those of all desks. Written from docs/formats.md, sections 2, 3 and 7. Exit status: as of verify.py.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

if __package__:
    from host_tools.verifier import verify
else:
    import verify  # type: ignore[import-not-found, no-redef]

# Numbers of a desk, in their order, as the fields of a protocol are called.
COUNTS = (
    "listed", "marked", "typed_in", "activations", "issued_recorded", "outside_recorded", "spoiled_recorded",
    "withdrawn_recorded", "slips_returned", "slips_exchanged", "slips_changed", "slips_taken", "paper_returned",
    "papers_taken", "added", "by_certificate", "added_refused", "home_requests", "home_refused", "assisted",
)  # fmt: skip


def check(folder: Path) -> verify.Said:
    """(does it agree, a sentence) for everything that can be checked. UnusableError where nothing can."""
    precinct = verify.cbor((folder / "precinct.cbor").read_bytes())
    where, desks = tuple(precinct[key] for key in (1, 2, 3)), {one[0]: one[1] for one in precinct.get(15, [])}
    objects = [path.read_bytes() for path in sorted(folder.glob("*.cose"))]
    protocols, reports = list[dict[int, Any]](), dict[bytes, dict[int, Any]]()
    for data in objects:
        said = verify.opened(data) or {}
        if tuple(said.get(key) for key in (1, 2, 3)) != where:
            continue
        if said[0] == "P2" and verify.opened(data, precinct[6]):
            protocols.append(said)
        elif said[0] == "J2" and said[4] in desks and said[4] > 1 and verify.opened(data, desks[said[4]]):
            reports[sha256(data).digest()] = said
    if not protocols:
        raise verify.UnusableError("no protocol that the first desk of this precinct signed")
    protocol = max(protocols, key=lambda said: int(said[11]))
    lines = protocol.get(21, [])
    for before in protocols:
        kept = all(a == b or (a[0] > 1 and a[1] is None) for a, b in zip(before.get(21, []), lines, strict=False))
        more = sum(b[5] - a[5] for a, b in zip(before[4], protocol[4], strict=False))
        came = sum(b[5] - a[5] for a, b in zip(before.get(21, []), lines, strict=False))
        yield kept and more == came, f"It keeps the desks of number {before[11]}, or adds one that was dead."
    yield [line[0] for line in lines] == [*desks], f"It has a line for each of {len(desks) or 'no'} further desks."
    for desk, report, *numbers in lines:
        if desk == 1:
            yield report is None, "The first desk has no report: the protocol is its own."
        elif report is None:
            yield (
                not any(numbers) and 12 in protocol,
                f"Desk {desk} is dead: none of its numbers counts, and a reason is given.",
            )
        else:
            said = reports.get(report, {})
            mine = [one for one in protocol.get(22, []) if one[0] == desk]
            same = said.get(4) == desk and said.get(8) == numbers and said.get(11) == mine
            yield same, f"Desk {desk} is counted by the report that it signed."
    for at, name in enumerate(COUNTS):
        total = sum(line[2 + at] for line in lines)
        if lines:
            yield protocol[7].get(name) == total, f"{name} is {total} of all desks together."
    for desk, member, received, *_, spoiled, _, _, ballots, unused in protocol.get(22, []):
        adds_up = received == ballots + spoiled + unused
        yield adds_up or 12 in protocol, f"Member {member} of desk {desk}: {received} ballots, out, spoiled or back."
    counted = [one for one in reports.values() if one[4] in {line[0] for line in lines if line[1] in reports}]
    for booth, opening, issued in ((line[0], line[6], line[5]) for line in protocol[4]):
        given = sum(at[3] for one in counted for at in one[9] if (at[0], at[1]) == (booth, opening))
        yield given <= issued, f"Booth {booth}: {given} of its {issued} slips are other desks'."


def main(words: list[str]) -> int:
    """As the text above says."""
    try:
        agrees = True
        for good, sentence in check(Path(words[0])):
            agrees &= good
            print(("agrees   " if good else "DISAGREES") + "  " + sentence)
    except (verify.UnusableError, OSError, IndexError, KeyError, ValueError, TypeError, AttributeError) as error:
        why = "a file or a key is missing, or is not as the formats say"
        print(f"nothing can be said: {error if isinstance(error, verify.UnusableError) else why}", file=sys.stderr)
        return 2
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
