"""Packing that is stopped, resumed with other input, meets damage, a full disk, or definitions that do not fit."""

import json
import os
import pickle
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from host_tools.rolls import check_packages, pack
from host_tools.rolls.errors import PackError
from tests.host_tools.rolls.made_up_nation import AUTHORITY, deadly_definition, election, make, write_definition

PUBLIC = bytes(AUTHORITY.verify_key)
SIZES = {1: 12, 2: 5, 3: 9, 40: 1}


@pytest.fixture
def nation(tmp_path):
    return make(tmp_path, SIZES)


@pytest.fixture(autouse=True)
def small_tasks(monkeypatch):
    monkeypatch.setattr(pack, "VOTERS_A_TASK", 10)
    monkeypatch.setattr(pack, "VOTERS_A_WORKER", 1)


def run(nation, workers=1, progress=lambda *_: None, **changes):
    return pack.pack(nation.list, replace(nation.job, **changes), "state", workers, progress)


def stop_after_first(done, voters):
    raise KeyboardInterrupt


def test_two_processes_pack_every_precinct(nation):
    seen = []
    result = run(nation, 2, lambda done, voters: seen.append((done, voters)))
    assert [(row.precinct, row.voters) for row in result.packed] == list(SIZES.items())
    assert seen[-1] == (4, 27)
    assert check_packages.check(nation.job.folder, PUBLIC) == (4, [])


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupted_run_goes_on_and_keeps_what_was_whole(nation, workers):
    with pytest.raises(KeyboardInterrupt):
        run(nation, workers, stop_after_first)
    whole = {path.name: path.read_bytes() for path in nation.job.folder.glob("*.tmpk")}
    assert whole and not (nation.job.folder / pack.INDEX).exists()
    assert not list(nation.job.folder.glob("*.partial"))
    count, faults = check_packages.check(nation.job.folder, PUBLIC)
    assert count == 0 and "not finished" in faults[0]
    result = run(nation, workers)
    assert sum(not row.new for row in result.packed) == len(whole)
    for name, content in whole.items():
        assert (nation.job.folder / name).read_bytes() == content
    assert check_packages.check(nation.job.folder, PUBLIC) == (4, [])


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: data[:300] + b"!" + data[301:], lambda data: b""]
)
def test_a_torn_package_is_made_again(nation, damage):
    run(nation)
    path = nation.job.folder / "desk-00002.tmpk"
    path.write_bytes(damage(path.read_bytes()))
    assert check_packages.check(nation.job.folder, PUBLIC)[1] == ["desk-00002.tmpk: is not what the index says"]
    result = run(nation)
    assert [row.precinct for row in result.packed if row.new] == [2]
    assert check_packages.check(nation.job.folder, PUBLIC) == (4, [])


def test_a_missing_and_a_foreign_package_are_named(nation):
    run(nation)
    (nation.job.folder / "desk-00003.tmpk").rename(nation.job.folder / "desk-00004.tmpk")
    faults = check_packages.check(nation.job.folder, PUBLIC)[1]
    assert faults == ["desk-00003.tmpk: is missing", "desk-00004.tmpk: is not in the index"]


def test_an_index_of_somebody_else_is_refused(nation):
    run(nation)
    assert "not signed" in check_packages.check(nation.job.folder, bytes(32))[1][0]


def test_another_list_is_refused_in_a_begun_folder(nation):
    with pytest.raises(KeyboardInterrupt):
        run(nation, progress=stop_after_first)
    path = nation.folder / "list.csv"
    path.write_text(path.read_text("utf-8").replace("Үлгіұлы", "Үлгіқызы", 1), "utf-8")
    with pytest.raises(PackError, match="another list"):
        run(nation)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"mode": 1}, "another mode"),
        ({"election": election(False).to_cbor()}, "another election"),
        ({"authority": bytes(32)}, "another authority"),
    ],
)
def test_other_work_is_refused_in_a_begun_folder(nation, changes, says):
    run(nation)
    with pytest.raises(PackError, match=says):
        run(nation, **changes)


def test_labels_that_changed_since_are_refused(nation):
    run(nation)
    with pytest.raises(PackError, match="another labels"):
        pack.pack(nation.list, nation.job, "later state", 1, lambda *_: None)


@pytest.mark.parametrize("workers", [1, 2])
def test_packages_of_another_definition_or_master_key_do_not_stay(nation, workers):
    """A precinct provisioned anew has other keys: a package with the old ones would open nothing on the day."""
    run(nation)
    write_definition(nation.folder, election(True), 2, SIZES[2], {"centre": bytes(range(32))})
    with pytest.raises(PackError, match=r"desk-00002\.tmpk: was packed with another definition, master key or spare"):
        run(nation, workers)
    write_definition(nation.folder, election(True), 2, SIZES[2], {})
    with pytest.raises(PackError, match=r"desk-00001\.tmpk: was packed with another definition, master key or spare"):
        run(nation, workers, master=bytes(32))


def test_a_folder_of_packages_without_a_plan_is_refused(nation):
    run(nation)
    (nation.job.folder / "plan.json").unlink()
    with pytest.raises(PackError, match=r"no plan\.json"):
        run(nation)
    (nation.job.folder / "plan.json").write_text("{")
    with pytest.raises(PackError, match="another list"):
        run(nation)


@pytest.mark.parametrize(
    ("precinct", "change", "says"),
    [
        (2, {"voters": 6}, "precinct 2: its definition says 6 voters, the list has 5"),
        (2, {"precinct": 3}, "precinct 2: its definition is of another precinct"),
        (3, {"mode": 1}, "precinct 3: its definition is of another precinct, election or mode"),
        (3, {"election": bytes(16)}, "precinct 3: its definition is of another"),
    ],
)
@pytest.mark.parametrize("workers", [1, 2])
def test_a_definition_that_does_not_fit_stops_it(nation, precinct, change, says, workers):
    write_definition(nation.folder, election(True), precinct, SIZES[precinct], change)
    with pytest.raises(PackError, match=says):
        run(nation, workers)
    assert not (nation.job.folder / pack.INDEX).exists()


def test_a_precinct_without_definition_stops_it(nation):
    (nation.folder / "definitions" / "precinct-40.cbor").unlink()
    with pytest.raises(PackError, match="precinct 40: has voters but no definition"):
        run(nation)


def test_a_disk_that_is_full_halfway_leaves_whole_packages_only(nation):
    """The kernel refuses to let a file grow: what a full disk looks like to the program."""
    whole = run(nation, folder=nation.folder / "elsewhere").packed
    limit = max(row.size for row in whole) - 1
    program = textwrap.dedent(f"""
        import pathlib, pickle, resource, signal, sys
        from host_tools.rolls import pack
        from host_tools.registers.voter_list_file import read_list
        job = pickle.loads({pickle.dumps(nation.job)!r})
        voters = read_list(pathlib.Path({str(nation.folder / "list.csv")!r}))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
        try:
            pack.pack(voters, job, "state", 1, lambda *_: None)
        except OSError as error:
            sys.exit(f"full: {{error.strerror}}")
    """)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)
    assert done.returncode == 1 and "full: File too large" in done.stderr
    assert not (nation.job.folder / pack.INDEX).exists() and not list(nation.job.folder.glob("*.partial"))
    assert check_packages.check(nation.job.folder, PUBLIC)[0] == 0
    run(nation)
    assert check_packages.check(nation.job.folder, PUBLIC) == (4, [])


def test_a_worker_that_is_killed_is_told_in_words(nation):
    """As the kernel does when memory runs out."""
    with pytest.raises(PackError, match="ended from outside"):
        run(nation, 2, definition=deadly_definition)
    run(nation)
    assert check_packages.check(nation.job.folder, PUBLIC) == (4, [])


def test_the_plan_shows_no_secret(nation):
    run(nation)
    noted = json.loads((nation.job.folder / "plan.json").read_text())
    assert nation.job.master.hex() not in str(noted) and nation.job.authority.hex() not in str(noted)
