"""A precinct whose key was born there: the page takes the key from the slip, published with it or read by the phone."""

from __future__ import annotations

from pathlib import Path

from host_tools.page import trust
from tests.host_tools.page.conftest import Ask
from tests.host_tools.page.published import publish
from tests.host_tools.verifier.test_key_from_a_slip import born, signed


def test_the_proof_is_checked_with_the_key_of_the_slip(ask: Ask, tmp_path: Path) -> None:
    made, said = born()
    folder = publish(tmp_path, made)
    slips = [["P", made.protocol().hex()], *(["S", made.totals(booth).hex()] for booth in made.booths)]
    other = said.model_copy(update={"definition": bytes(32)})
    without, read, foreign, stranger = ask(
        ["findings", slips],
        ["findings", [*slips, ["G", signed(made, said).hex()]]],
        ["findings", [*slips, ["G", signed(made, other).hex()]]],
        ["findings", [*slips, ["G", signed(made, said, made.booths[1]).hex()]]],
        trusting=trust.load([folder]).content,
    )
    assert [("key_open" in one["words"], "proof_ok" in one["words"]) for one in (without, read, foreign, stranger)] == [
        (True, False), (False, True), (True, False), (True, False),
    ]  # fmt: skip
    (folder / "precinct-official.key.cose").write_bytes(signed(made, said))
    (published,) = ask(["findings", slips], trusting=trust.load([folder]).content)
    assert "proof_ok" in published["words"]
