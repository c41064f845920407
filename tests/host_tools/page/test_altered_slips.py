"""Slips that somebody altered: the page's checker takes none of them, and says of each what the host says."""

from __future__ import annotations

from collections import Counter
from hashlib import sha512
from typing import Any

import pytest

from host_tools.formats import codes, cose, points
from host_tools.formats.objects import BoothLine, EndedLine, PaperLine, Protocol, Tally, UnopenedBooth
from host_tools.formats.payload import Payload
from host_tools.keys.randomness import seeded
from host_tools.page.trust import Trust
from host_tools.verifying.equations import breaches, shape_problems
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.slips import verify_slip
from tests.host_tools.page.conftest import Ask
from tests.host_tools.page.published import slips, zero
from tests.host_tools.small_precinct import SmallPrecinct

EVERY = {"S1": 11, "S2": 23, "P": 3, "R": 2}  # of long objects every so many bytes is altered; of others every byte


def _ring(place: SmallPrecinct) -> KeyRing:
    ring = KeyRing()
    ring.add_authority(bytes(place.authority.verify_key))
    ring.add_election(place.election)
    ring.add_precinct(place.precinct, "vouched")
    return ring


def _host_takes(kind: str, data: bytes, place: SmallPrecinct) -> bool:
    """As `tamga slip verify`, and for a protocol as `tamga precinct check` reads its lines."""
    if not verify_slip(kind, data, _ring(place)).ok:
        return False
    payload = cose.verify1(data, bytes(place.desk.verify_key)) if kind == "P" else None
    return payload is None or not shape_problems(Protocol.from_cbor(payload), place.election)


def test_honest_slips_are_good_and_those_of_a_test_say_so(
    ask: Ask, place: SmallPrecinct, test_place: SmallPrecinct
) -> None:
    questions = [["judge", name[0], data.hex()] for name, data in slips(place).items()]
    assert ask(*questions) == [{"verdict": "good", "why": ""}] * len(questions)
    questions = [["judge", name[0], data.hex()] for name, data in slips(test_place).items()]
    assert ask(*questions) == [{"verdict": "test", "why": "why_test"}] * len(questions)


@pytest.mark.parametrize("every", [EVERY, pytest.param({}, marks=pytest.mark.long)], ids=["some bytes", "every byte"])
def test_no_object_with_an_altered_byte_is_taken(ask: Ask, place: SmallPrecinct, every: dict[str, int]) -> None:
    draw = seeded(b"altered bytes")
    questions = []
    for name, data in slips(place).items():
        for at in range(0, len(data), every.get(name, 1)):
            altered = bytearray(data)
            altered[at] ^= draw(1)[0] or 1
            questions.append(["judge", name[0], bytes(altered).hex()])
        questions += [["judge", name[0], cut.hex()] for cut in (data[:-1], data + b"\x00", data[1:], b"")]
        questions += [["judge", other, data.hex()] for other in "AZSPR" if other != name[0]]
    answers = ask(*questions)
    found = Counter(answer["verdict"] for answer in answers)
    assert len(answers) > 500 and set(found) <= {"bad", "foreign", "unknown"}, found
    assert found["bad"] > 0.9 * len(answers)


def _signed(payload: Payload, key: Any) -> bytes:
    return cose.sign1(payload.to_cbor(), key)


def wrongly_signed(place: SmallPrecinct) -> dict[str, tuple[str, bytes, str]]:
    """(kind, object, why the page refuses it) of objects whose signature is somebody's, by what is wrong."""
    totals, protocol = place.sealed_totals(1), place.protocol_payload()
    two = protocol.paper[1]
    ninth = totals.model_copy(update={"booth": 9})
    fields = protocol.fields
    fewer = {name: value for name, value in fields.items() if name != "added"}
    return {
        "a booth signs a protocol": ("P", _signed(protocol, place.booths[1]), "why_signature"),
        "the desk signs sealed totals": ("S", _signed(totals, place.desk), "why_signature"),
        "another booth signs": ("S", _signed(totals, place.booths[2]), "why_signature"),
        "the authority signs a protocol": ("P", _signed(protocol, place.authority), "why_signature"),
        "a booth that is not there": ("S", _signed(ninth, place.booths[1]), "why_terminal"),
        "not empty": ("Z", zero(place, 1, tally=Tally(1, 0, 1, 0, 0)), "why_range"),
        "more ballots than slots": ("S", place.totals(1, tally=Tally(13, 0, 13, 0, 0)), "why_range"),
        "sums of another length": ("S", place.totals(1, totals=totals.totals[:-64]), "why_range"),
        "no points": ("S", place.totals(1, totals=b"\x02" * len(totals.totals)), "why_range"),
        "a field that means nothing": ("P", place.protocol(fields={**fields, "more": 1}), "why_range"),
        "a field is missing": ("P", place.protocol(fields=fewer), "why_range"),
        "five digits typed": ("P", place.protocol(fields={**fields, "complaints": 10_000}), "why_range"),
        "below nothing": ("P", place.protocol(fields={**fields, "added": -1}), "why_range"),
        "a paper line of five digits": ("P", place.protocol(paper=[[10_000, 1, 0, 0, 1], two]), "why_range"),
        "a line that the contest does not have": (
            "P", place.protocol(paper=[[2, 1, 0, 1, 1], two]), "why_range",
        ),
        "an activation beyond the slots": ("A", place.activation(index=12), "why_range"),
    }  # fmt: skip


def test_what_its_signer_may_not_say_is_refused_as_the_host_refuses_it(ask: Ask, place: SmallPrecinct) -> None:
    cases = wrongly_signed(place)
    answers = ask(*(["judge", kind, data.hex()] for kind, data, _ in cases.values()))
    said = {name: answer["why"] for name, answer in zip(cases, answers, strict=True)}
    assert said == {name: why for name, (_, _, why) in cases.items()}
    assert {answer["verdict"] for answer in answers} == {"bad"}
    assert [name for name, (kind, data, _) in cases.items() if _host_takes(kind, data, place)] == []


def test_other_election_and_unknown_precinct_are_neither_good_nor_bad(ask: Ask, place: SmallPrecinct) -> None:
    foreign, unknown = zero(place, election=bytes(16)), zero(place, precinct=18)
    untested = zero(place, mode=2)
    answers = ask(*(["judge", "Z", data.hex()] for data in (foreign, unknown, untested)))
    assert [answer["verdict"] for answer in answers] == ["foreign", "unknown", "unknown"]


@pytest.mark.parametrize("part", ["authority", "manifest", "precinct", "election"])
def test_nothing_is_good_where_the_chain_of_trust_is_broken(
    ask: Ask, place: SmallPrecinct, given: Trust, part: str
) -> None:
    content = given.content
    name = f"{place.election.hash16.hex()}:17:0"
    own = {**content["precincts"][name]}
    other = {**content["precincts"][f"{place.election.hash16.hex()}:17:1"]}
    if part == "authority":
        content["authority"] = bytes(place.desk.verify_key).hex()
    elif part == "election":
        content["elections"] = [one[:-8] + "AAAAAAA=" for one in content["elections"]]
    else:
        own[part] = other[part]
    content["precincts"] = {**content["precincts"], name: own}
    answer = ask(["judge", "P", place.protocol().hex()], trusting=content)[0]
    assert answer["verdict"] == ("foreign" if part == "election" else "unknown")


# --- numbers ---------------------------------------------------------------------------------------------------------


def _protocols(place: SmallPrecinct) -> list[Protocol]:
    """Protocols in which something was moved up or down."""
    draw, base = seeded(b"numbers"), place.protocol_payload()
    found = [base]
    for name in PaperLine._fields:
        line = base.papers[0]._replace(**{name: draw(1)[0] % 12})
        found.append(base.model_copy(update={"papers": [line, base.papers[1]]}))
    for name, value in base.fields.items():
        found += [
            base.model_copy(update={"fields": {**base.fields, name: max(0, value + by)}}) for by in (-1, 1, draw(1)[0])
        ]
    for at in range(len(BoothLine._fields)):
        if BoothLine._fields[at] not in ("booth", "totals", "opening"):
            line = base.booths[0]._replace(**{BoothLine._fields[at]: draw(1)[0] % 12})
            found.append(base.model_copy(update={"booths": [line, base.booths[1]]}))
    first, second = base.booths
    for exchanged, of_day in ((0, 0), (2, 2), (2, 1), (9, 9)):  # booth 1 was opened again
        again = first._replace(opening=bytes(16), cast=0, spent=0, issued=first.issued - 5)
        lines = [first._replace(issued=5), again, second]
        fields = {**base.fields, "slips_exchanged": of_day, "activations": base.fields["activations"] + of_day}
        ended = [EndedLine(first.opening, exchanged, 0)]
        found.append(base.model_copy(update={"booths": lines, "fields": fields, "ended": ended}))
    for part in ("electronic", "paper"):
        for contest in (0, 1):
            votes = [list(one) for one in getattr(base, part)]
            votes[contest][0] += 1
            found.append(base.model_copy(update={part: votes}))
    return found


def test_equations_are_those_of_the_host(ask: Ask, place: SmallPrecinct) -> None:
    protocols = _protocols(place)
    answers = ask(*(["broken", _signed(protocol, place.desk).hex()] for protocol in protocols))
    by_page = [sorted(by_people for by_people, _, _ in answer) for answer in answers]
    assert by_page == [sorted(breach.by_people for breach in breaches(one, place.election)) for one in protocols]
    assert any(False in one for one in by_page) and any(True in one for one in by_page)


def test_moved_votes_break_the_proof_and_a_reason_explains_people_alone(ask: Ask, place: SmallPrecinct) -> None:
    totals = [["S", place.totals(booth).hex()] for booth in place.booths]
    honest, moved = place.protocol(), place.protocol(electronic=[[4, 2, 1], [3, 2, 3, 4, 2]])
    papers = place.protocol_payload().papers
    miscounted = [papers[0]._replace(received=11), papers[1]]
    explained, unexplained = (place.protocol(papers=miscounted, reason=reason) for reason in ("Counted twice.", None))
    stolen = place.protocol(fields={**place.protocol_payload().fields, "electronic": 6})
    other, again = place.totals(1, tag_key=bytes(32)), place.totals(1, log_head=bytes(16))
    more, second = place.totals(1, tally=Tally(6, 1, 6, 0, 0)), place.totals(1, opening=bytes(16))
    lines = place.protocol_payload().booths
    silent, unopened = (
        place.protocol(booths=lines[:1], unopened=said) for said in (None, [UnopenedBooth(2, "It does not start.")])
    )
    answers = ask(
        ["findings", [["P", honest.hex()], *totals]],
        ["findings", [["P", honest.hex()], totals[0]]],
        ["findings", [["P", moved.hex()], *totals]],
        ["findings", [["P", explained.hex()], *totals]],
        ["findings", [["P", unexplained.hex()], *totals]],
        ["findings", [["P", stolen.hex()]]],
        ["findings", [["P", honest.hex()], ["S", other.hex()], *totals]],
        ["findings", [["P", honest.hex()], ["S", again.hex()], *totals]],
        ["findings", [["P", honest.hex()], ["S", again.hex()], totals[1]]],
        ["findings", [["P", honest.hex()], ["S", more.hex()]]],
        ["findings", [["P", honest.hex()], ["S", second.hex()], *totals]],
        ["findings", [["P", honest.hex()], ["P", moved.hex()]]],
        ["findings", [["P", silent.hex()]]],
        ["findings", [["P", unopened.hex()]]],
    )  # fmt: skip
    expected = [
        ("proof_ok", True), ("proof_open", True), ("proof_wrong", False), ("sum_explained", True), ("sum_wrong", False),
        ("sum_wrong", False), ("totals_other", False), ("totals_ok", True), ("totals_print", True),
        ("totals_other", False), ("totals_left_out", False), ("protocol_twice", False),
        ("booths_other", False), ("booth_unopened", False),  # whose electronic votes are still in the sum
    ]  # fmt: skip
    assert [
        (word in answer["words"], answer["agrees"]) for answer, (word, _) in zip(answers, expected, strict=True)
    ] == [(True, agrees) for _, agrees in expected]
    assert "proof_ok" not in answers[1]["words"] and "proof_ok" not in answers[2]["words"]


def test_second_opening_is_said_and_totals_of_another_key_do_not_match_its_report(
    ask: Ask, place: SmallPrecinct
) -> None:
    report, totals = zero(place, 1), place.totals(1)
    other = place.totals(1, tag_key=bytes(32))
    again, silent = zero(place, 1, openings=2, reason="Printer."), zero(place, 1, openings=2)
    answers = ask(
        ["findings", [["Z", report.hex()], ["S", totals.hex()]]],
        ["findings", [["Z", report.hex()], ["S", other.hex()]]],
        ["findings", [["Z", again.hex()]]],
        ["findings", [["Z", silent.hex()]]],
    )
    assert [(answer["words"], answer["agrees"]) for answer in answers] == [
        (["zero_ok", "commitment_ok"], True), (["zero_ok", "commitment_wrong"], False),
        (["zero_ok", "opened_again"], True), (["zero_ok", "opened_again"], False),
    ]  # fmt: skip


# --- signatures ------------------------------------------------------------------------------------------------------


def test_signature_that_holds_only_with_the_cofactor_is_refused(ask: Ask) -> None:
    """Some libraries take it and others do not: whoever holds the key could make an object that divides checkers."""
    draw = seeded(b"cofactor")
    order_8 = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    secret, nonce = (int.from_bytes(draw(64), "little") % points.L for _ in range(2))
    public, message = points.multiply_base(secret), b"a message"

    def signature(commitment: bytes) -> bytes:
        challenge = int.from_bytes(sha512(commitment + public + message).digest(), "little") % points.L
        return commitment + ((nonce + challenge * secret) % points.L).to_bytes(32, "little")

    good = signature(points.multiply_base(nonce))
    mixed = signature(points.add(points.multiply_base(nonce), order_8))
    high = good[:32] + (int.from_bytes(good[32:], "little") + points.L).to_bytes(32, "little")
    trivial = bytes([1]) + bytes(63)  # by the key that is the identity, of any message
    cases = [(good, public), (mixed, public), (high, public), (trivial, points.IDENTITY), (trivial, order_8)]
    answers = ask(*(["verifies", made.hex(), message.hex(), key.hex()] for made, key in cases))
    assert answers == [True, False, False, False, False]


# --- codes -----------------------------------------------------------------------------------------------------------


def test_parts_come_in_any_order_and_twice_and_of_two_slips_at_once(ask: Ask, place: SmallPrecinct) -> None:
    first, second = (codes.split("S", place.totals(booth)) for booth in place.booths)
    mixed = [first[2], second[0], first[0], first[0], second[2], first[1]]
    taken = ask(["take", mixed])[0]
    assert [answer if isinstance(answer, str) else answer["kind"] for answer in taken["answers"]] == [
        "part", "part", "part", "known", "part", "S",
    ]  # fmt: skip
    assert taken["answers"][-1]["object"] == place.totals(1).hex()
    assert taken["missing"] == [["S 2/3"]]


def test_cards_of_the_commission_and_foreign_codes_are_not_kept(ask: Ask, place: SmallPrecinct) -> None:
    card = place.keys.cards[0].texts[0]
    forged = codes.split("S", place.totals(1))
    forged[1] = forged[1][:-6] + ("AAA" if forged[1][-6:-3] != "AAA" else "BBB") + forged[1][-3:]
    texts = [card, "https://example.org", "TM1:P:2/1:BB8", "TM1:P:1/1:BB", "TM1:P:1/2:BB8", "TM1:X:1/1:bb8", *forged]
    answers = ask(["take", texts])[0]["answers"]
    assert answers[0] == {"refused": "why_card"} and answers[1] is None
    assert all(answer == {"refused": "why_code"} for answer in answers[2:6])
    assert answers[-1] == {"refused": "why_mixed"}
