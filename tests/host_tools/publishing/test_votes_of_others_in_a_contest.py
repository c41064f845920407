"""A precinct with two ballot styles is determined and published: each contest among those who have it, nobody twice."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from host_tools.determining import nation_folder
from host_tools.determining.nation import Commission, determine
from host_tools.determining.territory import Territory
from host_tools.determining.totals import _voters_on_paper
from host_tools.formats import cose
from host_tools.formats.definitions import FirmwareManifest, Item, Manifest, Style
from host_tools.publishing import tree
from host_tools.publishing.pages import totals
from tests.host_tools.determining.made_up_nation import AUTHORITY, CENTRE
from tests.host_tools.paper_precincts.hand_count import NUMBER, STYLED, HandCount
from tests.host_tools.paper_precincts.test_hand_count_goes_wrong import signed
from tests.host_tools.publishing.conftest import MADE_S
from tests.host_tools.small_precinct import names, small_election
from tests.host_tools.styled_precinct import StyledPrecinct, told


def written(place: StyledPrecinct, folder: Path) -> Path:
    """The folder of a nation that is this precinct."""
    for name in ("definitions", "firmware", "objects"):
        (folder / name).mkdir(parents=True)
    sealed, protocol = told(place)
    number, data = place.precinct.precinct, place.precinct.to_cbor()
    (folder / "authority.pub").write_text(bytes(place.authority.verify_key).hex())
    (folder / "election.cbor").write_bytes(place.election.to_cbor())
    (folder / "territory.csv").write_text(f"precinct,district,region\n{number},North,A\n")
    image = FirmwareManifest(role="booth", version="1.0", files=[]).to_cbor()
    (folder / "firmware" / "booth.tmf").write_bytes(cose.sign1(image, place.authority))
    named = Item("precinct", len(data), sha256(data).digest())
    vouching = Manifest(role="desk", precinct=number, mode=place.precinct.mode, terminal=0, parts=[named])
    (folder / "definitions" / "1.cbor").write_bytes(data)
    (folder / "definitions" / "1.cose").write_bytes(cose.sign1(vouching.to_cbor(), place.authority))
    for at, one in enumerate([protocol, *sealed.values()]):
        (folder / "objects" / f"{at}.cose").write_bytes(one)
    return folder


def test_a_contest_is_published_among_those_who_have_it(tmp_path: Path) -> None:
    folder = written(StyledPrecinct(), tmp_path / "nation")
    known = replace(nation_folder.load(folder), firmware=frozenset({sha256(b"firmware").digest()}))
    nation = determine(known, nation_folder.objects(folder), True)
    made = tree.publish(tmp_path / "served", nation, folder, CENTRE, MADE_S)
    assert not made.alarms, made.alarms
    said = json.loads((tmp_path / "served" / "result.json").read_text("utf-8"))["nation"]
    first, second = said["contests"]
    assert (said["electronic"], said["paper"]) == (7, 4)
    assert (first["percent base"], second["percent base"]) == (11, 6 + 3)
    assert second["blank"]["electronic"] == 1, "of two that are blank in it one does not have it"
    with (tmp_path / "served" / "votes.csv").open(newline="", encoding="utf-8") as stream:
        rows = {(row["contest"], row["line"]): row for row in csv.DictReader(stream)}
    assert rows["two", "blank"]["electronic"] == "1"


def test_turnout_counts_everybody_where_no_contest_is_common_to_all(tmp_path: Path) -> None:
    apart = [Style(id="a", names=names("A"), contests=[0]), Style(id="b", names=names("B"), contests=[1])]
    place = HandCount(tmp_path / "precinct", styles=apart)
    given = {"a_issued_recorded": 41, "a_outside_recorded": 3, "b_issued_recorded": 30, "b_outside_recorded": 3}
    data = signed(place, **STYLED, **given)
    territory = Territory({NUMBER: "North"}, {"North": "A"})
    commission = Commission(place.election, {NUMBER: place.definition}, territory, bytes(AUTHORITY.verify_key), None)
    said = totals(determine(commission, [data], True).total(), place.election)
    assert (said["ballots"], said["voters marked"], said["voters on the list"]) == (43 + 33, 77, 121)
    assert said["turnout percent"] == 62.81


def test_one_voter_is_not_counted_for_each_contest() -> None:
    plain = small_election()
    assert _voters_on_paper([40, 43], plain) == 43
    three = plain.model_copy(update={"contests": [plain.contests[0]] * 4})

    def styles(*contests: list[int]) -> list[Style]:
        return [Style(id=str(at), names=names("X"), contests=has) for at, has in enumerate(contests)]

    nested = three.model_copy(update={"styles": styles([0, 1], [0, 2], [0, 3])})
    assert _voters_on_paper([90, 40, 30, 20], nested) == 90
    assert _voters_on_paper([80, 40, 30, 20], nested) == 90, "eighty and ten who kept that ballot back"
    crossing = three.model_copy(update={"styles": styles([0, 1], [1, 2], [2, 3])})
    assert _voters_on_paper([10, 25, 35, 20], crossing) == 10 + 35
