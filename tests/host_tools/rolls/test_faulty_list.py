"""Voter lists that cannot be packed: each fault is named with its record, and nothing is made."""

import polars as pl
import pytest

from host_tools.privacy import working_files
from host_tools.registers.errors import VoterListError
from host_tools.registers.voter_list_file import columns_of, read_list
from host_tools.rolls import pack
from host_tools.rolls.errors import PackError
from tests.host_tools.rolls import made_up_nation

HEADER = "precinct,number,surname,given_name,patronymic,birth_date,address,id_type,id_value,class\n"
GOOD = [f"{precinct},1,Үлгі,Тіркеу,,1980-05-17,Көше 5,IIN,77123456{place:04d},match\n"
        for place, precinct in enumerate([1, 1, 2, 7])]  # fmt: skip


def listed(tmp_path, lines, header=HEADER):
    path = tmp_path / "list.csv"
    path.write_text(header + "".join(lines), "utf-8")
    return path


def test_a_good_list_is_read(tmp_path):
    voters = read_list(listed(tmp_path, GOOD))
    assert [tuple(span) for span in voters.spans] == [(1, 0, 2), (2, 2, 1), (7, 3, 1)]
    assert columns_of(voters.part(2, 1)) == (["IIN"], ["771234560002"], ["Үлгі Тіркеу"], ["1980-05-17"])


def test_quotes_commas_and_line_ends_in_fields_stay_in_their_fields(tmp_path):
    odd = '3,1,"Үлгі ""Кіші""",Тіркеу,,1980-05-17,"Көше, 5\n2-пәтер",IIN,771234569999,match\n'
    voters = read_list(listed(tmp_path, [*GOOD[:3], odd]))
    assert voters.spans[-1] == (3, 3, 1)
    assert columns_of(voters.part(3, 1)).names == ['Үлгі "Кіші" Тіркеу']


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (GOOD[0], "record 5: precinct 1 begins a second time"),
        (GOOD[0].replace("1,1,", ",1,", 1), "record 5: nothing is no precinct number"),
        (GOOD[0].replace("1,1,", "0,1,", 1), "is no precinct number"),
        (GOOD[0].replace("1,1,", "abc,1,", 1), "list.csv"),
        (GOOD[3].replace("771234560003", ""), "record 5: id_value is empty"),
        (GOOD[3].replace("IIN", ""), "record 5: id_type is empty"),
        (GOOD[3].replace("Үлгі,Тіркеу", ","), "record 5: name is empty"),
        (GOOD[3].replace("1980-05-17", "17.05.1980"), "record 5: birth_date is not YYYY-MM-DD"),
        (GOOD[3].replace("1980-05-17", ""), "record 5: birth_date"),
        ("7,1,cut", "record 5: "),
    ],
)
def test_a_faulty_record_is_named(tmp_path, line, says):
    with pytest.raises(VoterListError, match=says):
        read_list(listed(tmp_path, [*GOOD, line]))


def test_an_empty_list_is_refused(tmp_path):
    with pytest.raises(VoterListError, match="no voter"):
        read_list(listed(tmp_path, []))
    with pytest.raises(VoterListError):
        read_list(listed(tmp_path, [], header=""))


def test_a_list_without_a_column_is_refused(tmp_path):
    with pytest.raises(VoterListError, match="has no column birth_date"):
        read_list(listed(tmp_path, [], HEADER.replace("birth_date", "born")))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(VoterListError, match=r"nowhere\.csv"):
        read_list(tmp_path / "nowhere.csv")


def test_parquet_and_sealed_lists_give_the_same(tmp_path):
    path = listed(tmp_path, GOOD)
    plain = read_list(path)
    pl.read_csv(path, infer_schema=False).write_parquet(tmp_path / "list.parquet")
    working_files.seal_file(path, tmp_path / "list.csv.tmwf", bytes(32))
    for other, key in ((tmp_path / "list.parquet", None), (tmp_path / "list.csv.tmwf", bytes(32))):
        read = read_list(other, key)
        assert read.spans == plain.spans
        assert columns_of(read.part(0, 4)) == columns_of(plain.part(0, 4))


def test_a_sealed_list_needs_its_key(tmp_path):
    working_files.seal_file(listed(tmp_path, GOOD), tmp_path / "list.csv.tmwf", bytes(32))
    with pytest.raises(VoterListError, match="is sealed"):
        read_list(tmp_path / "list.csv.tmwf")
    with pytest.raises(working_files.WorkingFileError):
        read_list(tmp_path / "list.csv.tmwf", b"1" * 32)


def test_a_list_compiled_for_a_later_day_is_not_packed(tmp_path):
    """Whoever is 18 only on the day that the list names is not 18 on the day that the election names."""
    nation = made_up_nation.make(tmp_path, {1: 3, 2: 2})
    path = tmp_path / "list.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    lines[4] = lines[4].replace(nation.people[3].born, "2008-03-16")
    path.write_text("".join(lines), "utf-8")
    with pytest.raises(PackError, match=r"record 4: birth_date: not 18 on 2026-03-15.*\(1 such voters\)"):
        pack.pack(nation.list, nation.job, "state", 1, lambda *_: None)
    assert not list(nation.job.folder.glob("*"))
