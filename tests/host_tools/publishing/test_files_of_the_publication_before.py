"""What a publisher that stays takes over from its last publication: nothing wrong goes out by that."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from host_tools import whole_files
from host_tools.collecting.centre import Centre
from host_tools.determining.following import Following
from host_tools.determining.nation import Nation
from host_tools.determining.totals import Totals
from host_tools.publishing import check, parts, tree
from host_tools.publishing.following import Publisher
from tests.host_tools.determining.made_up_nation import CENTRE
from tests.host_tools.publishing.conftest import MADE_S, said, take

OF_NIST = [f"{parts.NIST}/region-{at:02}.json" for at in (1, 2)]
Damage = Callable[[Path], object]


def contents(served: Path) -> dict[str, bytes]:
    """Of every file that does not say in which publication it was made."""
    names = (item.name for item in tree.listed(served))
    return {name: (served / name).read_bytes() for name in names if not name.startswith((parts.HISTORY, parts.NIST))}


def inodes(served: Path) -> dict[str, int]:
    return {item.name: (served / item.name).stat().st_ino for item in tree.listed(served)}


def altered(path: Path) -> None:
    """In its place, and as long as before."""
    with path.open("r+b") as stream:
        first = stream.read(1)
        stream.seek(0)
        stream.write(bytes([first[0] ^ 1]))


def replaced(path: Path) -> None:
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[:-1] + b"?")


def test_only_the_region_that_changed_is_written_anew(publisher: Publisher, centre: Centre, tmp_path: Path) -> None:
    take(centre, 1, 2)
    said(publisher)
    publisher.prepare()
    before = inodes(tmp_path / "served")
    for number in (3, 4):  # of region A, and of region B
        take(centre, number)
        said(publisher)
        publisher.prepare()
        now = inodes(tmp_path / "served")
        region = "region-01" if number == 3 else "region-02"
        of_all = {"result.json", "history.json", "precincts.csv", "precincts.parquet", "votes.csv", "votes.parquet"}
        anew = {name for name in now if now[name] != before[name]}
        assert anew == {name for name in now if name in of_all or region in name}
        before = now
        assert check.check(tmp_path / "served").ok


@pytest.mark.parametrize("is_prepared", [True, False])
@pytest.mark.parametrize("damage", [altered, replaced, Path.unlink])
def test_a_file_is_damaged_after_it_was_published(
    damage: Damage, is_prepared: bool, publisher: Publisher, centre: Centre, tmp_path: Path
) -> None:
    """Every file, one after another."""
    served = tmp_path / "served"
    take(centre, 1, 2, 3, 4)
    publisher.publish()
    right = contents(served)
    for name in [*right, parts.HISTORY, tree.LIST, *OF_NIST]:
        if is_prepared:
            publisher.prepare()
        damage(served / name)
        assert not publisher.publish().alarms
        assert contents(served) == right, name
    found = check.check(served)
    assert found.ok, found
    last = tree.last(served)
    assert last is not None and last[0].number == len(right) + 3 + len(OF_NIST)


def test_a_server_that_runs_as_somebody_else(publisher: Publisher, centre: Centre, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        for number in (1, 2):
            take(centre, number)
            said(publisher)
            publisher.prepare()
            served = tmp_path / "served"
            for path in (served, *served.rglob("*")):
                least = 0o755 if path.is_dir() else 0o644
                assert path.stat().st_mode & 0o777 == least, path
    finally:
        os.umask(before)


def moved(served: Path) -> None:
    served.rename(served.parent / "elsewhere")


def put_back(served: Path) -> None:
    shutil.rmtree(served)
    (served.parent / "first").rename(served)


def lost_spare(served: Path) -> None:
    for path in served.parent.glob(".served.*"):
        if path.is_dir():
            shutil.rmtree(path)


def planted(served: Path) -> None:
    for path in served.parent.glob(".served.*.partial"):
        (path / "objects" / "planted.cose").write_bytes(b"planted")
        (path / "more").mkdir()
        (path / "more" / "planted").symlink_to(served / "result.json")


@pytest.mark.parametrize("what", [moved, shutil.rmtree, put_back, lost_spare, planted])
def test_folders_go_and_come_between_two_turns(
    what: Damage, publisher: Publisher, centre: Centre, tmp_path: Path
) -> None:
    served = tmp_path / "served"
    take(centre, 1)
    said(publisher)
    shutil.copytree(served, tmp_path / "first")
    take(centre, 2)
    said(publisher)
    publisher.prepare()
    second = tree.last(served)
    what(served)
    take(centre, 3)
    assert said(publisher).number == 3
    third = tree.last(served)
    assert second is not None and third is not None
    assert third[0].follows == sha256(second[1]).digest()
    assert check.check(served).ok and not list(served.rglob("planted*"))
    assert (served / parts.HISTORY).read_text().count('"publication"') == 3


def test_power_fails_between_two_turns(
    publisher: Publisher, following: Following, centre: Centre, folder: Path, tmp_path: Path
) -> None:
    """What the process knew is gone; its spare folder is there, and files have lost what was not forced to disk."""
    served = tmp_path / "served"
    take(centre, 1, 2)
    said(publisher)
    publisher.prepare()
    for name in contents(served):
        os.truncate(served / name, 0)
    following.close()
    after = Publisher(following, folder, served, CENTRE, True, clock=lambda: MADE_S)
    take(centre, 3)
    assert said(after).number == 2
    after.close()
    assert check.check(served).ok and not list(tmp_path.glob(".served.*.partial"))


def test_everything_new_is_on_the_disk_before_it_is_published(
    publisher: Publisher, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served, forced = tmp_path / "served", set[int]()
    take(centre, 1, 2)
    said(publisher)
    publisher.prepare()
    before = set(inodes(served).values())
    fsync, exchange = os.fsync, whole_files._exchange

    def watched_fsync(handle: int) -> None:
        forced.add(os.fstat(handle).st_ino)
        fsync(handle)

    def watched_exchange(beside: Path, path: Path) -> None:
        assert set(inodes(beside).values()) - before <= forced
        assert {(beside / name).stat().st_ino for name in (".", "objects", "regions", "nist", tree.LIST)} <= forced
        exchange(beside, path)
        forced.add(0)

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(whole_files, "_exchange", watched_exchange)
    take(centre, 3)
    said(publisher)
    assert 0 in forced


def test_a_disk_that_cannot_exchange_folders(
    publisher: Publisher, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_files, "_exchanged_at_once", lambda *_: False)
    for number in (1, 2, 3):
        take(centre, number)
        assert said(publisher).number == number
        publisher.prepare()
    assert check.check(tmp_path / "served").ok


def test_a_disk_that_knows_one_name_per_file(
    publisher: Publisher, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    for number in (1, 2, 3):
        take(centre, number)
        assert said(publisher).number == number
        publisher.prepare()
    assert check.check(tmp_path / "served").ok


def _more(part: Totals | None) -> None:
    assert part is not None
    part.contests[0].electronic[0] += 1


def wrong_part(nation: Nation, publisher: Publisher) -> None:
    _more(nation.precinct_totals(2))


def wrong_sum(nation: Nation, publisher: Publisher) -> None:
    for _, total in nation.sums._sums.values():
        _more(total)


def wrong_protocol(nation: Nation, publisher: Publisher) -> None:
    protocol = nation.results[2].protocol
    assert protocol is not None
    protocol.content.electronic[0][0] += 1


def wrong_table(nation: Nation, publisher: Publisher) -> None:
    kept = publisher._standing.tables._kept
    for where, (results, frame) in kept.items():
        if where[0] == "votes":
            kept[where] = results, frame.with_columns(pl.col("electronic").cast(pl.Int64) + 1)


def wrong_readding(nation: Nation, publisher: Publisher) -> None:
    for _, _, districts in publisher._standing.added._kept.values():
        for sums in districts.values():
            sums.numbers["voters marked"] += 1


WRONG = [wrong_part, wrong_sum, wrong_protocol, wrong_table, wrong_readding]


@pytest.mark.parametrize("late", [3, 4])
@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_kept_goes_wrong_in_memory(
    wrong: Callable[[Nation, Publisher], None], late: int, publisher: Publisher, following: Following,
    centre: Centre, tmp_path: Path,
) -> None:  # fmt: skip
    """In the region whose report comes then, and in the other. The turn after an alarm begins anew."""
    served = tmp_path / "served"
    take(centre, *({1, 2, 3, 4} - {late}))
    said(publisher)
    publisher.prepare()
    before = (served / tree.LIST).read_bytes()
    wrong(following.determined(True), publisher)
    take(centre, late)
    done = said(publisher)
    if done.alarms:
        assert (served / tree.LIST).read_bytes() == before
        assert said(publisher).alarms == []
    found = check.check(served)
    assert found.ok and found.data["result"]["nation"]["precincts"] == 4, found
    assert publisher.turn() is None
