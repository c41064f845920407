"""From a list to pasted sheets: children, old ids, wrong keys, a sheet that does not read, and the whole command."""

import datetime
import os

import pypdfium2
import pytest
from typer.testing import CliRunner

from host_tools.cli import app
from host_tools.full_age import of_full_age
from host_tools.labels import code128, issuing, printing
from host_tools.labels.errors import LabelError, ReadBackError
from host_tools.labels.index import LabelIndex
from host_tools.labels.register import LabelRegister
from host_tools.labels.stock import Stock
from host_tools.paper import FONT_FILE
from host_tools.privacy import key_files
from host_tools.privacy.chained_journal import entries
from host_tools.privacy.vault import Vault
from host_tools.privacy.working_files import MAGIC
from host_tools.registers.voter_list_file import read_list

KEY = bytes(range(32))
DAY = datetime.date(2026, 3, 15)
HEADER = "precinct,number,surname,given_name,patronymic,birth_date,address,id_type,id_value,class\n"


def row(number, precinct=1, born="1980-05-17", id_type="IIN"):
    return f"{precinct},1,Үлгі,Тіркеу,,{born},Көше 5,{id_type},{number},match\n"


@pytest.fixture
def voters(tmp_path):
    lines = [row(f"99{number:010d}", precinct=1 + number // 30) for number in range(60)]
    lines[3] = row("990000000003", born="2008-03-16")  # 18 the day after
    lines[4] = row("990000000004", born="2008-03-15")  # 18 on the day
    lines[5] = row("OLD-CODE-16-CHAR", id_type="SIK")
    path = tmp_path / "list.csv"
    path.write_text(HEADER + "".join(lines), "utf-8")
    return read_list(path)


@pytest.fixture
def register(tmp_path):
    register = LabelRegister(tmp_path / "labels.db", KEY)
    yield register
    register.close()


def issue(register, voters, districts=None):
    return issuing.issue(register, voters, DAY, districts or {1: "Бірінші", 2: "Екінші"}, "Demo Operator", "a test")


def test_children_and_old_ids_get_none_and_the_counts_add_up(register, voters):
    counts = issue(register, voters)
    assert (counts.people, counts.issued, counts.under_age, counts.without_number) == (60, 58, 1, 1)
    again = issue(register, voters)
    assert (again.issued, again.had_one, again.needs_reissue) == (0, 58, 0)
    assert again.people == again.had_one + again.under_age + again.without_number


@pytest.mark.parametrize(
    ("born", "day", "full"),
    [
        ("2008-03-15", "2026-03-15", True),
        ("2008-03-16", "2026-03-15", False),
        ("2008-02-29", "2026-02-28", False),
        ("2008-02-29", "2026-03-01", True),
        ("2007-12-31", "2026-01-01", True),
        ("2009-01-01", "2026-12-31", False),
    ],
)
def test_full_age_is_reached_on_the_day(born, day, full):
    assert of_full_age(datetime.date.fromisoformat(born), datetime.date.fromisoformat(day)) is full


def test_every_label_of_every_precinct_is_printed_in_list_order(register, voters, tmp_path):
    issue(register, voters)
    stock = Stock(samples_per_sheet=24)
    printed = printing.print_labels(
        voters, LabelIndex.of(register), KEY, tmp_path / "out", lambda folder: printing.SheetPrinter(stock, folder, 1)
    )
    assert [(one.precinct, one.labels, one.sheets, one.read) for one in printed] == [(1, 28, 2, 28), (2, 30, 2, 30)]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["labels-00001.pdf", "labels-00002.pdf"]


def test_two_processes_print_the_same_files(register, voters, tmp_path):
    issue(register, voters)
    for workers in (1, 2):
        printing.print_labels(
            voters, LabelIndex.of(register), KEY, tmp_path / str(workers),
            lambda folder: printing.SheetPrinter(Stock(), folder, 1), workers,
        )  # fmt: skip
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "2").iterdir()) and len(names) == 2


def test_a_sheet_that_does_not_read_leaves_no_file_at_all(register, voters, tmp_path, monkeypatch):
    issue(register, voters)
    whole = code128.characters
    dropping = lambda digits: whole(digits.replace("0199", "01", 1) + "00" if digits[13] == "7" else digits)  # noqa: E731
    monkeypatch.setattr(code128, "characters", dropping)
    stock = Stock(samples_per_sheet=24)
    with pytest.raises(ReadBackError, match=r"labels-00001\.pdf: sheet 1: label \d+"):
        printing.print_labels(
            voters,
            LabelIndex.of(register),
            KEY,
            tmp_path / "out",
            lambda folder: printing.SheetPrinter(stock, folder, 1),
        )
    assert not (tmp_path / "out").exists()


def test_with_another_register_key_nobody_has_a_label(register, voters, tmp_path):
    issue(register, voters)
    printed = printing.print_labels(
        voters,
        LabelIndex.of(register),
        bytes(32),
        tmp_path / "out",
        lambda folder: printing.SheetPrinter(Stock(), folder, 1),
    )
    assert printed == []


class Work:
    """A folder with a list, a register and its key, and the commands on it."""

    def __init__(self, folder, list_path):
        self.folder = folder
        self.list = list_path
        key_files.create_key_file(folder / "labels.key")

    def run(self, command, *arguments, who=True):
        common = ["--register", self.folder / "cli.db", "--key", self.folder / "labels.key"]
        named = ["--who", "Demo Operator", "--why", "a test"] if who else []
        journal = ["--journal", self.folder / "access.journal"] if command in ("issue", "sheets", "escpos") else []
        return CliRunner().invoke(
            app, [str(part) for part in ("labels", command, *arguments, *common, *named, *journal)]
        )


@pytest.fixture
def work(tmp_path, voters):
    return Work(tmp_path, voters.path)


def test_the_commands_from_issue_to_progress(work):
    assert "would issue: 58" in work.run("issue", work.list, "--day", "2026-03-15", "--dry-run").output
    assert "issued: 58 labels" in work.run("issue", work.list, "--day", "2026-03-15").output
    assert "say --clear" in work.run("sheets", work.list, "--out", work.folder / "pdf").output
    result = work.run("sheets", work.list, "--out", work.folder / "pdf", "--workers", "1", "--clear")
    assert result.exit_code == 0 and "58 labels on 4 sheets in 2 files" in result.output
    assert work.run("reissue", "990000000007").exit_code == 0
    again = work.run("sheets", work.list, "--out", work.folder / "again", "--run", "2", "--workers", "1", "--clear")
    assert "1 labels on 1 sheets in 1 files" in again.output
    status = work.run("status", "990000000007", who=False).output
    assert "issued" in status and "reissued" in status and "990000000007" not in status
    assert "the register holds" in work.run("check", who=False).output
    assert "58" in work.run("progress", who=False).output
    assert len((work.folder / "access.journal").read_bytes().splitlines()) == 6


@pytest.mark.parametrize("command", ["sheets", "escpos"])
def test_stolen_sheets_and_jobs_show_nothing_and_come_out_as_they_were(work, command):
    secret = key_files.create_key_file(work.folder / "working.key")
    work.run("issue", work.list, "--day", "2026-03-15")
    (work.folder / "roll.toml").write_text(f'font_path = "{FONT_FILE}"\n')
    roll = ("--roll", work.folder / "roll.toml") if command == "escpos" else ()
    sealed_list = work.folder / "sealed-list.csv.tmwf"
    Vault(secret).write(sealed_list, work.list.read_bytes())
    manners = {"sealed": (sealed_list, "--list-key", work.folder / "working.key"), "clear": (work.list, "--clear")}
    done = [
        work.run(command, listed, "--out", work.folder / manner, "--workers", "1", *roll, *option)
        for manner, (listed, *option) in manners.items()
    ]
    assert [one.exit_code for one in done] == [0, 0], done[0].output
    sealed, clear = (sorted((work.folder / manner).iterdir()) for manner in ("sealed", "clear"))
    assert [path.name for path in sealed] == [f"{path.name}.tmwf" for path in clear] and len(clear) == 2
    assert all(path.read_bytes().startswith(MAGIC) for path in sealed)
    if command == "escpos":
        assert [Vault(secret).read(path) for path in sealed] == [path.read_bytes() for path in clear]
    else:
        pages = [pypdfium2.PdfDocument(Vault(secret).read(path))[0].get_textpage().get_text_range() for path in sealed]
        assert "01 990000 000000 " in pages[0]
    acts = [(one["act"], one["what"].rpartition(", ")[2]) for one in entries(work.folder / "access.journal")]
    assert [what for act, what in acts if act == "create"] == ["sealed", "in clear"]


def test_a_sealed_job_goes_through_a_pipe(work):
    secret = key_files.create_key_file(work.folder / "working.key")
    Vault(secret).write(work.folder / "job.bin.tmwf", bytes(range(256)) * 1_000)
    command = ["privacy", "unseal", work.folder / "job.bin.tmwf", "-", "--key", work.folder / "working.key"]
    named = ["--who", "Demo Operator", "--why", "a test", "--journal", work.folder / "access.journal"]
    done = CliRunner().invoke(app, [str(one) for one in command + named])
    assert done.exit_code == 0 and done.stdout_bytes == bytes(range(256)) * 1_000
    assert not (work.folder / "-").exists()


@pytest.mark.parametrize("label", ["1", "010" * 8, "0" * 24])
def test_a_mistyped_label_is_refused(work, label):
    result = work.run("revoke", label)
    assert result.exit_code == 2 and "not a label" in result.output


def test_sheets_never_take_the_place_of_other_files(work):
    work.run("issue", work.list, "--day", "2026-03-15")
    (work.folder / "desktop").mkdir()
    (work.folder / "desktop" / "letter.txt").write_text("kept")
    printed = ("sheets", work.list, "--workers", "1", "--clear", "--out")
    refused = work.run(*printed, work.folder / "desktop")
    assert refused.exit_code == 2 and "holds letter.txt" in refused.output
    assert [path.name for path in (work.folder / "desktop").iterdir()] == ["letter.txt"]
    for _ in range(2):
        assert work.run(*printed, work.folder / "sheets").exit_code == 0, "its own older sheets it replaces"


def test_a_list_of_something_else_is_refused(work, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    result = work.run("issue", tmp_path / "other.csv", "--day", "2026-03-15")
    assert result.exit_code == 2 and "other.csv: has no column" in result.output
    assert not (work.folder / "cli.db").exists(), "it would belong to whatever key was given"
    districts = work.run("issue", work.list, "--day", "2026-03-15", "--precincts", tmp_path / "other.csv")
    assert (
        districts.exit_code == 2
        and "other.csv: line 1: the header is not the one wanted: precinct," in districts.output
    )
    assert not (work.folder / "cli.db").exists()


def test_counting_only_begins_no_register(work):
    assert "would issue: 58" in work.run("issue", work.list, "--day", "2026-03-15", "--dry-run").output
    assert not list(work.folder.glob("cli.db*"))


@pytest.mark.parametrize("content", [b"\xff\xfe", b"font_path =", b"moon = 1", b"width_dots = 'x'", None])
def test_a_roll_that_cannot_be_used_is_told_with_its_name(work, content):
    work.run("issue", work.list, "--day", "2026-03-15")
    if content is not None:
        (work.folder / "roll.toml").write_bytes(content)
    done = work.run("escpos", work.list, "--out", work.folder / "jobs", "--roll", work.folder / "roll.toml", "--clear")
    assert done.exit_code == 2 and "roll.toml: " in done.output.replace("\n", ""), done.output
    assert not (work.folder / "jobs").exists()


def test_a_district_is_shown_as_it_is_written(work):
    (work.folder / "precincts.csv").write_text("precinct,district\n1,[red]\n2,[/x]\n", "utf-8")
    work.run("issue", work.list, "--day", "2026-03-15", "--precincts", work.folder / "precincts.csv")
    shown = work.run("progress", who=False).output
    assert "[red]" in shown and "[/x]" in shown


def test_a_printing_process_that_is_killed_is_told_in_words():
    with pytest.raises(LabelError, match="ended from outside"):
        list(printing._run(os._exit, iter([1, 2, 3]), 2))
