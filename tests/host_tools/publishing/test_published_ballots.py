"""Records of ballots in a publication: what booths sealed is there, is valid, adds up, and nothing else is."""

from __future__ import annotations

import random
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from host_tools.determining import cli, nation_folder, reading_out
from host_tools.determining.ballot_records import RECORDS
from host_tools.determining.nation import Commission, determine
from host_tools.determining.territory import Territory
from host_tools.errors import PublishingError
from host_tools.formats import ballot_record
from host_tools.formats.ballot_prover import Sealer
from host_tools.publishing import check, records_check
from host_tools.verifying.sums import sum_records
from tests.host_tools.determining.made_up_nation import AUTHORITY, MadeUpNation, MadeUpPrecinct
from tests.host_tools.publishing.conftest import publish
from tests.host_tools.publishing.test_published_result_is_altered import signed_again
from tests.host_tools.small_precinct import SmallPrecinct

BALLOTS = ((1, 0, 0, 1, 1, 0, 0, 0), (0, 1, 0, 0, 0, 1, 1, 0), (1, 0, 0, 0, 0, 0, 1, 1))
Change = Callable[[list[bytes], Sealer], list[bytes]]


class SealedPrecinct(MadeUpPrecinct):
    """A precinct whose booth sealed three ballots. change: what the booth does to its records before it signs."""

    def __init__(self, number: int, change: Change = lambda records, booth: records) -> None:
        self.change = change
        super().__init__(number)

    def __post_init__(self) -> None:
        super().__post_init__()
        where = (self.election.hash16, self.number, 0, 1, self.definition.key)
        booth = Sealer(ballot_record.context(*where), self.definition.key, self.election.shape)
        dice = random.Random(self.number)
        honest = sorted(booth.seal(dice.randbytes(32), ballot) for ballot in BALLOTS)
        self.cast = len(BALLOTS)
        self.counts = [sum(column) for column in zip(*BALLOTS, strict=True)]
        self.votes = [self.counts[:3], self.counts[3:]]
        self.sums = sum_records(honest, len(self.counts))[0]  # those that the proof of the desk is about
        self.records = self.change(honest, booth)

    def totals(self, **changes: object) -> bytes:
        """The object S, which names the booth's records."""
        return super().totals(records=sha256(b"".join(self.records)).digest(), **changes)


def nation(*changes: Change) -> MadeUpNation:
    """Four precincts; the first ones with sealed ballots, as many as there are changes."""
    made = MadeUpNation()
    for number, change in enumerate(changes, 1):
        made.precincts[number] = SealedPrecinct(number, change)
    return made


def honest(records: list[bytes], _: Sealer) -> list[bytes]:
    return records


def served(made: MadeUpNation, folder: Path) -> Path:
    """A publication of everything, as `tamga publish`."""
    made.write(folder / "nation")
    bring(made, folder / "nation")
    assert publish(folder / "nation", folder / "served").alarms == []
    return folder / "served"


def bring(made: MadeUpNation, folder: Path) -> None:
    """The files of records, as a district brings them."""
    for number, one in made.precincts.items():
        if isinstance(one, SealedPrecinct):
            path = folder / RECORDS / str(number) / "booth-1.bin"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(one.records))


def said(folder: Path, **how: object) -> list[str]:
    """Everything that does not agree."""
    report = check.check(folder, bytes(AUTHORITY.verify_key), **how)  # type: ignore[arg-type]
    return [finding.text for finding in report.findings if finding.level == "bad"]


def test_ballots_of_two_precincts_are_verified_and_of_two_are_missed(tmp_path: Path) -> None:
    report = check.check(served(nation(honest, honest), tmp_path))
    texts = [finding.text for finding in report.findings]
    assert report.verdict == "agrees", report.first_bad
    assert any(text.startswith("The ballots of 2 precincts are verified: each record is proved") for text in texts)
    assert "Ballots are not verified where records are not there: 2 booths of 2 precincts." in texts
    assert report.absent == ["records of 2 booths"]


def _twice(records: list[bytes], _: Sealer) -> list[bytes]:
    return [records[0], records[0], records[1]]


def _out_of_order(records: list[bytes], _: Sealer) -> list[bytes]:
    return records[::-1]


def _one_less(records: list[bytes], _: Sealer) -> list[bytes]:
    return records[:2]


def _one_added(records: list[bytes], booth: Sealer) -> list[bytes]:
    return sorted([*records, booth.seal(bytes(32), BALLOTS[0])])


def _one_changed(records: list[bytes], booth: Sealer) -> list[bytes]:
    return sorted([*records[1:], booth.seal(bytes(32), BALLOTS[0])])


def twenty_votes(records: list[bytes], booth: Sealer) -> list[bytes]:
    return sorted([*records[1:], booth.seal(bytes(32), BALLOTS[0], (21, -20, 0, 1, 1, 0, 0, 0))])


def _a_byte_behind(records: list[bytes], _: Sealer) -> list[bytes]:
    return [*records, b"\0"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_twice, "Precinct 1: Booth 1: its records are not in the order of their bytes, each once."),
        (_out_of_order, "Precinct 1: Booth 1: its records are not in the order of their bytes, each once."),
        (_one_less, "Precinct 1: Booth 1: there are 2 records, and its sealed totals say 3 ballots."),
        (_one_added, "Precinct 1: Booth 1: there are 4 records, and its sealed totals say 3 ballots."),
        (_one_changed, "Precinct 1: Booth 1: the sums of its records are not those of its sealed totals."),
        (twenty_votes, "Precinct 1: Booth 1: 1 of 3 records are not valid: each has a proof that does not hold."),
        (_a_byte_behind, "Precinct 1: Booth 1: 1 of 4 records are not valid: each has another length."),
    ],
)
def test_a_booth_that_signs_other_records_than_ballots(change: Change, words: str, tmp_path: Path) -> None:
    assert words in said(served(nation(change), tmp_path))


@pytest.mark.parametrize("change", [_one_less, _one_changed, twenty_votes])
def test_records_that_were_altered_after_they_were_signed(change: Change, tmp_path: Path) -> None:
    """By the centre, which signs its list over them."""
    made = nation(honest)
    place = served(made, tmp_path)
    where = ballot_record.context(
        made.commission.election.hash16, 1, 0, 1, made.precincts[1].definition.key
    )  # fmt: skip
    booth = Sealer(where, made.precincts[1].definition.key, made.commission.election.shape)
    path = place / RECORDS / "1" / "booth-1.bin"
    path.write_bytes(b"".join(change(list(made.precincts[1].records), booth)))  # type: ignore[attr-defined]
    signed_again(place)
    assert said(place) == ["records/1/booth-1.bin is not what the sealed totals of booth 1 name."]


def test_files_that_nothing_signed_names(tmp_path: Path) -> None:
    made = nation(honest)
    place = served(made, tmp_path)
    for name in ("1/booth-2.bin", "1/note.txt", "9/booth-1.bin"):
        (place / RECORDS / name).parent.mkdir(exist_ok=True)
        (place / RECORDS / name).write_bytes(b"".join(made.precincts[1].records))  # type: ignore[attr-defined]
    signed_again(place)
    assert said(place) == [
        f"records/{name}: no sealed totals that count name these records."
        for name in ("1/booth-2.bin", "1/note.txt", "9/booth-1.bin")
    ]


def test_publishing_takes_what_sealed_totals_name_under_any_name_and_nothing_else(tmp_path: Path) -> None:
    made = nation(honest, honest)
    folder = made.write(tmp_path / "nation")
    bring(made, folder)
    places = folder / RECORDS
    (places / "1" / "booth-1.bin").rename(places / "1" / "read on Monday.bin")
    (places / "2" / "booth-1.bin").rename(places / "1" / "of another precinct.bin")
    (places / "booth-1.bin").write_bytes(b"".join(made.precincts[1].records))  # type: ignore[attr-defined]
    done = publish(folder, tmp_path / "served")
    assert [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "served" / RECORDS).rglob("*.bin")] == [
        "served/records/1/booth-1.bin"
    ]
    assert len(done.strays) == 2 and all("no sealed totals of that precinct" in text for text in done.strays)


def test_a_record_that_grows_is_neither_copied_nor_computed_again(tmp_path: Path) -> None:
    made = nation(honest, honest)
    folder = made.write(tmp_path / "nation")
    bring(made, folder)
    later = folder / RECORDS / "2" / "booth-1.bin"
    kept = later.read_bytes()
    later.unlink()
    place, mine = tmp_path / "served", tmp_path / "mine"
    publish(folder, place)
    computed: list[int] = []

    def counted(function: object, jobs: object) -> list[list[str]]:
        answers = [function(job) for job in jobs]  # type: ignore[operator, attr-defined]
        computed.append(len(answers))
        return answers

    assert said(place, spread=counted, checked=records_check.Checked(mine)) == []
    before = (place / RECORDS / "1" / "booth-1.bin").stat().st_ino
    later.write_bytes(kept)
    (folder / RECORDS / "1" / "booth-1.bin").unlink()  # what was published stays published
    publish(folder, place, made_s=1_795_070_000)
    assert (place / RECORDS / "1" / "booth-1.bin").stat().st_ino == before
    assert said(place, spread=counted, checked=records_check.Checked(mine)) == []
    assert said(place, spread=counted, checked=records_check.Checked(mine)) == []
    assert computed == [4, 1, 0, 1, 0, 0]  # opening proofs and precincts with records, of each call
    mine.write_text("not mine")
    with pytest.raises(PublishingError, match="name another file"):
        records_check.Checked(mine)


def test_what_was_found_wrong_is_computed_each_time(tmp_path: Path) -> None:
    place, mine = served(nation(twenty_votes), tmp_path), tmp_path / "mine"
    assert said(place, checked=records_check.Checked(mine)) == said(place, checked=records_check.Checked(mine)) != []


class _Read(MadeUpPrecinct):
    """A small precinct, whose cartridges can be read out, in a nation."""

    def __init__(self, made: SmallPrecinct) -> None:
        self.made = made
        super().__init__(17)
        self.definition = made.precinct

    def objects(self) -> list[bytes]:
        """What a centre receives of it."""
        return [self.made.protocol(), *(self.made.totals(booth) for booth in self.made.booths)]


class _Alone(MadeUpNation):
    """A nation of precinct 17 and no other."""

    @property
    def commission(self) -> Commission:
        """What is fixed before the day."""
        definition, places = self.precincts[17].definition, Territory({17: "North"}, {"North": "A"})
        return Commission(self.precincts[17].election, {17: definition}, places, bytes(AUTHORITY.verify_key), None)


def alone(made: SmallPrecinct, folder: Path) -> Path:
    """The folder of a nation of one precinct."""
    return _Alone({17: _Read(made)}, None).write(folder)


def test_cartridges_are_read_out_into_what_may_be_published(tmp_path: Path) -> None:
    made = SmallPrecinct()
    folder = alone(made, tmp_path / "nation")
    for booth in made.booths:
        for chip in "ab":
            (tmp_path / f"{booth}{chip}.img").write_bytes(bytes(made.image(booth)))
    images = [str(tmp_path / f"{booth}{chip}.img") for booth in made.booths for chip in "ab"]
    result = CliRunner().invoke(cli.app, ["records", str(folder), *images])
    assert result.exit_code == 0, result.output
    for booth in made.booths:
        assert (folder / RECORDS / "17" / f"booth-{booth}.bin").read_bytes() == b"".join(made.published(booth))


def test_a_cartridge_with_another_ballot_than_was_sealed_is_not_read_out(tmp_path: Path) -> None:
    made = SmallPrecinct()
    folder = alone(made, tmp_path / "nation")
    made.records[1][0] = made.record(1, (0, 0, 1, 0, 0, 0, 1, 1))
    made.records[1].sort()
    found = determine(nation_folder.load(folder), nation_folder.objects(folder))
    written, problems = reading_out.read_out(found, [bytes(made.image(1))] * 2, folder / RECORDS)
    assert written == [] and not (folder / RECORDS).exists()
    assert problems == ["Precinct 17, booth 1: the records on the chips are not those that its sealed totals name."]


def test_tools_on_processes_say_the_same(tmp_path: Path) -> None:
    place = served(nation(twenty_votes, honest), tmp_path)
    assert said(place, spread=records_check.in_processes(2)) == said(place) != []


@pytest.mark.long
def test_companions_from_anybody_change_no_verdict(tmp_path: Path) -> None:
    place, folder = served(nation(twenty_votes, honest), tmp_path), tmp_path / "companions"
    alone = said(place)
    assert said(place, companions=folder) == alone != []
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*.*")] == ["2/booth-1.companion"]
    path = folder / "2" / "booth-1.companion"
    right = path.read_bytes()
    assert said(place, companions=folder) == alone  # now by the companion
    for wrong in (right[:-1] + bytes([right[-1] ^ 1]), right[:-1], bytes(32) + right[32:], b""):
        path.write_bytes(wrong)
        assert said(place, companions=folder) == alone
    (folder / "1").mkdir()
    (folder / "1" / "booth-1.companion").write_bytes(right)
    assert said(place, companions=folder) == alone
