"""A challenged ballot on the page for phones: it comes to what the host's tool comes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.host_tools.lying_booth import OTHER, Booth
from tests.host_tools.page.conftest import Ask

Slips = list[tuple[str, bytes]]
HONEST = Booth()
OTHER_SEED = replace(HONEST, own=b"\x02" * 32)
CASES: dict[str, tuple[Slips, list[str], bool]] = {
    "honest, all slips": (
        [("O", HONEST.opening()), ("V", HONEST.strip()), ("A", HONEST.activation())],
        ["code_ok", "strip_ok", "nonce_ok"],
        True,
    ),
    "the opening alone": ([("O", HONEST.opening())], ["code_ok", "strip_open", "nonce_open"], True),
    "another seed": (
        [("O", HONEST.opening(own=b"\x01" * 32)), ("V", HONEST.strip())],
        ["code_wrong", "strip_ok", "nonce_open"],
        False,
    ),
    "another choice than was sealed": (
        [("O", replace(HONEST, sealed=OTHER).opening())],
        ["code_wrong", "strip_open", "nonce_open"],
        False,
    ),
    "another code than on the strip": (
        [("O", HONEST.opening()), ("V", OTHER_SEED.strip())],
        ["code_ok", "strip_wrong", "nonce_open"],
        False,
    ),
    "the number of another slip": (
        [("O", HONEST.opening()), ("A", replace(HONEST, nonce=b"of another voter").activation())],
        ["code_ok", "strip_open", "nonce_wrong"],
        False,
    ),
    "a choice that no ballot holds": (
        [("O", HONEST.opening(choice=b"\x03"))],
        ["code_wrong", "strip_open", "nonce_open"],
        False,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_page_says_what_the_host_says(ask: Ask, case: str) -> None:
    slips, wanted, agrees = CASES[case]
    (found,) = ask(["findings", [[kind, data.hex()] for kind, data in slips]])
    assert (found["words"], found["agrees"]) == (wanted, agrees)


def test_an_opening_signed_by_another_booth_is_none(ask: Ask) -> None:
    forged = HONEST.opening(booth=2)
    assert ask(["judge", "O", forged.hex()])[0]["verdict"] == "bad"
