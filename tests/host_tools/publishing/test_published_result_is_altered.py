"""What was published follows from the signed objects in it, or the check says what does not."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from host_tools.determining.nation import Nation
from host_tools.determining.totals import Totals
from host_tools.errors import TamgaError
from host_tools.formats import cose
from host_tools.formats.publication import Publication
from host_tools.publishing import archives, check, pages, parts, tree
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE, MadeUpNation, MadeUpPrecinct
from tests.host_tools.publishing.conftest import publish


def signed_again(folder: Path) -> None:
    """As a centre that lies would: the list fits the altered files."""
    found = tree.last(folder)
    assert found is not None
    changed = found[0].model_copy(update={"files": tree.listed(folder)})
    (folder / tree.LIST).write_bytes(cose.sign1(changed.to_cbor(), CENTRE))


def test_everything_agrees(published: Path) -> None:
    report = check.check(published, bytes(AUTHORITY.verify_key))
    assert report.verdict == "agrees", report.first_bad
    assert not check.check(published, bytes(CENTRE.verify_key)).ok


def test_a_register_of_images_that_is_not_there(folder: Path, published: Path, tmp_path: Path) -> None:
    shutil.rmtree(folder / "firmware")
    done = publish(folder, published)
    assert done.number == 1 and "register of images" in str(done.alarms[0])
    shutil.rmtree(published / "description" / "firmware")  # as if it had been published without one
    signed_again(published)
    report = check.check(published)
    assert "the register of images" in report.first_bad
    assert any("register of images" in text for text in report.absent)


def test_a_clock_that_was_set_back(folder: Path, published: Path) -> None:
    before = tree.last(published)
    assert before is not None
    done = publish(folder, published, made_s=before[0].made_s - 3600)
    after = tree.last(published)
    assert after is not None and after[0].made_s == before[0].made_s
    assert done.notes == [
        "the clock is 3,600 s behind the publication before, whose time this one bears; set the clock"
    ]
    history = json.loads((published / parts.HISTORY).read_text())
    history[0]["made_s"] += 10
    (published / parts.HISTORY).write_text(json.dumps(history))
    signed_again(published)
    said = [finding.text for finding in check.check(published).findings]
    assert "A publication in history.json bears an earlier time than the one before it." in said


@pytest.mark.parametrize("name", ["result.json", "votes.csv", "precincts.parquet", "description/territory.csv"])
def test_one_altered_byte(published: Path, name: str) -> None:
    data = bytearray((published / name).read_bytes())
    data[len(data) // 2] ^= 1
    (published / name).write_bytes(data)
    try:
        report = check.check(published)
    except TamgaError as error:
        assert str(published) in str(error)
    else:
        assert not report.ok


def test_a_missing_and_a_strange_file(published: Path) -> None:
    (published / "votes.csv").rename(published / "votes-2.csv")
    said = [finding.text for finding in check.check(published).findings]
    assert any("votes.csv is missing" in text for text in said)
    assert any("votes-2.csv is not on the signed list" in text for text in said)


def test_a_vote_moved_by_a_centre_that_signs_it(published: Path) -> None:
    said = json.loads((published / parts.RESULT).read_text())
    lines = said["nation"]["contests"][0]["lines"]
    lines[0]["votes"], lines[1]["votes"] = lines[0]["votes"] + 1, lines[1]["votes"] - 1
    (published / parts.RESULT).write_text(json.dumps(said))
    signed_again(published)
    assert check.check(published).first_bad == "result.json does not say what follows from the signed objects: nation."


def test_a_precinct_left_out_by_a_centre_that_signs_it(published: Path) -> None:
    path = published / parts.OBJECTS / "region-01.tar.gz"
    kept = {name: data for name, data in archives.members(path) if not name.startswith("2/")}
    path.write_bytes(archives.pack(kept))
    signed_again(published)
    assert "result.json does not say what follows" in check.check(published).first_bad


def test_a_number_changed_in_a_table(published: Path) -> None:
    text = (published / "votes.csv").read_text().replace(",one,a,", ",one,b,", 1)
    (published / "votes.csv").write_text(text)
    signed_again(published)
    assert check.check(published).first_bad == "votes.csv does not say what follows from the signed objects."


@pytest.mark.parametrize("number", [2, None, "1"])
def test_a_report_of_no_publication(published: Path, number: object) -> None:
    path = published / parts.NIST / "region-02.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"SequenceStart": number, "SequenceEnd": number}))
    signed_again(published)
    assert check.check(published).first_bad == "nist/region-02.json is of no publication that history.json names."


def test_a_wrong_sum_leaves_the_last_good_page(folder: Path, published: Path) -> None:
    before = {path: path.read_bytes() for path in published.rglob("*") if path.is_file()}
    one = MadeUpNation().precincts[1]
    (folder / "objects" / "second.cose").write_bytes(one.protocol(reason="Another count."))
    done = publish(folder, published)
    assert done.number == 1 and "second device" in str(done.alarms[0])
    assert before == {path: path.read_bytes() for path in published.rglob("*") if path.is_file()}
    (folder / "objects" / "second.cose").unlink()
    assert publish(folder, published).number == 2


IMPOSSIBLE: dict[str, tuple[Callable[[MadeUpPrecinct], bytes], str]] = {
    "more than 100 %": (lambda one: one.protocol(fields=_fields(one, listed=5, on_list=5), reason="So."), "100 %"),
    "more ballots than marked": (lambda one: one.protocol(fields=_fields(one, marked=2), reason="So."), "marked"),
    "an image that is not registered": (lambda one: one.protocol(firmware=bytes(32)), "not registered"),
}


def _fields(one: MadeUpPrecinct, **changes: int) -> dict[str, int]:
    return {**one.payload().fields, **changes}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_cannot_be_true_leaves_the_last_good_page(folder: Path, published: Path, name: str) -> None:
    before = {path: path.read_bytes() for path in published.rglob("*") if path.is_file()}
    one = MadeUpNation().precincts[1]
    make, words = IMPOSSIBLE[name]
    for path in (folder / "objects").rglob("*.cose"):
        if path.read_bytes() == one.protocol():
            path.write_bytes(make(one))
    done = publish(folder, published)
    assert done.number == 1 and any(words in str(alarm) for alarm in done.alarms), done.alarms
    assert before == {path: path.read_bytes() for path in published.rglob("*") if path.is_file()}


@pytest.mark.parametrize("wrong", ["total", "result", "region", "table"])
def test_a_program_that_adds_wrongly_publishes_nothing(
    folder: Path, published: Path, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sums are added again by other code, from the files as they are on the disk."""
    add, result, rows = Totals.add, pages.result, pages.vote_rows

    def add_wrongly(mine: Totals, other: Totals) -> None:
        add(mine, other)
        mine.contests[0].paper[0] += 1

    def result_wrongly(nation: Nation) -> dict[str, Any]:
        said = result(nation)
        said["nation"]["contests"][1]["lines"][0]["electronic"] += 1
        return said

    def region_wrongly(nation: Nation) -> dict[str, Any]:
        said = result(nation)
        said["regions"]["A"]["paper"] += 1
        said["districts"]["East"]["contests"][0]["lines"][1]["paper"] += 1
        return said

    def rows_wrongly(nation: Nation, numbers: Iterable[int]) -> list[dict[str, Any]]:
        return [row | {"electronic": row["electronic"] + (row["line"] == "a")} for row in rows(nation, numbers)]

    patches = {"total": (Totals, "add", add_wrongly), "result": (pages, "result", result_wrongly),
               "region": (pages, "result", region_wrongly),
               "table": (pages, "vote_rows", rows_wrongly)}  # fmt: skip
    monkeypatch.setattr(*patches[wrong])
    done = publish(folder, published)
    assert done.number == 1 and done.alarms and "would be published as" in str(done.alarms[0])
    assert tree.last(published)[0].number == 1  # type: ignore[index]


def test_history_and_the_chain_of_publications(folder: Path, published: Path) -> None:
    first = (published / tree.LIST).read_bytes()
    one = MadeUpNation().precincts[4]
    (folder / "objects" / "ruling.cose").write_bytes(one.ruling("dispute"))
    assert publish(folder, published, made_s=1_795_070_000).number == 2
    history = json.loads((published / parts.HISTORY).read_text())
    assert [entry["publication"] for entry in history] == [1, 2]
    assert history[0]["standings"] == {"stands": 4} and history[1]["standings"] == {"disputed": 1, "stands": 3}
    ruled = {"precinct": 4, "progress": "accepted", "standing": "disputed", "protocol": 1}
    assert [len(entry["changed"]) for entry in history] == [4, 1] and history[1]["changed"] == [ruled]
    second = tree.last(published)
    assert second is not None and second[0].follows == sha256(first).digest() and check.check(published).ok


@pytest.mark.parametrize("changed", [[], None, [{"precinct": 4}], [{"precinct": 2, "progress": "missing"}, 7]])
def test_a_history_in_which_something_else_changed(changed: object, published: Path) -> None:
    history = json.loads((published / parts.HISTORY).read_text())
    history[0]["changed"] = changed if changed is None else [*history[0]["changed"][:3], *changed]
    (published / parts.HISTORY).write_text(json.dumps(history))
    signed_again(published)
    assert "history.json tells do not lead to what is: {'precinct': " in check.check(published).first_bad


def test_the_same_objects_give_the_same_bytes(folder: Path, published: Path, tmp_path: Path) -> None:
    os.utime(folder / "election.cbor", (1, 1))
    publish(folder, tmp_path / "again")
    assert tree.listed(published) == tree.listed(tmp_path / "again")
    found = [tree.last(place) for place in (published, tmp_path / "again")]
    assert found[0] == found[1] and isinstance(found[0][0], Publication)  # type: ignore[index]
