"""The number of voters listed: what the signed list and its supplements say, not what a protocol claims."""

from __future__ import annotations

from hashlib import sha256

import pytest

from host_tools.findings import Report
from host_tools.formats import cose, packages
from host_tools.formats.supplements import MAGIC, SupplementPayload
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from tests.host_tools.good_day import ROLL, GoodDay


class ChangedDay(GoodDay):
    """A day that opened with two supplements: one voter fewer, then two more."""

    def supplement(self, number: int, follows: bytes, listed: int, **changes: object) -> bytes:
        content = {**self.where, "number": number, "added": [], "removed": [bytes([number]) * 16], "follows": follows,
                   "listed": listed}  # fmt: skip
        payload = SupplementPayload(**{**content, **changes})  # type: ignore[arg-type]
        return MAGIC + cose.sign1(payload.to_cbor(), self.authority)

    def supplements(self) -> list[bytes]:
        first = self.supplement(1, sha256(ROLL).digest(), 19)
        return [first, self.supplement(2, sha256(first).digest(), 21)]

    def desk_header(self) -> object:
        state = sha256(self.supplements()[-1]).digest()
        return super().desk_header().model_copy(update={"list_state": state})

    def content(self) -> dict[str, object]:
        content = super().content()
        return content | {"fields": {**content["fields"], "listed": 21, "on_list": 20}}  # type: ignore[dict-item]


@pytest.fixture(scope="module")
def day() -> ChangedDay:
    return ChangedDay()


def check(day: GoodDay, supplements: list[bytes]) -> Report:
    manifest = packages.signed_manifest(day.package())
    evidence = Evidence(bytes(day.authority.verify_key), [manifest], supplements=supplements)
    images = [bytes(day.desk_image())] * 2
    totals = [day.totals(1), day.totals(2)]
    return check_precinct(images, totals, day.protocol(), day.election, day.precinct, evidence=evidence)


def test_a_list_with_its_supplements_agrees(day: ChangedDay) -> None:
    report = check(day, day.supplements())
    assert report.verdict == "agrees", report.first_bad
    assert "The protocol's list has 21 voters, as the signed list has." in [one.text for one in report.findings]


def test_without_them_it_is_another_number_and_the_way_out_is_said(day: ChangedDay) -> None:
    bad = [one.text for one in check(day, []).findings if one.level == "bad"]
    assert any("listed = 21, but the signed list has 20 voters; where supplements" in text for text in bad)
    assert any("opened with another list than the signed one" in text for text in bad)


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("missing", "Supplement 1 of the list does not follow"),
        ("last missing", "listed = 21, but the signed list has 19"),
        ("another precinct's", "Supplement 1 of the list is for another precinct"),
        ("somebody's", "is not signed by this election authority"),
        ("twice", "Supplement 3 of the list does not follow"),
    ],
)
def test_supplements_that_do_not_belong(day: ChangedDay, which: str, words: str) -> None:
    first, second = day.supplements()
    forged = MAGIC + cose.sign1(b"\xa0", day.desk)
    given = {
        "missing": [second],
        "last missing": [first],
        "another precinct's": [day.supplement(1, sha256(ROLL).digest(), 19, precinct=18)],
        "somebody's": [forged],
        "twice": [first, second, second],
    }[which]
    assert any(words in one.text for one in check(day, given).findings if one.level == "bad")


def test_a_list_changed_on_the_desk_alone_is_seen(day: ChangedDay) -> None:
    honest = GoodDay()
    assert check(honest, []).verdict == "agrees"
    assert "opened with another list" in check(_with_state(honest, bytes(32)), []).first_bad


def _with_state(day: GoodDay, state: bytes) -> GoodDay:
    header = day.desk_header().model_copy(update={"list_state": state})
    day.desk_header = lambda: header  # type: ignore[method-assign]
    return day
