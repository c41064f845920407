"""What the terminal's code wrote and signed is what the host recomputes from the bytes."""

from pathlib import Path

from host_tools.formats import cose, opening
from host_tools.formats.ballot_record import Contest
from host_tools.formats.objects import SealedTotals
from host_tools.verifying import precinct_proofs
from host_tools.verifying.booth import check_booth
from host_tools.verifying.cartridges import Cartridge
from tests.device.micropython_runner import micropython  # noqa: F401

SCRIPT = Path(__file__).with_name("terminal_answers.py")
VOTES = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
COUNTS = [3, 1, 1]


def test_the_host_recomputes_a_booth_of_the_terminal(micropython, tmp_path):  # noqa: F811
    (answer,) = micropython(
        SCRIPT, [{"contests": [[3, 1]], "votes": VOTES, "counts": COUNTS, "folder": str(tmp_path)}], heap="4M"
    )
    public = bytes.fromhex(answer["booth"])
    payload = cose.verify1(bytes.fromhex(answer["totals"]), public)
    assert payload is not None
    totals = SealedTotals.from_cbor(payload)
    images = Cartridge((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes())
    key = bytes.fromhex(answer["public"])
    proofs = precinct_proofs.Precinct(totals.election, totals.precinct, totals.mode, key, (Contest(3, 1),))
    result, report = check_booth(images, totals, public, proofs=proofs)
    assert report.ok, report.first_bad
    assert (result.cast, result.spoiled, result.spent) == (5, 1, 6)
    assert report.data["differences"] == {}
    assert report.data["log"] == {"entries": 6, "torn": 0, "signatures": 2}
    place = (totals.election, totals.precinct, totals.mode, bytes.fromhex(answer["public"]))
    proof, sums = bytes.fromhex(answer["proof"]), opening.pairs(totals.totals)
    assert opening.unproved(proof, *place, sums, COUNTS) == []
    assert opening.unproved(proof, *place, sums, [2, 2, 1])
