"""A plan's names hold: a list is packed when enough of them signed it, and a step is done when something proves it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
from pathlib import Path

import nacl.signing
import polars as pl
import pypdfium2
import pytest

from host_tools.formats import cbor, cose
from host_tools.privacy.access_journal import AccessJournal
from host_tools.privacy.vault import CLEAR
from host_tools.registers.hashes import sha256_of
from host_tools.registers.planning import approval, poster, state
from host_tools.registers.planning.plan import LANGUAGES, ListPlanError, Plan, read, strangers
from host_tools.registers.reading import manifest
from host_tools.registers.reading.trust import Trusted

KEYS = [nacl.signing.SigningKey(bytes([number]) * 32) for number in range(1, 4)]
PUBLIC = [key.verify_key.encode().hex() for key in KEYS]
DAY = dt.date(2026, 10, 1)
PLAN = f"""
title = {{ kk = "Жоспар", ru = "План", en = "Plan" }}
election_day = 2026-11-22
approvals = 2
people = [
  {{ name = "Үлгі Бірінші", authority = "CEC", key = "{PUBLIC[0]}" }},
  {{ name = "Үлгі Екінші", authority = "CEC", key = "{PUBLIC[1]}" }},
  {{ name = "Үлгі Үшінші", authority = "MIA" }},
]
[[steps]]
id = "population"
title = {{ kk = "Халық тіркелімі", ru = "Регистр населения", en = "Population register" }}
due = 2026-09-20
responsible = "Үлгі Үшінші"
deputy = "Үлгі Бірінші"
authority = "MIA"
proof = {{ manifest = "population" }}
[[steps]]
id = "approved"
title = {{ en = "List approved" }}
due = 2026-10-05
responsible = "Үлгі Бірінші"
deputy = "Үлгі Екінші"
authority = "CEC"
proof = {{ approved = true }}
[[steps]]
id = "wiped"
title = {{ en = "Registers destroyed" }}
due = 2026-12-22
responsible = "Үлгі Бірінші"
deputy = "Үлгі Екінші"
authority = "CEC"
proof = {{ wiped = "registers" }}
"""


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    (tmp_path / "plan.toml").write_text(PLAN)
    return read(tmp_path / "plan.toml")


@pytest.fixture
def place(tmp_path: Path) -> state.Place:
    (tmp_path / "registers").mkdir()
    (tmp_path / "list").mkdir()
    pl.DataFrame({"precinct": [1]}).write_parquet(tmp_path / "list" / approval.LIST)
    (tmp_path / "list" / "summary.json").write_text("{}")
    folders = [tmp_path / name for name in ("registers", "list", "approvals", "packages", "access.journal")]
    return state.Place(*folders, Trusted.for_any({PUBLIC[2]}))


def states(plan: Plan, place: state.Place, today: dt.date = DAY) -> dict[str, str]:
    return {one.step.id: one.state for one in state.standing(plan, place, today)}


def hand_over(place: state.Place, person: str) -> None:
    file = place.registers / "population.csv"
    file.write_text("x\n")
    one = manifest.Manifest(
        profile="population", profile_version=1, encoding="utf-8", source="MIA", responsible_person=person,
        date="2026-09-10", rows=1, size_bytes=2, sha256=sha256_of(file),
    )  # fmt: skip
    manifest.write(file, one, KEYS[2])


def approve(plan: Plan, place: state.Place, at: int) -> Path:
    """Approve the list as the person with this key."""
    who = ("Үлгі Бірінші", "Үлгі Екінші")[at]
    person = approval.signer(KEYS[at], plan, who)
    return approval.approve(place.result, place.approvals, person, KEYS[at], CLEAR)


def test_a_list_that_too_few_approved_is_not_packed(plan: Plan, place: state.Place) -> None:
    digest = approval.digest_of(place.result / approval.LIST, CLEAR)
    with pytest.raises(ListPlanError, match="0 of 2 people approved this list"):
        approval.require(digest, place.approvals, plan)
    approve(plan, place, 0)
    approve(plan, place, 0)
    with pytest.raises(ListPlanError, match="1 of 2"):  # one person twice is one person
        approval.require(digest, place.approvals, plan)
    approve(plan, place, 1)
    assert approval.require(digest, place.approvals, plan) == ["Үлгі Бірінші", "Үлгі Екінші"]


def test_an_approval_is_of_one_list(plan: Plan, place: state.Place) -> None:
    for at in (0, 1):
        approve(plan, place, at)
    pl.DataFrame({"precinct": [2]}).write_parquet(place.result / approval.LIST)
    with pytest.raises(ListPlanError, match="approved another list"):
        approval.require(approval.digest_of(place.result / approval.LIST, CLEAR), place.approvals, plan)


@pytest.mark.parametrize("field", ["list_sha256", "name", "signature", "key", "summary_sha256"])
def test_an_approval_that_was_changed_does_not_count(plan: Plan, place: state.Place, field: str) -> None:
    path = approve(plan, place, 0)
    fields = json.loads(path.read_text())
    fields[field] = fields[field][:-1] + ("0" if fields[field][-1] != "0" else "1")
    path.write_text(json.dumps(fields))
    names, others = approval.approvers(approval.digest_of(place.result / approval.LIST, CLEAR), place.approvals, plan)
    assert names == [] and len(others) == 1


def test_a_stranger_cannot_approve(plan: Plan, place: state.Place) -> None:
    with pytest.raises(ListPlanError, match="nobody in the plan approves with it"):
        approval.signer(KEYS[2], plan, "Үлгі Үшінші")
    with pytest.raises(ListPlanError, match="is that of Үлгі Бірінші"):  # with the key of somebody else
        approval.signer(KEYS[0], plan, "Үлгі Екінші")


def test_the_words_of_a_step_say_its_state_once(plan: Plan, place: state.Place) -> None:
    for step, standing, words, _ in state.standing(plan, place, DAY):
        assert standing not in words, step.titled("en")


def test_a_step_is_done_by_what_is_signed_and_not_by_ticking(plan: Plan, place: state.Place) -> None:
    assert states(plan, place) == {"population": "late", "approved": "due", "wiped": "ahead"}
    hand_over(place, "Үлгі Үшінші")
    AccessJournal(place.journal).note("Үлгі Бірінші", "wipe", "registers", "the election is over")
    assert states(plan, place) == {"population": "done", "approved": "due", "wiped": "done"}
    for at in (0, 1):
        approve(plan, place, at)
    assert states(plan, place)["approved"] == "done"


def packed(place: state.Place, key: nacl.signing.SigningKey, of: str) -> None:
    """One package that an index names, of a list with this hash."""
    place.packages.mkdir(exist_ok=True)
    (place.packages / "desk-00001.tmpk").write_bytes(b"package")
    index = cbor.encode({0: "X2", 1: bytes(16), 3: 0, 4: [[1, 1, 1, 7, bytes(32)]]})
    (place.packages / "index.cose").write_bytes(cose.sign1(index, key))
    (place.packages / "plan.json").write_text(json.dumps({"list": of}))


def test_packages_are_proved_by_their_signed_index_and_of_this_list(tmp_path: Path, place: state.Place) -> None:
    (tmp_path / "plan.toml").write_text(PLAN.replace("approved = true", "packed = true"))
    plan, mine = read(tmp_path / "plan.toml"), sha256_of(place.result / approval.LIST)
    trusting = dataclasses.replace(place, authority=bytes(KEYS[0].verify_key))
    place.packages.mkdir()
    (place.packages / "index.cose").touch()  # ticking it off
    assert states(plan, place)["approved"] == states(plan, trusting)["approved"] == "wrong"
    for key, of, found in ((KEYS[1], mine, "wrong"), (KEYS[0], "0" * 64, "wrong"), (KEYS[0], mine, "done")):
        packed(place, key, of)
        assert states(plan, trusting)["approved"] == found
    (place.packages / "desk-00001.tmpk").unlink()
    assert states(plan, trusting)["approved"] == "wrong"


def test_what_is_of_another_election_proves_nothing(tmp_path: Path, plan: Plan, place: state.Place) -> None:
    hand_over(place, "Үлгі Үшінші")
    moment = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
    journal = AccessJournal(place.journal, lambda: moment)
    journal.note("Үлгі Бірінші", "wipe", "registers", "the election before")
    AccessJournal(place.journal).note("Үлгі Бірінші", "wipe", "old-registers", "other files")
    assert states(plan, place)["wiped"] == "ahead"
    later = plan.model_copy(update={"election_day": dt.date(2028, 3, 15)})
    assert states(later, place)["population"] == "wrong"
    (tmp_path / "plan.toml").write_text(PLAN.replace("approved = true", 'result = "compiled"'))
    (place.result / "summary.json").write_text(json.dumps({"day": "2026-06-01", "queue": {}, "list_lines": 1}))
    assert states(read(tmp_path / "plan.toml"), place)["approved"] == "wrong"


def test_a_manifest_of_somebody_else_is_wrong(plan: Plan, place: state.Place) -> None:
    hand_over(place, "Үлгі Екінші")
    assert states(plan, place)["population"] == "wrong"
    found = strangers(plan, {"population": "Үлгі Екінші"}, {3: "Бөгде Адам"})
    assert len(found) == 2 and "decision 3: Бөгде Адам" in found[1]


def test_a_clock_that_was_set_back_is_noticed(place: state.Place) -> None:
    moment = dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)
    AccessJournal(place.journal, lambda: moment).note("Үлгі Бірінші", "open", "list", "a look")
    assert state.behind(place, moment + dt.timedelta(hours=1)) is None
    assert "set the clock" in str(state.behind(place, moment - dt.timedelta(hours=1)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_poster_shows_every_step_and_the_same_bytes(plan: Plan, place: state.Place, language: str) -> None:
    hand_over(place, "Үлгі Үшінші")
    papers = []
    for _ in range(2):
        stream = io.BytesIO()
        poster.write(stream, plan, state.standing(plan, place, DAY), language, DAY)
        papers.append(stream.getvalue())
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(papers[0]))
    assert papers[0] == papers[1]
    assert all(one.due.isoformat() in text for one in plan.steps) and "Үлгі Үшінші" in text
    assert ("records" in text) == (language == "en") and "1 / 1" in text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("approvals = 2", "approvals = 3", "3 are needed, 2 people have a key"),
        ('responsible = "Үлгі Үшінші"', 'responsible = "Бөгде"', "Бөгде is not among the people"),
        ('deputy = "Үлгі Бірінші"', 'deputy = "Үлгі Үшінші"', "nobody stands in for themselves"),
        ('id = "wiped"', 'id = "approved"', "an id stands there twice"),
        ('wiped = "registers"', 'wiped = "registers", packed = true', "a proof is one of"),
        ('manifest = "population"', 'manifest = "moon"', "is one of population"),
        (PUBLIC[1], PUBLIC[0], "two have one key"),
        ("election_day = 2026-11-22", "election_day = soon", "not TOML"),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in PLAN
    (tmp_path / "plan.toml").write_text(PLAN.replace(old, new, 1))
    with pytest.raises(ListPlanError, match=says):
        read(tmp_path / "plan.toml")
