"""The register of labels: two that count, lost ones that still count, a rewritten journal, a register that leaks."""

import re
import sqlite3
import tracemalloc

import pytest
from nacl.signing import SigningKey

from host_tools.hash_chain import link
from host_tools.keys.randomness import seeded
from host_tools.labels import register_check
from host_tools.labels.errors import LabelError
from host_tools.labels.index import NONE, LabelIndex
from host_tools.labels.masked import person_of
from host_tools.labels.register import ENDED, HAS_ONE, Event, LabelRegister, content_of
from host_tools.labels.serials import SERIALS, serials
from host_tools.privacy.access_journal import MissingReasonError
from host_tools.privacy.image_search import ImageSearch

KEY = bytes(range(32))
SIGNER = SigningKey(bytes(32))
WHO = ("Demo Operator", "a test")
NUMBERS = [f"{771_234_567_801 + 13_577 * place:012d}" for place in range(40)]


@pytest.fixture
def register(tmp_path):
    register = LabelRegister(tmp_path / "labels.db", KEY, clock=lambda: 1_770_000_000, draw=serials(seeded(b"t")))
    yield register
    register.close()


def people(register, numbers=NUMBERS):
    return [(register.person("IIN", number), "Үлгі ауданы") for number in numbers]


def issue(register, numbers=NUMBERS):
    return list(register.issue(people(register, numbers), *WHO))


def test_a_second_run_gives_nobody_a_second_label(register):
    first = issue(register)
    assert all(isinstance(serial, int) for serial in first)
    assert issue(register) == [HAS_ONE] * len(NUMBERS)
    assert issue(register, NUMBERS[:1] * 3) == [HAS_ONE] * 3


def test_one_number_twice_in_a_list_gets_one_label(register):
    assert [isinstance(outcome, int) for outcome in issue(register, [NUMBERS[0]] * 2)] == [True, False]


def test_a_reissued_label_replaces_the_old_one(register):
    (old,) = issue(register, NUMBERS[:1])
    person = register.person("IIN", NUMBERS[0])
    new = register.reissue(person, *WHO)
    assert new != old and register.valid_serial(person) == new
    assert dict(register.labels_of(person)) == {old: "reissued", new: "issued"}


def test_a_reissue_never_draws_a_serial_that_was_used(tmp_path):
    draws = iter([5, 5, 5, 6])
    register = LabelRegister(tmp_path / "labels.db", KEY, draw=draws)
    person = register.person("IIN", NUMBERS[0])
    list(register.issue([(person, "-")], *WHO))
    assert register.reissue(person, *WHO) == 6


@pytest.mark.parametrize(("act", "status"), [("spoil", "spoiled"), ("revoke", "revoked")])
def test_an_ended_label_no_longer_counts_and_needs_a_person_to_reissue(register, act, status):
    (serial,) = issue(register, NUMBERS[:1])
    person = register.person("IIN", NUMBERS[0])
    register.end(act, person, serial, *WHO)
    assert register.labels_of(person) == [(serial, status)] and register.valid_serial(person) is None
    assert issue(register, NUMBERS[:1]) == [ENDED]
    assert register.valid_serial(person) is None
    with pytest.raises(LabelError, match=status):
        register.end(act, person, serial, *WHO)
    register.reissue(person, *WHO)
    assert register.valid_serial(person) is not None
    register.commit()
    assert register_check.faults(register) == []


def test_strangers_are_refused(register):
    person = register.person("IIN", "999999999999")
    with pytest.raises(LabelError, match="never issued"):
        register.end("revoke", person, 1, *WHO)
    with pytest.raises(LabelError, match="never had a label"):
        register.reissue(person, *WHO)


@pytest.mark.parametrize(("who", "why"), [("", "x"), ("x", " ")])
def test_nothing_changes_without_a_name_and_a_reason(register, who, why):
    issue(register)
    person = register.person("IIN", NUMBERS[0])
    before = register.state()
    for change in (
        lambda: register.end("revoke", person, register.valid_serial(person), who, why),
        lambda: register.reissue(person, who, why),
        lambda: list(register.issue(people(register, ["5" * 12]), who, why)),
    ):
        with pytest.raises(MissingReasonError, match="who"):
            change()
    assert register.state() == before


def test_what_was_rolled_back_is_gone_and_the_journal_goes_on(register):
    issue(register, NUMBERS[:3])
    register.commit()
    before = register.state()
    issue(register, NUMBERS[3:9])
    register.roll_back()
    assert register.state() == before
    assert register.valid_serial(register.person("IIN", NUMBERS[5])) is None
    issue(register, NUMBERS[3:9])
    register.commit(SIGNER)
    assert register_check.faults(register, bytes(SIGNER.verify_key)) == []


def committed(register):
    issue(register)
    register.commit(SIGNER)
    return sqlite3.connect(register.path)


def test_the_journal_cannot_be_changed_through_the_file(register):
    with committed(register) as database, pytest.raises(sqlite3.IntegrityError, match="only grow"):
        database.execute("UPDATE event SET who = 'Nobody' WHERE number = 1")
    with committed(register) as database, pytest.raises(sqlite3.IntegrityError, match="only grow"):
        database.execute("DELETE FROM event WHERE number = 1")


@pytest.mark.parametrize(
    ("forgery", "says"),
    [
        ("UPDATE event SET why = 'x' WHERE number = 7", "event 7: does not follow"),
        ("DELETE FROM event WHERE number = 7", "event 8: does not follow"),
        ("UPDATE label SET status = 'revoked' WHERE serial = (SELECT min(serial) FROM label)", "table of labels"),
        ("DELETE FROM event WHERE number = (SELECT max(number) FROM event)", "signed head|table of labels"),
    ],
)
def test_a_rewritten_register_is_found_out(register, forgery, says):
    with committed(register) as database:
        database.executescript("DROP TRIGGER event_stays; DROP TRIGGER event_kept;" + forgery)
    faults = register_check.faults(register, bytes(SIGNER.verify_key))
    assert any(re.search(says, fault) for fault in faults)


@pytest.mark.parametrize(
    "forgery",
    [
        "DELETE FROM head",
        "DELETE FROM head; DELETE FROM event WHERE number = 1; DELETE FROM label WHERE serial = (SELECT min(serial) "
        "FROM label)",
        "DELETE FROM head; DELETE FROM event WHERE number > 20; DELETE FROM label WHERE NOT EXISTS (SELECT 1 FROM "
        "event WHERE event.person = label.person AND event.serial = label.serial)",
        "DELETE FROM end_tag",
    ],
)
def test_a_register_whose_chain_was_made_anew_is_found_out(register, forgery):
    """The chain needs no key: whoever may write the file can make every link fit."""
    with committed(register) as database:
        database.executescript("DROP TRIGGER event_stays; DROP TRIGGER event_kept;" + forgery)
        chain = bytes(32)
        for number, row in enumerate(database.execute("SELECT * FROM event ORDER BY number").fetchall(), 1):
            event = Event(number, *row[1:-1])
            chain = link(chain, content_of(event))
            database.execute("UPDATE event SET number = ?, chain = ? WHERE number = ?", (number, chain, row[0]))
    faults = register_check.faults(register, bytes(SIGNER.verify_key))
    assert any("does not end where" in fault or "no head" in fault for fault in faults), faults


def test_a_register_that_was_never_signed_does_not_hold_for_the_authority(register):
    issue(register)
    register.commit()
    assert register_check.faults(register) == []
    assert ["no head" in fault for fault in register_check.faults(register, bytes(SIGNER.verify_key))] == [True]


def test_a_head_signed_by_somebody_else_is_found_out(register):
    committed(register).close()
    assert register_check.faults(register, bytes(SigningKey(bytes(31) + b"1").verify_key))


def test_a_stolen_register_shows_no_number(register):
    committed(register).close()
    hits = list(ImageSearch(NUMBERS).in_path(register.path.parent))
    assert hits == []


def test_without_the_key_a_known_number_is_nobody(register):
    issue(register)
    assert register.labels_of(person_of(bytes(32))("IIN", NUMBERS[0])) == []


def test_the_key_of_another_register_is_refused_before_it_gives_second_labels(register):
    committed(register).close()
    with pytest.raises(LabelError, match="not the key"):
        LabelRegister(register.path, bytes(32))


def test_a_stolen_register_shows_no_serial(register):
    drawn = issue(register)
    register.end("spoil", register.person("IIN", NUMBERS[0]), drawn[0], *WHO)
    drawn.append(register.reissue(register.person("IIN", NUMBERS[0]), *WHO))
    register.commit()
    stored = [row[0] for table in ("label", "event") for row in register.rows(f"SELECT serial FROM {table}")]
    assert not set(drawn) & {serial % 2**27 for serial in stored}
    assert register.path.stat().st_mode & 0o777 == 0o600


def test_two_serials_of_one_person_have_masks_of_their_own(register):
    person = register.person("IIN", NUMBERS[0])
    first = next(iter(register.issue([(person, "-")], *WHO)))
    serials_of = [first, *(register.reissue(person, *WHO) for _ in range(5))]
    assert [serial for serial, _ in sorted(register.labels_of(person))] == sorted(serials_of)
    stored = [row[0] for row in register.rows("SELECT serial FROM event WHERE act != 'replace' ORDER BY number")]
    masks = [kept % 2**27 ^ serial for kept, serial in zip(stored, serials_of, strict=True)]
    assert len(set(masks[:4])) == 4 and masks[4] == masks[0]
    assert LabelIndex.of(register).find(person).tolist() == [serials_of[-1]]


def test_checking_many_labels_takes_no_memory_for_each(register):
    people = [(person_of(bytes(32))("IIN", f"{number:012d}"), "-") for number in range(20_000)]
    list(register.issue(people, *WHO))
    register.commit()
    tracemalloc.start()
    assert register_check.faults(register) == []
    assert tracemalloc.get_traced_memory()[1] < 1 << 20, "that is 50 bytes a label"
    tracemalloc.stop()


def test_the_same_digits_of_another_id_type_are_another_person(register):
    issue(register)
    assert register.valid_serial(register.person("RNN", NUMBERS[0])) is None


def test_progress_counts_each_district(register):
    register.set_eligible({"Үлгі ауданы": 80, "Бос аудан": 5})
    drawn = issue(register)
    person = register.person("IIN", NUMBERS[0])
    register.end("spoil", person, drawn[0], *WHO)
    register.reissue(person, *WHO)
    empty, full = register_check.progress(register)
    assert tuple(empty) == ("Бос аудан", 5, 0, 0, 0, 0) and empty.percent == 0
    assert tuple(full) == ("Үлгі ауданы", 80, 40, 1, 0, 0) and full.percent == 50


def test_the_index_knows_what_counts_and_nothing_else(register, tmp_path):
    drawn = issue(register)
    register.end("revoke", register.person("IIN", NUMBERS[3]), drawn[3], *WHO)
    index = LabelIndex.load(LabelIndex.of(register).save(tmp_path / "index"))
    wanted = b"".join(register.person("IIN", number) for number in [*NUMBERS, "5" * 12])
    assert index.find(wanted).tolist() == [*drawn[:3], NONE, *drawn[4:], NONE]
    assert index.find(b"").tolist() == []
    assert LabelIndex.of(register, run=9).find(wanted).tolist() == [NONE] * (len(NUMBERS) + 1)


def test_the_index_tells_people_apart_who_share_half_a_hash(register):
    half = b"\x42" * 8
    twins = [half + bytes([number]) * 24 for number in (1, 2, 3)]
    list(register.issue([(twin, "-") for twin in twins[:2]], *WHO))
    found = LabelIndex.of(register).find(b"".join(twins)).tolist()
    assert found == [register.valid_serial(twins[0]), register.valid_serial(twins[1]), NONE]


def test_serials_are_spread_evenly_and_within_eight_digits():
    source = serials(seeded(b"spread"))
    drawn = [next(source) for _ in range(20_000)]
    assert all(0 <= serial < SERIALS for serial in drawn)
    tenths = [sum(serial * 10 // SERIALS == tenth for serial in drawn) for tenth in range(10)]
    assert max(abs(count - 2_000) for count in tenths) < 250  # nearly six standard deviations
    assert len(set(drawn)) > 19_990
