"""Members' accounts that do not add up: the page's equations and the precinct check's find each one alike."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from host_tools.formats.definitions import DeskPart
from host_tools.formats.objects import Account, DeskLine, Protocol
from host_tools.page import trust
from host_tools.verifying.equations import breaches
from tests.host_tools.page.conftest import Ask
from tests.host_tools.page.published import publish
from tests.host_tools.small_precinct import SmallPrecinct

MEMBER = Account(1, 3, 20, 9, 3, 1, 1, 0, 0, 8, 11)
"""One member gave everything: four voters got the ballots of two contests, one was spoiled, eleven are left."""


def protocol_of(place: SmallPrecinct, *accounts: Account) -> Protocol:
    fields = place.protocol_payload().fields
    names = [name for name in DeskLine._fields[2:]]
    said = [fields.get(f"{name}_recorded", fields.get(name, 0)) for name in names]
    desks = [DeskLine(1, None, *said), DeskLine(2, bytes(32), *([0] * len(names)))]
    return place.protocol_payload(desks=desks, accounts=list(accounts))


@pytest.fixture(scope="module")
def many() -> SmallPrecinct:
    made = SmallPrecinct()
    parts = [DeskPart(1, bytes(made.desk.verify_key), 10), DeskPart(2, bytes(SigningKey.generate().verify_key), 10)]
    made.precinct = made.precinct.model_copy(update={"desks": parts})
    return made


LIES: list[tuple[str, list[Account], list[bool]]] = [
    ("none", [MEMBER], []),
    ("a ballot was not given back", [MEMBER._replace(unused=10)], [True]),
    ("more came back than was there", [MEMBER._replace(unused=12)], [True]),
    ("a ballot more was given out", [MEMBER._replace(ballots=9, unused=10)], [False]),
    ("spoiled ones are hidden", [MEMBER._replace(spoiled=0, unused=12)], [False]),
    ("another desk's member", [MEMBER, Account(2, 4, 5, 0, 0, 0, 0, 0, 0, 0, 4)], [True]),
    ("nobody's", [], [False] * 5),
]


@pytest.mark.parametrize(("accounts", "by_people"), [one[1:] for one in LIES], ids=[one[0] for one in LIES])
def test_is_found_by_both(
    ask: Ask, many: SmallPrecinct, tmp_path: Path, accounts: list[Account], by_people: list[bool]
) -> None:
    known: dict[str, Any] = trust.load([publish(tmp_path / "public", many)]).content
    protocol = protocol_of(many, *accounts)
    usual = {one.text for one in breaches(many.protocol_payload(), many.election)}
    found = [one for one in breaches(protocol, many.election) if one.text not in usual]
    assert [one.by_people for one in found] == by_people, found
    signed, without = (many.protocol(desks=protocol.desks, accounts=these) for these in (protocol.accounts, [MEMBER]))
    (said, honest) = ask(["broken", signed.hex()], ["broken", without.hex()], trusting=known)
    assert sorted(one[0] for one in said) == sorted([one[0] for one in honest] + by_people)
