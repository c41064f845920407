"""Supplements: wrong order, wrong roll, forged, strangers; and that a card that was taken off opens nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.formats import cbor, cose
from host_tools.formats.label import make_label
from host_tools.formats.packages import open_package
from host_tools.keys import files
from host_tools.privacy.image_search import ImageSearch
from host_tools.rolls import changes_file, pack, supplement
from host_tools.rolls.errors import ChangesError, SupplementError
from host_tools.rolls.layout import RollVoter
from host_tools.rolls.roll_view import RollView, open_row
from host_tools.rolls.supplement import Changes
from tests.host_tools.rolls.made_up_nation import AUTHORITY, make

PUBLIC = bytes(AUTHORITY.verify_key)
NEW_NUMBER = "771111222233"
NEW_LABEL = make_label(NEW_NUMBER, 4)
NEWCOMER = RollVoter((NEW_NUMBER, NEW_LABEL), "Жаңа Тіркелген Үлгі", 2005)


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    nation = make(tmp_path_factory.mktemp("nation"), {1: 30, 2: 8})
    pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
    return nation


@pytest.fixture(scope="module")
def package(nation):
    return open_package((nation.job.folder / "desk-00001.tmpk").read_bytes(), PUBLIC)


def built(package, *changes):
    made = []
    for change in changes:
        made.append(supplement.build(package, made, change, AUTHORITY))
    return made


def opened(package, made, digits):
    found = open_row(supplement.roll_of(package, made, PUBLIC), digits, package.secrets)
    return found and (found.row.name, found.row.birth_year)


def test_an_added_voter_is_found_by_both_cards_and_the_others_stay(nation, package):
    made = built(package, Changes(added=[NEWCOMER]))
    assert opened(package, made, NEW_NUMBER) == opened(package, made, NEW_LABEL) == (NEWCOMER.name, 2005)
    for person in nation.of(1):
        assert opened(package, made, person.number) == (person.name, int(person.born[:4]))
    view = supplement.roll_of(package, made, PUBLIC)
    assert open_row(view, NEW_NUMBER, package.secrets).number == 30


def test_a_removed_card_opens_nothing(nation, package):
    gone = nation.of(1)[5]
    made = built(package, Changes(removed=[gone.number, gone.label]))
    assert opened(package, made, gone.number) is None and opened(package, made, gone.label) is None
    assert opened(package, made, nation.of(1)[6].number) is not None


def test_a_new_label_opens_the_old_row_and_the_old_label_nothing(nation, package):
    person = nation.of(1)[7]
    new = make_label(person.number, 99_999_999)
    made = built(package, Changes(replaced=[(person.label, new)]))
    view = supplement.roll_of(package, made, PUBLIC)
    by_new, by_number = (open_row(view, digits, package.secrets) for digits in (new, person.number))
    assert by_new.number == by_number.number and by_new.row.name == person.name
    assert opened(package, made, person.label) is None


def test_supplements_apply_one_after_the_other(nation, package):
    person = nation.of(1)[3]
    made = built(
        package,
        Changes(added=[NEWCOMER]),
        Changes(removed=[NEW_NUMBER], added=[RollVoter((make_label("5" * 12, 1),), "Екінші", 1950)]),
        Changes(removed=[person.label, person.number]),
        Changes(added=[RollVoter((person.label,), person.name, 1960)]),
    )
    assert opened(package, made, NEW_NUMBER) is None and opened(package, made, NEW_LABEL) == (NEWCOMER.name, 2005)
    assert opened(package, made, make_label("5" * 12, 1)) == ("Екінші", 1950)
    assert opened(package, made, person.label) == (person.name, 1960)
    assert [supplement.read(file, PUBLIC).number for file in made] == [1, 2, 3, 4]


def test_left_out_swapped_and_repeated_supplements_are_refused(package):
    made = built(
        package, *(Changes(added=[RollVoter((make_label(f"{place}" * 12, 1),), "Үлгі", 1990)]) for place in (1, 2, 3))
    )
    for wrong in (made[1:], [made[1], made[0]], [made[0], made[2]], [made[0], made[0]]):
        with pytest.raises(SupplementError, match="does not follow"):
            supplement.roll_of(package, wrong, PUBLIC)


def test_a_supplement_of_another_precinct_is_refused(nation, package):
    other = open_package((nation.job.folder / "desk-00002.tmpk").read_bytes(), PUBLIC)
    with pytest.raises(SupplementError, match="another precinct"):
        supplement.roll_of(other, built(package, Changes(added=[NEWCOMER])), PUBLIC)


def test_a_supplement_of_a_roll_packed_again_is_refused(nation, package, tmp_path):
    again = replace(nation.job, folder=tmp_path)
    pack.pack(nation.list, again, "state", 1, lambda *_: None)
    repacked = open_package((tmp_path / "desk-00001.tmpk").read_bytes(), PUBLIC)
    with pytest.raises(SupplementError, match="does not follow"):
        supplement.roll_of(repacked, built(package, Changes(added=[NEWCOMER])), PUBLIC)


def test_a_supplement_signed_by_somebody_else_is_refused(package):
    payload = cose.peek1(built(package, Changes(added=[NEWCOMER]))[0][len(supplement.MAGIC) :])[1]
    forged = supplement.MAGIC + cose.sign1(payload, SigningKey(bytes(32)))
    with pytest.raises(SupplementError, match="not signed by this election authority"):
        supplement.read(forged, PUBLIC)


@settings(max_examples=60)
@given(at=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_any_changed_byte_is_refused(package, at, flip):
    data = bytearray(built(package, Changes(added=[NEWCOMER]))[0])
    data[at % len(data)] ^= flip
    with pytest.raises(SupplementError):
        supplement.read(bytes(data), PUBLIC)


@pytest.mark.parametrize(
    "added",
    [
        [[30, b"x" * 80, [b"e" * 63]]],
        [[30, b"x" * 80, []]],
        [[30, b"", [b"e" * 64]]],
        [[-1, None, [b"e" * 64]]],
        [[1, None]],
        [7],
    ],
)
def test_a_signed_supplement_of_another_shape_is_refused(package, added):
    payload = {0: "U2", 1: package.precinct.election, 2: 1, 3: 0, 4: 1, 5: added, 6: [], 7: bytes(32)}
    with pytest.raises(SupplementError):
        supplement.read(supplement.MAGIC + cose.sign1(cbor.encode(payload), AUTHORITY), PUBLIC)


def test_what_is_not_there_cannot_be_removed_or_replaced(package):
    for changes in (Changes(removed=[NEW_NUMBER]), Changes(replaced=[(NEW_LABEL, make_label(NEW_NUMBER, 5))])):
        with pytest.raises(SupplementError, match=r"card …\d{4} is not on this roll"):
            built(package, changes)


def test_a_card_that_is_there_cannot_be_added_again(nation, package):
    there = nation.of(1)[4]
    for changes in (
        Changes(added=[RollVoter((there.number,), "Үлгі", 1990)]),
        Changes(added=[NEWCOMER, NEWCOMER]),
        Changes(replaced=[(there.label, nation.of(1)[5].label)]),
    ):
        with pytest.raises(SupplementError, match=r"on the roll already|added twice|another person"):
            built(package, changes)


def test_an_empty_change_makes_no_supplement(package):
    with pytest.raises(SupplementError, match="nothing changes"):
        built(package, Changes())


def test_a_supplement_shows_no_name_and_no_number(package):
    made = built(package, Changes(added=[NEWCOMER]))[0]
    needles = [NEWCOMER.name, "Тіркелген", NEW_NUMBER, NEW_LABEL]
    assert not list(ImageSearch(needles).in_bytes(made))


def newcomers(count):
    numbers = [f"{88_000_000_0000 + place}" for place in range(count)]
    return [RollVoter((number, make_label(number, 1)), "Үлгі", 1990) for number in numbers]


def test_more_than_a_desk_can_check_is_not_signed(package):
    with pytest.raises(SupplementError, match="make several"):
        built(package, Changes(added=newcomers(25)))
    with pytest.raises(SupplementError, match="room for 80 voters"):
        built(package, Changes(added=newcomers(51)))


def test_the_list_is_counted_by_voters_not_by_cards(nation, package):
    one, other = nation.of(1)[5:7]
    made = built(
        package,
        Changes(added=[NEWCOMER], removed=[one.number, one.label, other.number]),
        Changes(removed=[other.label]),
        Changes(added=[RollVoter((one.label,), one.name, 1960)]),
    )
    assert [supplement.read(file, PUBLIC).listed for file in made] == [30, 29, 30]


def test_a_supplement_is_small(package):
    assert len(built(package, Changes(added=[NEWCOMER]))[0]) < 500


def test_a_cut_roll_is_no_roll(package):
    for cut in (b"", package.parts["roll"][:-1], package.parts["roll"] + b"!"):
        with pytest.raises(SupplementError):
            RollView.of(cut)


HEADER = ",".join(changes_file.COLUMNS) + "\n"


def changes_in(tmp_path, *lines):
    path = tmp_path / "changes.csv"
    path.write_text(HEADER + "".join(line + "\n" for line in lines), "utf-8")
    return path


def test_a_file_of_changes_is_read(tmp_path):
    path = changes_in(
        tmp_path,
        f"add,{NEW_NUMBER},{NEW_LABEL},,Жаңа,Тіркелген,Үлгі,2005-02-01",
        f"remove,{NEW_NUMBER},,,,,,",
        f"replace,,{NEW_LABEL},{make_label(NEW_NUMBER, 5)},,,,",
    )
    changes = changes_file.read_changes(path)
    assert changes.added == [NEWCOMER]
    assert (changes.removed, changes.replaced) == ([NEW_NUMBER], [(NEW_LABEL, make_label(NEW_NUMBER, 5))])


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("move,771111222233,,,,,,", "line 2: act"),
        ("remove,77111122223,,,,,,", "line 2: number: is not the 12 digits"),
        ("remove,,,,,,,", "line 2: number or label"),
        (f"remove,,{NEW_LABEL[:-1]}0,,,,,", "line 2: label"),
        (f"replace,,{NEW_LABEL},,,,,", "line 2: new_label"),
        ("add,771111222233,,,,,,2005-02-01", "line 2: surname"),
        ("add,771111222233,,,Жаңа,,,2005", "line 2: birth_date"),
        ("add,771111222233,,,Жаңа,,,2005-13-01", "line 2: birth_date"),
        ("add,771111222233,,,Жаңа,,,1700-01-01", "line 2: birth_date"),
        ('add,771111222233,,,"Жа\nңа",,,2005-01-01', "line 3: surname: has a control character"),
        ("add,771111222233", "line 2: has . columns and not 8"),
        ("add,771111222233,,,Жаңа,,,2005-01-01,more", "line 2: has . columns and not 8"),
    ],
)
def test_a_faulty_change_is_named_without_its_digits(tmp_path, line, says):
    with pytest.raises(ChangesError, match=says) as caught:
        changes_file.read_changes(changes_in(tmp_path, line))
    assert "771111222233" not in str(caught.value)


def test_the_commands_from_list_to_supplement(tmp_path):
    nation = make(tmp_path, {1: 12})
    (tmp_path / "election.cbor").write_bytes(nation.job.election)
    files.create(tmp_path / "authority.key")
    named = ["--who", "Demo Operator", "--why", "a test", "--journal", tmp_path / "access.journal"]

    def run(*arguments):
        result = CliRunner().invoke(app, ["roll", *map(str, arguments)])
        assert result.exit_code == 0, result.output
        return result.output

    assert CliRunner().invoke(app, ["privacy", "key", str(tmp_path / "master.key")]).exit_code == 0
    sources = ["--election", tmp_path / "election.cbor", "--definitions", tmp_path / "definitions"]
    keys = ["--authority", tmp_path / "authority.key", "--master", tmp_path / "master.key"]
    target = ("--unapproved", "--out", tmp_path / "out", "--workers", "1")
    said = json.loads(run("pack", tmp_path / "list.csv", *sources, *keys, *target, *named, "--json"))
    assert said["voters"] == 12 and [one["precinct"] for one in said["packages"]] == [1]
    assert "1 packages, all there" in run("check", tmp_path / "out", "--authority", tmp_path / "authority.pub")
    change = changes_in(tmp_path, f"add,{NEW_NUMBER},,,Жаңа,Тіркелген,Үлгі,2005-02-01")
    output = run("supplement", tmp_path / "out" / "desk-00001.tmpk", "--changes", change, "--authority",
                 tmp_path / "authority.key", "--out", tmp_path / "1.tmsup", *named)  # fmt: skip
    assert "supplement 1, 1 changed, 0 cards removed" in output
    again = ["supplement", tmp_path / "out" / "desk-00001.tmpk", "--changes", change, "--authority",
             tmp_path / "authority.key", "--out", tmp_path / "1.tmsup", *named]  # fmt: skip
    first = (tmp_path / "1.tmsup").read_bytes()
    refused = CliRunner().invoke(app, ["roll", *map(str, again)], env={"COLUMNS": "1000"})
    assert refused.exit_code == 2 and "never replaced" in refused.output
    assert (tmp_path / "1.tmsup").read_bytes() == first, "a desk may have it already"
    assert "number cards" in run("cost")


def test_somebody_on_the_roll_is_not_added_by_another_card(nation, package):
    """One person with two rows would get two slips."""
    person = nation.of(1)[4]
    for card in (person.number, make_label(person.number, 77)):
        with pytest.raises(SupplementError, match="on the roll already; use replace"):
            built(package, Changes(added=[RollVoter((card,), "Қайта Қосылған", 1980)]))
    again = Changes(added=[NEWCOMER]), Changes(added=[RollVoter((make_label(NEW_NUMBER, 9),), "Үлгі", 2005)])
    with pytest.raises(SupplementError, match="on the roll already"):
        built(package, *again)


def test_nobody_is_added_twice_or_with_the_card_of_another(package):
    other = make_label("5" * 12, 1)
    twice = [RollVoter((NEW_NUMBER,), "Үлгі", 2005), RollVoter((NEW_LABEL,), "Үлгі", 2005)]
    with pytest.raises(SupplementError, match="added twice"):
        built(package, Changes(added=twice))
    with pytest.raises(SupplementError, match="not of one person"):
        built(package, Changes(added=[RollVoter((NEW_NUMBER, other), "Үлгі", 2005)]))
    with pytest.raises(SupplementError, match="of another person"):
        built(package, Changes(replaced=[(NEW_LABEL, other)]))


def test_a_roll_of_labels_alone_asks_the_register_of_labels(tmp_path):
    nation = make(tmp_path, {1: 3}, number_cards=False)
    pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
    package = open_package((nation.job.folder / "desk-00001.tmpk").read_bytes(), PUBLIC)
    person = nation.of(1)[1]
    moved = Changes(added=[RollVoter((make_label(person.number, 77),), "Қайта Қосылған", 1980)])
    with pytest.raises(SupplementError, match="give the register of labels"):
        supplement.build(package, [], moved, AUTHORITY)
    with pytest.raises(SupplementError, match="on the roll already"):
        supplement.build(package, [], moved, AUTHORITY, labels_of=lambda number: [person.label])
    assert supplement.build(package, [], Changes(added=[NEWCOMER]), AUTHORITY, labels_of=lambda number: [])
