"""A precinct without terminals: what is typed wrongly, who may sign, and where its protocol counts like a desk's."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.collecting.centre import Centre, Kept, whole
from host_tools.collecting.checks import Checked, Refusal, check_object
from host_tools.collecting.precincts import Precincts
from host_tools.collecting.quorum import Quorum
from host_tools.collecting.schema import states
from host_tools.collecting.store import State, add
from host_tools.determining import gate
from host_tools.determining.nation import Commission, determine
from host_tools.determining.territory import Territory
from host_tools.formats import codes, cose
from host_tools.formats.objects import Protocol, ZeroReport
from host_tools.paper_precincts import counting, form, preparing, protocol_paper, signing
from host_tools.paper_precincts.preparing import TableError
from host_tools.verifier import verify
from host_tools.verifying import keyring
from host_tools.verifying.slips import verify_slip
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE, FIRMWARE
from tests.host_tools.paper_precincts.hand_count import (
    BOTH,
    NUMBER,
    ONE,
    SIGNED_S,
    STYLED,
    VOTERS,
    HandCount,
    write_key,
)

DEVICE_WORDS = Path(__file__).parents[3] / "device" / "text" / "desk.tsv"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> HandCount:
    return HandCount(tmp_path_factory.mktemp("paper") / "precinct")


def run(*words: object, typed: str = "") -> tuple[int, str]:
    """(exit status, everything that was said)."""
    result = CliRunner().invoke(app, [str(word) for word in words], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, " ".join(result.output.split())


def signed(place: HandCount, **changes: object) -> bytes:
    """Its protocol, signed with two of three cards."""
    loaded = signing.load_place(place.folder / "public", place.mode)
    count = form.read(place.filled(**changes), loaded.election, loaded.precinct)
    cards = [codes.join([codes.parse(text) for text in card.texts]).objects[0][1] for card in place.made.cards]
    return signing.sign(count, loaded, cards[1:], place.pins[1:], place.made.card_secret, SIGNED_S)


def test_a_hand_count_is_signed_printed_corrected_and_never_overwritten(place: HandCount) -> None:
    public, out = place.folder / "public", place.folder / "out"
    secret = place.folder / "official" / "card-secret.key"
    assert run("paper", "check", place.filled(), "--keys", public) == (0, f"Every equation of precinct {NUMBER} holds.")
    cards = place.card_files()
    command = ("paper", "sign", place.folder / "count.toml", "--keys", public, "--card-secret", secret, "--out", out)
    by_cards = (*command, "--card", cards[0], "--card", cards[2])
    status, said = run(*by_cards, typed=f"{place.pins[0]}\n000000\n")
    assert status == 2 and "key card 3 does not open" in said and not out.exists(), said
    assert run(*by_cards, typed=f"{place.pins[0]}\n{place.pins[2]}\n")[0] == 0
    assert (out / "protocol-1.pdf").read_bytes().startswith(b"%PDF")
    data = (out / "protocol-1.cose").read_bytes()
    texts = (out / "protocol-1.txt").read_text().splitlines()
    assert codes.join([codes.parse(text) for text in texts]).objects == [("P", data)]
    status, said = run(*by_cards)
    assert status == 2 and "is signed already and never changed" in said
    scanned = "".join(f"{text}\n" for card in place.made.cards[:2] for text in card.texts)
    more = ("--supersedes", out / "protocol-1.cose", "--correction", "A pile was counted twice.")
    assert run(*command, *more, typed=f"nonsense\n{scanned}{place.pins[0]}\n{place.pins[1]}\n")[0] == 0
    second = Protocol.from_cbor(cose.peek1((out / "protocol-2.cose").read_bytes())[1])
    assert (second.version, second.correction) == (2, "A pile was counted twice.")
    ring = keyring.load([public])
    report = verify_slip("P", data, ring)
    assert report.verdict == "agrees", report.findings


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"one_room": 41}, "room = 41 is more than issued"),
        ({"one_received": 99}, "one: received = 99, but withdrawn + issued + outside + unused + spoiled + lost = 100"),
        ({"two_a": 90}, "paper votes of two = 135 is more than valid ballots in the boxes x votes allowed = 80"),
        ({"one_a": 21}, "paper votes of one = 44, but ballots in the boxes = 43"),
        ({"issued_recorded": 121}, "marked = 124 is more than on_list = 121"),
        ({"spoiled_recorded": 5}, "paper ballots spoiled = 2, but spoiled_recorded = 5"),
    ],
)
def test_equations_name_the_field_and_both_numbers(place: HandCount, changes: dict[str, int], words: str) -> None:
    if "one_room" in changes:
        changes = {**changes, "issued_recorded": 40}
    status, said = run("paper", "check", place.filled(**changes), "--keys", place.folder / "public")
    assert status == 1 and words in said and "Count these again" in said, said
    with pytest.raises(counting.CountError, match="say why"):
        signed(place, **changes)
    assert Protocol.from_cbor(cose.peek1(signed(place, **changes, reason='"We counted twice."'))[1]).reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"one_room": '""'}, "contests.one.room: is not filled in"),
        ({"one_room": -1}, "contests.one.room: -1 is no whole number from 0 to 9999"),
        ({"two_b": 10000}, "contests.two.votes.b: 10000 is no whole number"),
        ({"added": "true"}, "precinct.added: True is no whole number"),
        ({"acts": "1.0"}, "precinct.acts: 1.0 is no whole number"),
        ({"opened": '"25:00"'}, "times.opened: 25:00 is no time of the day"),
        ({"opened": "07:00:00\nstrange = 1"}, "times.strange: the form has no such field"),
        ({"reason": '"a\\u0007b"'}, "reason: has a control character (U+0007)"),
        ({"reason": '"Nothing is wrong."'}, ""),
    ],
)
def test_a_field_that_cannot_be_used_is_named(place: HandCount, changes: dict[str, object], words: str) -> None:
    path = place.filled(**changes)
    status, said = run("paper", "check", path, "--keys", place.folder / "public")
    if words:
        assert status == 2 and words in said, said
    else:
        with pytest.raises(counting.CountError, match="nothing to explain"):
            signed(place, **changes)


@pytest.fixture(scope="module")
def styled(tmp_path_factory: pytest.TempPathFactory) -> HandCount:
    return HandCount(tmp_path_factory.mktemp("styles") / "precinct", styles=[BOTH, ONE])


def test_a_hand_count_of_two_styles_counts_each_contest_among_those_who_have_it(
    styled: HandCount, tmp_path: Path
) -> None:
    data = signed(styled, **STYLED)
    said = Protocol.from_cbor(cose.peek1(data)[1])
    assert said.styles == [(0, 30, 3), (0, 11, 0)]
    assert [line.issued for line in said.papers] == [41, 30]
    assert (said.fields["issued_recorded"], said.fields["marked"]) == (41, 44)
    stream = io.BytesIO()
    protocol_paper.write(stream, data, said, signing.load_place(styled.folder / "public", 0))
    assert stream.getvalue().startswith(b"%PDF")
    report = verify_slip("P", data, keyring.load([styled.folder / "public"]))
    assert report.verdict == "agrees", report.findings
    known = Precincts(styled.election.hash16, 0, {NUMBER: styled.definition})
    assert check_object("P", data, known) == Checked("P", NUMBER, 0, 1, totals=[])
    for name, content in (("election", styled.election), ("precinct", styled.definition)):
        (tmp_path / f"{name}.cbor").write_bytes(content.to_cbor())
    (tmp_path / "protocol.cose").write_bytes(data)
    wrong = [text for good, text in verify.verify(tmp_path, None) if not good]
    assert not wrong, wrong


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"both_issued_recorded": '""'}, "styles.both.issued_recorded: is not filled in"),
        ({"one_issued_recorded": 12}, "one: received = 100, but withdrawn"),
        ({"both_outside_recorded": 2, "one_outside_recorded": 1}, "two: outside = 3, but outside_recorded = 2"),
        ({"two_room": 31}, "two: room = 31 is more than issued = 30"),
    ],
)
def test_ballots_of_another_style_are_named(styled: HandCount, changes: dict[str, object], words: str) -> None:
    path = styled.filled(**{**STYLED, **changes})
    status, said = run("paper", "check", path, "--keys", styled.folder / "public")
    assert status in (1, 2) and words in said, said


def test_styles_where_the_election_has_none(place: HandCount) -> None:
    path = place.filled()
    path.write_text(path.read_text("utf-8") + "\n[styles.both]\nissued_recorded = 1\n", "utf-8")
    status, said = run("paper", "check", path, "--keys", place.folder / "public")
    assert status == 2 and "styles: the election has no ballot styles" in said


def test_a_form_of_another_precinct(place: HandCount) -> None:
    path = place.filled()
    path.write_text(path.read_text("utf-8").replace(f"number = {NUMBER}", "number = 42"), "utf-8")
    status, said = run("paper", "check", path, "--keys", place.folder / "public")
    assert status == 2 and "the form is of precinct 42, the definition of 41" in said


def nation(place: HandCount, *objects: bytes, **settings: object):
    """A nation of this precinct alone, after its polls closed. settings: of the election, besides its own."""
    territory = Territory({NUMBER: "North"}, {"North": "A"})
    known = frozenset({FIRMWARE})
    election = place.election.model_copy(update={"settings": {**place.election.settings, **settings}})
    commission = Commission(
        election, {NUMBER: place.definition}, territory, bytes(AUTHORITY.verify_key), known
    )  # fmt: skip
    return determine(commission, objects, True)


def test_it_is_collected_and_counts_as_a_desks_does(place: HandCount) -> None:
    data = signed(place)
    known = Precincts(place.election.hash16, 0, {NUMBER: place.definition})
    assert check_object("P", data, known) == Checked("P", NUMBER, 0, 1, totals=[])
    found = nation(place, data)
    assert str(found.results[NUMBER].progress) == "accepted" and gate.alarms(found) == []
    total = found.total()
    assert (total.on_list, total.marked, total.electronic, total.paper) == (VOTERS + 1, 44, 0, 43)


def test_its_holders_sign_together_where_people_must_sign(place: HandCount, tmp_path: Path) -> None:
    data, settings = signed(place), {"signatures_needed": 2}
    (result,) = nation(place, data, **settings).results.values()
    assert (str(result.progress), result.agreeing) == ("accepted", None)
    known = Precincts(place.election.hash16, 0, {NUMBER: place.definition}, settings)
    centre = Centre(tmp_path / "store", CENTRE, known)
    assert isinstance(centre.accept([whole("P", data)])[0], Kept)
    digest = sha256(data).digest()
    quorum = Quorum(centre.store, known)
    assert quorum.accept([NUMBER]) == [], "it is not proved"
    with centre.store.writing() as connection:
        add(connection, states, [(digest, "proved", 1, "")])
    assert [text for _, text in quorum.accept([NUMBER])] == ["precinct 41: its holders have signed it together"]
    assert centre.store.state_of(digest) == State.ACCEPTED
    asked = place.election.model_copy(update={"settings": {**place.election.settings, "signatures_needed": 3}})
    with pytest.raises(TableError, match="give --needed 3"):
        preparing.refuse_too_few(2, asked)


def forged(place: HandCount, key: SigningKey, **changes: object) -> bytes:
    """Its protocol with other content, signed with a key."""
    said = Protocol.from_cbor(cose.peek1(signed(place))[1]).model_copy(update=changes)
    return cose.sign1(said.to_cbor(), key)


def test_nobody_else_signs_it_and_its_key_signs_nothing_else(place: HandCount) -> None:
    known = Precincts(place.election.hash16, 0, {NUMBER: place.definition})
    stranger = forged(place, CENTRE)
    assert isinstance(check_object("P", stranger, known), Refusal)
    assert str(nation(place, stranger).results[NUMBER].progress) == "missing"
    secret = signing.precinct_secret(
        [codes.join([codes.parse(text) for text in card.texts]).objects[0][1] for card in place.made.cards],
        place.pins, place.made.card_secret, place.definition.key,
    )  # fmt: skip
    key = signing.preparing.signing_key(secret)
    zero = ZeroReport(
        election=place.election.hash16, precinct=NUMBER, mode=0, terminal=0, tally=(0,) * 5, firmware=bytes(32),
        log_head=bytes(16), serial_number="", opening=bytes(16), openings=1,
    )  # fmt: skip
    report = verify_slip("Z", cose.sign1(zero.to_cbor(), key), keyring.load([place.folder / "public"]))
    assert report.verdict == "disagrees" and "must not sign" in report.first_bad
    alarmed = nation(place, forged(place, key, firmware=FIRMWARE))
    assert any("has no terminals" in alarm.text for alarm in gate.alarms(alarmed))
    some = [[1, *contest[1:]] for contest in Protocol.from_cbor(cose.peek1(signed(place))[1]).electronic]
    assert gate.alarms(nation(place, forged(place, key, electronic=some)))


def test_preparing_many_precincts_and_what_is_wrong_in_their_table(tmp_path: Path) -> None:
    demo = Path(__file__).parents[3] / "simulator" / "people" / "election.toml"
    key, centre = write_key(tmp_path / "authority.key"), tmp_path / "centre.pub"
    centre.write_text(bytes(CENTRE.verify_key).hex())
    table, out = tmp_path / "precincts.csv", tmp_path / "out"
    command = ("paper", "prepare", demo, table, "--authority", key, "--centre", centre, "--out", out)
    head = "precinct,name_kk,name_ru,name_en,voters\n"
    for rows, words in (
        ("1,A,B,C,many", "line 2: voters is no number"),
        ("1,A,,C,10", "line 2: name_ru is missing"),
        ("1,A,B,C,10\n1,A,B,C,10", "line 3: precinct 1 stands in the table twice"),
        ("", "holds no precincts"),
    ):
        table.write_text(head + rows, "utf-8")
        status, said = run(*command)
        assert status == 2 and words in said and not out.exists(), said
    table.write_text(head + "1,A,B,C,10", "utf-8")
    assert run(*command, "--needed", 1)[0] == 2 and not out.exists()
    assert run(*command, "--needed", 2, "--holders", 2)[0] == 0
    assert {path.name for path in (out / "precinct-1").iterdir()} == {"public", "cards", "official", "test"}
    (out / "precinct-1" / "public" / "official.manifest.cose").unlink()
    status, said = run("paper", "form", "--keys", out / "precinct-1" / "public", "--out", tmp_path / "form.toml")
    assert status == 2 and "signed list does not name this definition" in said


def test_words_are_those_of_a_desks_protocol() -> None:
    """Where people count what a desk records, the words differ, and nowhere else."""
    there = dict(_words(DEVICE_WORDS))
    own = _words(Path(form.__file__).parent / "words.tsv")
    same = {"listed", "added", "certificates", "on_list", "marked", "paper_returned", "complaints", "acts"}
    same |= {"by_certificate", "added_refused", "home_requests", "home_refused", "assisted"}
    same |= {f"certificates_{what}" for what in ("received", "cancelled", "lost")}
    prefixes = {"blank": "", "portable": "box_", "room": "box_", "all_marked": "", "unused": "paper_", "total": "slip_"}
    prefixes["portable_away"] = "box_"
    compared = 0
    for name, words in own:
        for other in [name] if name in same else [prefixes.get(name, prefix) + name for prefix in ("paper_", "slip_")]:
            assert there.get(other, words) == words, name
            compared += other in there
    assert compared > 20


def _words(path: Path) -> list[tuple[str, list[str]]]:
    rows = csv.reader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [(row[0], row[1:4]) for row in rows if len(row) >= 4]
