"""A publisher that stays keeps what it has verified: nothing that is new, altered or false gets past it by that."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from host_tools.collecting.centre import Centre
from host_tools.determining import nation
from host_tools.determining.following import Following
from host_tools.keys.files import PRIVATE, write_secret
from host_tools.publishing import check, parts, tree
from host_tools.publishing.following import Publisher
from tests.host_tools.determining.made_up_nation import CENTRE, MadeUpNation
from tests.host_tools.publishing.conftest import publish, said, take

MADE_UP = MadeUpNation()


def test_every_receipt_is_published_and_nothing_twice(publisher: Publisher, centre: Centre, tmp_path: Path) -> None:
    assert said(publisher).number == 1
    for number in MADE_UP.precincts:
        take(centre, number)
        assert said(publisher).number == number + 1
        assert publisher.turn() is None
        assert check.check(tmp_path / "served").data["result"]["nation"]["precincts"] == number
    assert check.check(tmp_path / "served").ok


def test_the_same_bytes_as_from_a_process_that_has_just_begun(
    publisher: Publisher, centre: Centre, folder: Path, tmp_path: Path
) -> None:
    for number in MADE_UP.precincts:
        take(centre, number)
        said(publisher)
    for at, data in enumerate(MADE_UP.objects()):
        (folder / "objects" / f"{at}.cose").write_bytes(data)
    publish(folder, tmp_path / "fresh")
    stayed, fresh = tmp_path / "served", tmp_path / "fresh"
    for name in ("result.json", "precincts.csv", "votes.csv", "objects/region-01.tar.gz", "regions/region-01.json"):
        assert (stayed / name).read_bytes() == (fresh / name).read_bytes()


def test_only_what_is_new_is_computed(following: Following, centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    take(centre, 1, 2, 3)
    following.determined()
    computed, compute = [], nation.result_of

    def result_of(precinct, *rest):  # type: ignore[no-untyped-def]
        computed.append(precinct.precinct)
        return compute(precinct, *rest)

    monkeypatch.setattr(nation, "result_of", result_of)
    take(centre, 4)
    following.determined()
    assert computed == [4]


def test_a_ruling_and_its_end(publisher: Publisher, centre: Centre, folder: Path, tmp_path: Path) -> None:
    take(centre, 1, 2, 3, 4)
    said(publisher)
    path = folder / "objects" / "annulled.cose"
    path.write_bytes(MADE_UP.precincts[2].ruling("annul"))
    said(publisher)
    assert check.check(tmp_path / "served").data["result"]["nation"]["precincts"] == 3
    path.unlink()
    said(publisher)
    assert check.check(tmp_path / "served").data["result"]["nation"]["precincts"] == 4


def test_a_second_device_closes_the_gate_of_what_was_kept(
    publisher: Publisher, centre: Centre, folder: Path, tmp_path: Path
) -> None:
    take(centre, 1, 2, 3, 4)
    said(publisher)
    before = (tmp_path / "served" / tree.LIST).read_bytes()
    (folder / "objects" / "other.cose").write_bytes(MADE_UP.precincts[2].protocol(log_head=b"1" * 16))
    assert "second device" in said(publisher).alarms[0].text
    assert (tmp_path / "served" / tree.LIST).read_bytes() == before
    assert publisher.turn() is None


def test_an_object_altered_after_it_was_verified(following: Following, centre: Centre, folder: Path) -> None:
    path = folder / "objects" / "1.cose"
    path.write_bytes(MADE_UP.precincts[1].protocol())
    assert following.determined().results[1].protocol
    path.write_bytes(path.read_bytes()[:-1] + bytes([path.read_bytes()[-1] ^ 1]))
    assert following.has_news()
    altered = following.determined()
    assert altered.results[1].protocol is None
    assert altered.not_taken[0].text == "It is not signed by the desk of precinct 1."


def test_a_register_taken_away_while_it_runs(following: Following, centre: Centre, folder: Path) -> None:
    take(centre, 2)
    assert following.determined().commission.firmware
    (folder / "firmware" / "booth.tmf").unlink()
    assert following.has_news()
    assert following.determined().commission.firmware is None
    assert following.determined().results[2].protocol


def test_a_full_disk_and_the_next_turn(
    publisher: Publisher, centre: Centre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(centre, 1)
    with monkeypatch.context() as full:

        def refuse(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        full.setattr(parts, "_objects", refuse)
        assert isinstance(publisher.turn(), str)
        assert not (tmp_path / "served").exists()
    assert said(publisher).number == 1


def test_a_folder_that_is_half_there_and_the_next_turn(
    publisher: Publisher, centre: Centre, folder: Path, tmp_path: Path
) -> None:
    take(centre, 1)
    assert said(publisher).number == 1
    moved = (folder / "election.cbor").rename(tmp_path / "election.cbor")
    assert isinstance(publisher.turn(), str)
    moved.rename(folder / "election.cbor")
    assert said(publisher).number == 2
    assert check.check(tmp_path / "served").data["result"]["nation"]["precincts"] == 1


def test_the_command_publishes_what_comes_while_it_runs(centre: Centre, folder: Path, tmp_path: Path) -> None:
    write_secret(tmp_path / "centre.key", f"{PRIVATE}{bytes(CENTRE).hex()}\n".encode())
    given = [str(folder), "--store", str(tmp_path / "store"), "--key", str(tmp_path / "centre.key")]
    command = [sys.executable, "-m", "host_tools.cli", "publish", *given, "--out", str(tmp_path / "served"), "--follow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("Publication 1:")
        take(centre, 3)
        assert running.stdout.readline().startswith("Publication 2:")
        running.send_signal(signal.SIGINT)
        assert running.wait() == 0
    assert not list(tmp_path.glob(".served.*.partial"))
    assert check.check(tmp_path / "served").data["result"]["nation"]["precincts"] == 1
