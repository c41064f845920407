"""Whole objects by HTTP: what is taken, what is refused for good, what waits, and what is no object at all."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.collecting.checks import LARGEST, Reason
from tests.host_tools.collecting.made_up_centre import (
    PRECINCT,
    MadeUpCentre,
    correction_of,
    opened_receipt,
    signed_protocol,
    signed_totals,
)
from tests.host_tools.collecting.running import running


def put(made: MadeUpCentre, *bodies: bytes, digest: str = "") -> list[tuple[int, bytes, str]]:
    """(status, body, reason) of each."""

    async def evening() -> list[tuple[int, bytes, str]]:
        async with running(made.centre) as collector:
            return [await collector.put(body, digest or sha256(body).hexdigest()) for body in bodies]

    return asyncio.run(evening())


def test_the_same_receipt_as_on_a_line(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, totals=False)
    totals, early, data = signed_totals(), signed_protocol(), signed_protocol()
    waits, taken, first, again = put(made, early, totals, data, data)
    assert waits[0] == 425 and waits[2] == str(int(Reason.TOTALS))
    assert taken == (200, b"", "")
    assert first[0] == 200 and opened_receipt(first[1]).journal_number == 1
    assert again == first


WRONG = {
    "test": (signed_protocol(mode=1), 409, Reason.MODE),
    "another precinct": (signed_protocol(precinct=9), 409, Reason.PRECINCT),
    "an unsigned thing": (b"x" * 300, 409, Reason.KIND),
    "nothing": (b"", 409, Reason.KIND),
    "before what it supersedes": (correction_of(signed_protocol()), 425, Reason.PREDECESSOR),
    "totals by another booth's key": (signed_totals(booth=2), 409, Reason.SIGNATURE),
}


@pytest.mark.parametrize("which", WRONG)
def test_a_wrong_object_has_a_status_and_a_reason(tmp_path: Path, which: str) -> None:
    data, status, reason = WRONG[which]
    ((found, body, number),) = put(MadeUpCentre(tmp_path), data)
    assert (found, number) == (status, str(int(reason))) and body


def test_a_body_that_is_not_what_the_address_says(tmp_path: Path) -> None:
    ((status, words, _),) = put(MadeUpCentre(tmp_path), signed_protocol(), digest="0" * 64)
    assert (status, words) == (400, b"The address is not that of the object that is offered.")


@pytest.mark.parametrize(("body", "status"), [(b"", 400), (signed_totals(), 400), (bytes(LARGEST + 1), 413)])
def test_a_body_that_is_not_what_was_offered(tmp_path: Path, body: bytes, status: int) -> None:
    made, data = MadeUpCentre(tmp_path), signed_protocol()

    async def evening() -> tuple[int, bytes, str]:
        async with running(made.centre) as collector:
            return await collector.put(data, sha256(data).hexdigest(), body=body)

    assert asyncio.run(evening())[0] == status
    assert not made.journal() and not made.centre.store.aside()


def test_a_body_longer_than_any_object(tmp_path: Path) -> None:
    assert [status for status, _, _ in put(MadeUpCentre(tmp_path), bytes(LARGEST + 1))] == [413]


def test_an_address_that_is_no_hash(tmp_path: Path) -> None:
    made = MadeUpCentre(tmp_path, (PRECINCT,))
    assert [status for status, _, _ in put(made, b"x", digest="417")] == [404]
