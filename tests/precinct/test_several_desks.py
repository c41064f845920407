"""A precinct with three desks: each has its part of the list, booths take slips of all, and the first desk counts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from host_tools.elections.demo_roll import demo_voters
from host_tools.elections.election_file import read_election
from host_tools.formats import codes, corrections, cose
from host_tools.formats.label import make_label
from host_tools.formats.objects import DeskReport, Protocol
from host_tools.formats.packages import open_package
from host_tools.provisioning.loading import LoadingError, load_supplement
from host_tools.provisioning.plan import OFFICIAL
from host_tools.rolls import supplement
from host_tools.rolls.errors import SupplementError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.roll_view import RollView, open_row
from host_tools.rolls.supplement import Changes
from host_tools.verifier import desks
from host_tools.verifying.precinct import check_precinct
from host_tools.verifying.vouching import Evidence
from simulator.people.precinct import PAPER
from simulator.people.words import words
from tests.precinct.day import AUTHORITY, ELECTION, VOTE, VOTERS, Day, Snapshot, keep, make_precinct
from tests.precinct.evening_numbers import numbers
from tests.precinct.slip_objects import object_of, payload_of
from tests.precinct.test_signed_nonsense import SHAPES, nonsense, show
from tests.precinct.traces import events, marked, refusal, without_log

FIRST, SECOND, THIRD = 0, 4, 8  # first voters of the desks' parts: places on the roll
DESKS, SHARED_SLOTS, EACH = 3, 48, 16  # each desk gives so many slips of a booth
# Options, then blank, every answer marked, invalid, of each contest.
TWO_ON_PAPER = [[2] + 9 * [0], [0, 2, 0, 0, 0], [2, 0, 0, 0, 0]]
PUBLIC = bytes(AUTHORITY.verify_key)
DESK, INDEX = 7, 6  # keys of an activation


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three desks and two booths, officially open; each desk has seen the booths' zero reports."""
    new = make_precinct(tmp_path_factory.mktemp("desks") / "made", desks=DESKS, slots=SHARED_SLOTS)
    day = Day(new, tmp_path_factory.mktemp("opened") / "day")
    day.open_everywhere(OFFICIAL)
    return keep(day, tmp_path_factory.mktemp("kept") / "kept")


@pytest.fixture
def day(opened: Snapshot, tmp_path: Path) -> Iterator[Day]:
    one = Day(opened, tmp_path / "day")
    for at in [*one.desks, *one.booths]:
        one.resume(at)
    yield one
    one.unplug()


def test_a_voter_of_the_other_desk_is_told_which_and_nothing_more(day: Day) -> None:
    names = [voter.name for voter in demo_voters(VOTERS, 1)]
    before = without_log(day.desk.hardware)
    day.show_id(day.labels[SECOND])
    day.desk.sees("other_desk", 2)
    assert refusal("other_desk", "check_in_refused") in events(day.desk.hardware)
    assert names[SECOND].split()[0] not in day.desk.hands.screen.aloud
    day.show_id(day.labels[FIRST], at=day.desks[1])
    day.desks[1].sees("other_desk", 1)
    assert without_log(day.desk.hardware) == before
    assert marked(day.desks[1].hardware, "marked") == 0


def test_no_desk_has_anything_of_another_part_but_tags(opened: Snapshot) -> None:
    packages = {number: (place / "data" / "official.tmpk") for number, place in opened.provisioned.terminals.items()}
    first, second = (open_package(packages[number].read_bytes(), PUBLIC) for number in (0, 102))
    for package, own in ((first, opened.labels[:SECOND]), (second, opened.labels[SECOND:THIRD])):
        view = RollView.of(package.parts["roll"])
        assert [bool(open_row(view, label, package.secrets)) for label in opened.labels] == [
            label in own for label in opened.labels
        ]
        assert len(package.parts["desks"]) == 8 + 9 * 2 * (VOTERS - len(own))  # a label and a number of each voter
    assert first.secrets.wrap_key != second.secrets.wrap_key
    assert second.secrets.card_secret is None


def test_a_desk_neither_takes_back_nor_exchanges_slips_of_another(day: Day) -> None:
    slip = day.check_in(day.labels[SECOND], 1, desk=2)
    day.menu(day.desk, "slip_back", day.role_cards[0])
    day.desk.sees("slip_back_show")
    day.desk.hands.scan(slip)
    day.desk.sees("slip_of_desk", 2)


def test_another_desk_than_the_first_neither_adds_nor_counts(day: Day) -> None:
    at = day.desks[1]
    day.idle(at)
    at.hands.scan(day.role_cards[0].texts[0])
    at.sees("polls")
    assert not at.hands.screen.shows(words("action_add_voter", at.language))
    at.presses("back")


def test_a_package_of_another_desk_is_refused(opened: Snapshot, tmp_path: Path) -> None:
    day = Day(opened, tmp_path / "day")
    places = day.provisioned.terminals
    other = (places[0] / "data" / "official.tmpk").read_bytes()
    (places[102] / "data" / "official.tmpk").write_bytes(other)
    at = day.desks[1]
    at.hardware.plug_in()
    at.sees("package_role")
    day.unplug()


def test_a_booth_takes_slips_of_both_desks_and_none_twice(day: Day) -> None:
    first = day.check_in(day.labels[FIRST], 1)
    second = day.check_in(day.labels[SECOND], 1, desk=2)
    assert [payload_of([code])[DESK] for code in (first, second)] == [1, 2]
    assert payload_of([first])[INDEX] < EACH <= payload_of([second])[INDEX]
    for code in (first, second):
        day.vote(1, code, ("Косеев", "Да", "Нет"))
    day.idle(day.booth(1))
    day.booth(1).hands.scan(second)
    day.booth(1).sees("already_cast")


def test_a_slip_with_another_desks_number_opens_no_booth(day: Day) -> None:
    day.check_in(day.labels[FIRST], 1)
    key = day.device_key(102)
    for changes in ({"desk": 2, "index": 0}, {"desk": 1, "index": 0}, {"desk": 1, "index": EACH}):
        day.idle(day.booth(1))
        day.booth(1).hands.scan(day.activation(key, **changes))
        day.booth(1).sees("unknown_index", language="kk")


def test_a_supplement_adds_nobody_at_two_desks(opened: Snapshot, tmp_path: Path) -> None:
    places = opened.provisioned.terminals
    first, second = (open_package((places[at] / "data" / "official.tmpk").read_bytes(), PUBLIC) for at in (0, 102))
    newcomer = RollVoter((make_label("900101300007", 11),), "New Voter", 1990)
    there = RollVoter((opened.labels[SECOND],), "Old Voter", 1990)
    with pytest.raises(SupplementError, match="first desk alone"):
        supplement.build(second, [], Changes(added=[newcomer]), AUTHORITY)
    with pytest.raises(SupplementError, match="desk 2 already"):
        supplement.build(first, [], Changes(added=[there]), AUTHORITY)
    file = tmp_path / "1.tmsup"
    file.write_bytes(supplement.build(first, [], Changes(added=[newcomer]), AUTHORITY))
    with pytest.raises(LoadingError, match="first desk alone"):
        load_supplement(places[102], file)


def test_a_reissued_card_is_sent_to_the_desk_that_has_its_voter(opened: Snapshot, tmp_path: Path) -> None:
    old = opened.labels[SECOND]
    fresh, newest = (make_label(old[2:14], serial) for serial in (1, 2))
    day = Day(make_precinct(tmp_path / "made", desks=DESKS, slots=SHARED_SLOTS), tmp_path / "day")
    assert day.labels[SECOND] == old
    for number, folder in day.provisioned.terminals.items():
        if number and number <= len(day.booths):
            continue
        package, files = open_package((folder / "data" / "official.tmpk").read_bytes(), PUBLIC), list[bytes]()
        for pair in ((old, fresh), (fresh, newest)):  # the second is of a card that no package knows
            files.append(supplement.build(package, files, Changes(replaced=[pair]), AUTHORITY))
            file = tmp_path / f"{number}-{len(files)}.tmsup"
            file.write_bytes(files[-1])
            load_supplement(folder, file)
        if number != 102:
            there = RollVoter((newest,), "Old Voter", 1990)
            with pytest.raises(SupplementError, match=r"desk 2 already|first desk alone"):
                supplement.build(package, files, Changes(added=[there]), AUTHORITY)
    for at in day.desks:
        day.open(at, OFFICIAL)
    for card in (newest, fresh):
        day.show_id(card)
        day.desk.sees("other_desk", 2)
    day.issue_here(day.desks[1])
    for card in (old, fresh):
        day.show_id(card, at=day.desks[1])
        day.desks[1].sees("taken_off")
    day.check_in(newest, PAPER, desk=2)
    day.unplug()


@pytest.fixture(scope="module")
def closed(opened: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Three voters come to each of two desks, two of them get slips and one paper; then everything closes."""
    day = Day(opened, tmp_path_factory.mktemp("voting") / "day")
    for at in [*day.desks, *day.booths]:
        day.resume(at)
    for voter, booth, desk in ((FIRST, 1, 1), (FIRST + 1, 2, 1), (SECOND, 1, 2), (SECOND + 1, 2, 2)):
        day.vote(booth, day.check_in(day.labels[voter], booth, desk=desk), VOTE)
    day.check_in(day.labels[FIRST + 2], PAPER)
    day.check_in(day.labels[SECOND + 2], PAPER, desk=2)
    totals = [day.close_booth(number) for number in (1, 2)]
    day.close_desk()
    return keep(day, tmp_path_factory.mktemp("closed") / "kept", totals=totals, reports=day.desk_reports)


@pytest.fixture
def evening(closed: Snapshot, tmp_path: Path) -> Iterator[Day]:
    day = Day(closed, tmp_path / "evening")
    for at in day.desks:
        day.resume(at)
    day.desk_reports = closed.also["reports"]  # type: ignore[assignment]
    yield day
    day.unplug()


def counted(day: Day, **more: object) -> Protocol:
    """The protocol of an evening: two paper ballots in the box."""
    codes_said = day.count(day.also["totals"], OFFICIAL, numbers(TWO_ON_PAPER, 2), **more)  # type: ignore[arg-type]
    return payload(object_of(codes_said)[1])


def payload(signed: bytes) -> Protocol:
    """What a protocol says."""
    return Protocol.from_cbor((cose.peek1(signed) or (b"", b""))[1])


def said_wrong(day: Day, signed: bytes, folder: Path, *earlier: bytes) -> list[str]:
    """What precinct check and desks.py say against a protocol, with everything of the day at hand."""
    election, precinct = read_election(ELECTION), day.provisioned.precincts[OFFICIAL]
    totals = [object_of(one)[1] for one in day.also["totals"]]  # type: ignore[attr-defined]
    reports = [object_of(one)[1] for one in day.also["reports"]]  # type: ignore[attr-defined]
    images = [bytes(chip.array) for at in [*day.desks, *day.booths] for chip in at.hardware.chips]
    evidence = Evidence(reports=reports)
    found = check_precinct(images, totals, signed, election, precinct, earlier=earlier, evidence=evidence)
    folder.mkdir()
    (folder / "precinct.cbor").write_bytes(precinct.to_cbor())
    for number, data in enumerate([*reports, *earlier, signed]):
        (folder / f"{number}.cose").write_bytes(data)
    alone = [text for good, text in desks.check(folder) if not good]
    return [finding.text for finding in found.findings if finding.level == "bad"] + alone


def test_numbers_of_desks_that_were_changed_are_found(evening: Day, tmp_path: Path) -> None:
    honest = object_of(evening.count(evening.also["totals"], OFFICIAL, numbers(TWO_ON_PAPER, 2)))[1]  # type: ignore[arg-type]
    assert said_wrong(evening, honest, tmp_path / "honest") == []
    said = Protocol.from_cbor((cose.peek1(honest) or (b"", b""))[1])
    assert said.desks
    first, second, third = said.desks
    changes = {
        "moved": [first._replace(marked=4), second._replace(marked=2), third],
        "dropped": [first, second._replace(report=None), third],
        "more": [first, second, third._replace(activations=1)],
        "away": [first, second],
    }
    for name, lines in changes.items():
        forged = cose.sign1(said.model_copy(update={"desks": lines}).to_cbor(), evening.device_key(0))
        assert len(said_wrong(evening, forged, tmp_path / name)) > 1, name


def test_the_first_desk_counts_what_every_desk_gave(evening: Day) -> None:
    protocol = counted(evening)
    assert [(line.desk, line.marked, line.activations, line.issued) for line in protocol.desks or ()] == [
        (1, 3, 2, 1),
        (2, 3, 2, 1),
        (3, 0, 0, 0),
    ]
    assert (protocol.fields["marked"], protocol.fields["activations"], protocol.fields["issued_recorded"]) == (6, 4, 2)
    assert protocol.fields["listed"] == VOTERS
    assert [line.issued for line in protocol.booths] == [2, 2]
    assert protocol.reason is None
    shown = [sha256(object_of(texts)[1]).digest() for texts in evening.also["reports"]]  # type: ignore[attr-defined]
    assert [line.report for line in protocol.desks or ()] == [None, *shown]


def test_a_report_that_is_shown_twice_counts_once(evening: Day) -> None:
    at = evening.desk
    second, third = evening.desk_reports
    evening.menu(at, "count")
    for missing in ("2, 3", "3"):
        at.sees("reports_missing", missing)
        for text in second:
            at.hands.scan(text)
    at.sees("report_again")
    evening.show_report(third)
    at.sees("totals_show")
    at.presses("back")
    at.presses("back")
    evening.desk_reports = ()
    evening.idle(at)
    assert counted(evening).fields["marked"] == 6  # what was read once is kept


def test_a_report_printed_again_is_the_same_object(evening: Day) -> None:
    at = evening.desks[1]
    evening.menu(at, "desk_report", evening.role_cards[0])
    assert evening.newest_codes(at) == evening.also["reports"][0]  # type: ignore[index]


def count_without_the_second(evening: Day) -> bytes:
    """The protocol of an evening on which the second desk is dead."""
    at = evening.desk
    evening.menu(at, "count")
    at.sees("reports_missing", "2, 3")
    evening.show_report(evening.desk_reports[1])
    at.sees("reports_missing", "2")
    at.presses("back")
    at.chooses("desk_dead", 2)
    for texts in evening.also["totals"]:  # type: ignore[attr-defined]
        at.sees("totals_show")
        for text in texts:
            at.hands.scan(text)
    evening.show_keys(OFFICIAL, (1, 3, 5))
    return object_of(evening.type_and_sign(numbers(), reason="ошибка"))[1]


def test_without_a_report_there_is_no_protocol_unless_two_people_say_why(evening: Day) -> None:
    protocol = payload(count_without_the_second(evening))
    assert protocol.reason
    assert protocol.desks and protocol.desks[1].report is None
    assert ("desk_dead", 2) in events(evening.desk.hardware)


def test_a_desk_that_was_dead_comes_back_and_is_counted_in_a_correction(evening: Day, tmp_path: Path) -> None:
    first, (second, third) = count_without_the_second(evening), evening.desk_reports
    before, at = payload(first), evening.desk
    assert [line.issued for line in before.booths] == [1, 1]
    evening.menu(at, "correct")
    at.presses("ok")
    at.sees("reason_type")
    at.hands.type_letters("ошибка")
    at.sees("reports_missing", "2")
    evening.show_report(third)
    at.sees("report_again")
    evening.show_report(second)
    evening.await_numbers(len(numbers()))
    at.hardware.pull_plug()  # it is kept, so that nobody has to show it again
    evening.resume(at)
    evening.idle(at)
    codes_said = evening.correct("ошибка", numbers(TWO_ON_PAPER, 2))
    signed = object_of(codes_said)[1]
    protocol = payload(signed)
    assert (protocol.version, protocol.reason, protocol.fields["marked"]) == (2, None, 6)
    assert [line.issued for line in protocol.booths] == [2, 2]
    assert [(one.desk, one.holder) for one in protocol.accounts or ()] == [(1, 3), (2, 4)]
    assert said_wrong(evening, signed, tmp_path / "honest", first) == []
    assert corrections.changes(before, protocol) == []
    again = payload(object_of(evening.correct("ошибка", numbers(TWO_ON_PAPER, 2)))[1])
    assert again.version == 3 and again.desks == protocol.desks
    assert corrections.changes(protocol, again.model_copy(update={"desks": before.desks}))


def test_a_correction_that_brings_in_more_than_a_dead_desk_had_is_refused(evening: Day, tmp_path: Path) -> None:
    first = count_without_the_second(evening)
    codes_said = evening.correct("ошибка", numbers(TWO_ON_PAPER, 2), reports=evening.desk_reports[:1])
    honest = payload(object_of(codes_said)[1])
    before = payload(first)
    assert honest.desks and honest.accounts and before.desks
    one, two, three = honest.desks
    booths = [line._replace(issued=3) if line.booth == 1 else line for line in honest.booths]
    changed = {
        "a desk more": {"desks": [one, two, three._replace(marked=1)]},
        "a slip more": {"desks": before.desks, "booths": booths},
        "another report": {"desks": [one, two._replace(report=bytes(32)), three]},
        "a member more": {"accounts": [honest.accounts[0]._replace(holder=2), *honest.accounts]},
        "ballots less": {"booths": [line._replace(issued=line.issued - 2) for line in honest.booths]},
    }
    for lie, update in changed.items():
        forged = cose.sign1(honest.model_copy(update=update).to_cbor(), evening.device_key(0))
        assert said_wrong(evening, forged, tmp_path / lie, first), lie
        assert lie == "another report" or corrections.changes(before, payload(forged)), lie  # without reports, too


def test_a_report_of_another_opening_is_refused(evening: Day) -> None:
    at = evening.desk
    said = DeskReport.from_cbor(cose.peek1(object_of(evening.desk_reports[0])[1])[1])  # type: ignore[index]
    forged = {
        "report_other": said.model_copy(update={"opening": bytes(16)}),
        "code_other_precinct": said.model_copy(update={"precinct": 99}),
        "code_other_mode": said.model_copy(update={"mode": 1}),
    }
    evening.menu(at, "count")
    for words_said, one in forged.items():
        at.sees("report_show")
        for text in codes.split("J", cose.sign1(one.to_cbor(), evening.device_key(102))):
            at.hands.scan(text)
        at.sees(words_said)


def test_signed_nonsense_in_place_of_a_report_is_refused(evening: Day) -> None:
    """A desk with other firmware can sign anything: each field has another shape once, and each number in the lists."""
    at, key, chance = evening.desk, evening.device_key(102), random.Random(1)
    whole = payload_of(evening.desk_reports[0])
    lists = [field for field, value in whole.items() if isinstance(value, list) and value]
    wrong = list(nonsense(whole, chance, 16))
    for field in lists:
        for place in range(len(whole[field])):  # type: ignore[arg-type]
            content = list(whole[field])  # type: ignore[call-overload]
            inner = content[place]
            content[place] = [*inner[:-1], chance.choice(SHAPES)] if isinstance(inner, list) else chance.choice(SHAPES)
            wrong.append({**whole, field: content})
    evening.menu(at, "count")
    at.sees("report_show")
    for payload in wrong:
        if payload != whole:
            show(at, "J", payload, key)
            at.sees("reports_missing", "2, 3")
    evening.show_report(evening.desk_reports[0])
    at.sees("reports_missing", "3")


def account(protocol: Protocol, desk: int, holder: int) -> tuple[int, ...]:
    """Received, slips, paper here, ballots given out and given back of a member at a desk."""
    (one,) = [line for line in protocol.accounts or () if (line.desk, line.holder) == (desk, holder)]
    return one.received, one.slips, one.issued, one.ballots, one.unused


def test_what_a_member_gave_is_on_that_members_account(evening: Day) -> None:
    protocol = counted(evening)
    assert [(one.desk, one.holder) for one in protocol.accounts or ()] == [(1, 3), (2, 4)]
    assert account(protocol, 1, 3) == account(protocol, 2, 4) == (100, 2, 1, 3, 97)


def test_nobody_is_checked_in_before_a_member_issues(day: Day) -> None:
    day.show_id(day.labels[FIRST])
    day.desk.sees("nobody_issues")
    assert marked(day.desk.hardware, "marked") == 0


@pytest.mark.parametrize(("card", "words_said"), [(0, "card_wrong_role"), (1, "issue_secretary")])
def test_neither_chair_nor_secretary_issues(day: Day, card: int, words_said: str) -> None:
    at, shown = day.desk, day.role_cards[card]
    day.idle(at)
    at.hands.scan(shown.texts[0])
    at.sees("polls")
    at.chooses("action_issue_here")
    if card:
        at.sees("pin_type")
        at.hands.type_digits(shown.pin)
    else:
        at.sees("card_show", words("card_member", at.language))
        at.hands.scan(shown.texts[0])
    at.sees(words_said)
    assert "member_issues" not in [name for name, _ in events(at.hardware)]


def test_two_members_share_no_account_and_two_desks_of_one_need_a_reason(day: Day) -> None:
    day.check_in(day.labels[FIRST], PAPER)
    day.issue_here(day.desk, day.role_cards[3], 50)  # another member, who sits at the second desk, too
    day.check_in(day.labels[FIRST + 1], PAPER)
    day.check_in(day.labels[SECOND], PAPER, desk=2)
    day.also["totals"] = [day.close_booth(number) for number in (1, 2)]
    day.close_desk()
    three = [[3] + 9 * [0], [0, 3, 0, 0, 0], [3, 0, 0, 0, 0]]
    codes_said = day.count(day.also["totals"], OFFICIAL, numbers(three, 3), reason="ошибка")  # type: ignore[arg-type]
    protocol = payload(object_of(codes_said)[1])
    assert account(protocol, 1, 3) == (100, 0, 1, 3, 97)
    assert account(protocol, 1, 4) == (50, 0, 1, 3, 47)
    assert account(protocol, 2, 4) == (100, 0, 1, 3, 97)
    assert protocol.reason


def test_a_ballot_that_a_member_does_not_give_back_needs_a_reason(day: Day, tmp_path: Path) -> None:
    day.check_in(day.labels[FIRST], PAPER)
    day.menu(day.desk, "close")
    day.give_back(day.desk, missing=1)
    day.desk.sees("eq_account", 3, 100, 99)
    day.desk.presses("back")
    day.desk.sees("issue_left", 3)
    day.desk.hands.type_digits("0096")
    day.desk.sees("eq_account", 3, 100, 99)
    day.desk.presses("ok")
    day.desk.sees("desk_closed")
    day.also["totals"] = [day.close_booth(number) for number in (1, 2)]
    day.desk_reports = day.also["reports"] = [day.close_further(at) for at in day.desks[1:]]
    one = [[1] + 9 * [0], [0, 1, 0, 0, 0], [1, 0, 0, 0, 0]]
    codes_said = day.count(day.also["totals"], OFFICIAL, numbers(one, 1), reason="ошибка")  # type: ignore[arg-type]
    signed = object_of(codes_said)[1]
    protocol = payload(signed)
    assert account(protocol, 1, 3) == (100, 0, 1, 3, 96)
    assert protocol.reason
    assert said_wrong(day, signed, tmp_path / "honest") == []
    silent = cose.sign1(protocol.model_copy(update={"reason": None}).to_cbor(), day.device_key(0))
    said = said_wrong(day, silent, tmp_path / "silent")
    assert len(said) == 2 and all("100" in text for text in said), said
    (mine,) = protocol.accounts or ()
    hidden = protocol.model_copy(update={"reason": None, "accounts": [mine._replace(unused=97)]})
    said = said_wrong(day, cose.sign1(hidden.to_cbor(), day.device_key(0)), tmp_path / "hidden")
    assert said == ["The accounts of members at the desk are not those of its event log."], said
