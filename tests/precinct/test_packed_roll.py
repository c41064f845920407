"""From registers to the desk: the roll that a nation's packing makes is the one that finds a voter by the label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from nacl.signing import SigningKey
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.elections.election_file import read_election
from host_tools.formats.label import make_label
from host_tools.keys import files
from host_tools.labels.register import LabelRegister
from host_tools.privacy import chained_journal, key_files
from host_tools.privacy.vault import Vault
from host_tools.provisioning.device_book import DeviceBook
from host_tools.provisioning.loading import LoadingError, load_package
from host_tools.provisioning.plan import PlanError, PrecinctPlan
from host_tools.provisioning.provision import Provisioned
from simulator.people import screen_reader
from simulator.people.newborn import inject_all, provision_at_once
from simulator.people.precinct import TEST
from tests.precinct.day import BOOTHS, CENTRE, ELECTION, SLOTS, Day, Snapshot, seeded
from tests.precinct.traces import marked

ROWS, DAY = 600, "2026-11-29"
AUTHORITY = SigningKey(b"p" * 32)
NAMED = ["--who", "Demo Operator", "--why", "a test"]


class Commission:
    """The folder of somebody who runs one command after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.journal = folder / "access.journal"
        (folder / "authority.key").write_text(f"{files.PRIVATE}{bytes(AUTHORITY).hex()}\n")
        (folder / "authority.key").chmod(0o600)

    def run(self, *arguments: object, status: int = 0) -> str:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        assert result.exit_code == status, result.output
        return result.output

    def list_and_labels(self) -> list[dict[str, str]]:
        """Registers, the compiled list, labels for everybody; the lines of the list."""
        run, at = self.run, self.folder
        for name in ("labels.key", "master.key", "working.key"):
            run("privacy", "key", at / name)
        run("registers", "key", at / "registers.key")
        signed = ("--signing-key", at / "registers.key")
        run("registers", "generate", at / "registers", "--rows", ROWS, "--day", DAY, *signed)
        run("registers", "compile", at / "registers", "--day", DAY, "--trust", at / "registers.pub",
            "--result", at / "list", "--key", at / "working.key", "--journal", self.journal, *NAMED)  # fmt: skip
        labels = ("--register", at / "labels.db", "--key", at / "labels.key")
        run("labels", "issue", at / "list" / "voters.parquet", *labels,
            "--day", DAY, "--list-key", at / "working.key", "--journal", self.journal, *NAMED)  # fmt: skip
        vault = Vault(key_files.read_key_file(at / "working.key"))
        rows = pl.read_parquet(vault.as_bytes_io(at / "list" / "voters.parquet.tmwf"))
        return rows.with_columns(pl.all().cast(pl.String)).fill_null("").to_dicts()

    def pack(self, mode: int, name: str) -> None:
        at = self.folder
        self.run("roll", "pack", at / "list" / "voters.parquet", "--unapproved",
                 "--election", at / "made" / "public" / "election.cbor", "--definitions", at / "definitions" / name,
                 "--authority", at / "authority.key", "--master", at / "master.key", "--labels", at / "labels.db",
                 "--labels-key", at / "labels.key", "--out", at / name, "--mode", mode, "--workers", 1,
                 "--list-key", at / "working.key", "--journal", self.journal, *NAMED)  # fmt: skip

    def label_of(self, number: str) -> str | None:
        register = LabelRegister(self.folder / "labels.db", key_files.read_key_file(self.folder / "labels.key"))
        labels = register.labels_of(register.person("IIN", number))
        register.close()
        return make_label(number, labels[0][0]) if labels else None


def made(commission: Commission, precinct: int, voters: int, **changes: Any) -> Provisioned:
    plan = PrecinctPlan(
        election=read_election(ELECTION), number=precinct, names=dict.fromkeys(("kk", "ru", "en"), str(precinct)),
        booths=BOOTHS, packed=voters, **{"slots": SLOTS, **changes},
    )  # fmt: skip
    folder = commission.folder / ("made" if precinct == 1 else f"made-{precinct}")
    master = key_files.read_key_file(commission.folder / "master.key")
    done = provision_at_once(
        plan, AUTHORITY, bytes(CENTRE.verify_key), folder, random_bytes=seeded(precinct), demo=True, master=master
    )
    for mode in ("official", "test"):
        place = commission.folder / "definitions" / mode
        place.mkdir(parents=True, exist_ok=True)
        for definition in (folder / "definitions" / mode).iterdir():
            (place / definition.name).write_bytes(definition.read_bytes())
    return done


def sizes_of(lines: Iterable[dict[str, str]]) -> dict[int, int]:
    """Voters by precinct."""
    return dict(Counter(int(line["precinct"]) for line in lines))


def packages_on(desk: Path) -> list[str]:
    """Names of the packages on a terminal; invented voters need no packing."""
    return sorted(package.name for package in (desk / "data").glob("*.tmpk"))


def test_registers_become_a_roll_on_which_the_desk_finds_a_voter(start: Callable[..., Day], tmp_path: Path) -> None:
    commission = Commission(tmp_path)
    lines = commission.list_and_labels()
    done = {precinct: made(commission, precinct, voters) for precinct, voters in sizes_of(lines).items()}
    desk = done[1].terminals[0]
    for mode, name in enumerate(("official", "test")):
        commission.pack(mode, name)
        package = tmp_path / name / "desk-00001.tmpk"
        book = done[1].folder / "terminals.json"
        assert "loaded" in commission.run("terminals", "load", desk, package, "--device-book", book)
    with DeviceBook(done[1].folder / "terminals.json") as opened:
        assert set(opened.of_precinct(1)[0].packages) == {"official.tmpk", "test.tmpk", "training.tmpk"}
    line = next(line for line in lines if line["precinct"] == "1" and commission.label_of(line["id_value"]))
    label = commission.label_of(line["id_value"])
    assert label is not None

    day = start(Snapshot(done[1], [label], {}))
    day.open(day.desk, TEST)
    day.show_zero_of(1, TEST)
    day.show_id(label)
    day.desk.sees("may_vote")
    shown = " ".join(screen_reader.fold(text) for text in day.desk.hands.screen.lines[:4])
    assert screen_reader.fold(line["surname"]) in shown
    day.desk.presses("ok", "ok")
    day.desk.sees("slip_given")
    assert marked(day.desk.hardware, "marked") == 1
    acts = [entry["act"] for entry in chained_journal.entries(commission.journal)]
    assert len([act for act in acts if act != "sealed"]) == 5  # registers opened, a list made, labels, and two packings


def test_only_its_own_packages_go_onto_a_desk(tmp_path: Path) -> None:
    commission = Commission(tmp_path)
    commission.list_and_labels()
    first, second = (made(commission, number, 3) for number in (1, 2))
    desk = first.terminals[0]
    booth = (second.terminals[1] / "data" / "official.tmpk").read_bytes()
    for wrong in (booth, booth[:-1], b""):
        (tmp_path / "wrong.tmpk").write_bytes(wrong)
        with pytest.raises(LoadingError, match=r"another terminal|cut short|not a Tamga package"):
            load_package(desk, tmp_path / "wrong.tmpk")
    commission.run("terminals", "load", desk, tmp_path / "wrong.tmpk", status=2)
    assert packages_on(desk) == ["training.tmpk"]


def test_a_packed_roll_needs_its_master_key_and_no_list(tmp_path: Path) -> None:
    named = {"election": read_election(ELECTION), "number": 1, "names": dict.fromkeys(("kk", "ru", "en"), "1")}
    with pytest.raises(PlanError, match="master key"):
        provision_at_once(PrecinctPlan(**named, packed=5), AUTHORITY, bytes(32), tmp_path / "none")  # type: ignore[arg-type]
    commission = Commission(tmp_path)
    commission.run("privacy", "key", tmp_path / "master.key")
    files.create(tmp_path / "centre.key")
    keys = ("--authority", tmp_path / "authority.key", "--centre", tmp_path / "centre.pub")
    common = ("provision", "--election", ELECTION, "--precinct", 1, "--name", "1", "1", "1", *keys)
    common += ("--folder", tmp_path / "made")
    assert "give --roll, or --packed" in commission.run(*common, status=2)
    packed = (*common, "--packed", 40, "--master", tmp_path / "master.key")
    assert "tamga terminals key" in commission.run(*packed)
    inject_all(tmp_path / "made")
    assert "tamga terminals load" in commission.run(*packed)
    assert (tmp_path / "made" / "definitions" / "official" / "precinct-1.cbor").exists()
    assert packages_on(tmp_path / "made" / "terminals" / "desk") == ["training.tmpk"]
