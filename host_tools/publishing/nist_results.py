"""One region's result in the common data format for election results (NIST SP 1500-100, version 2).

What that format cannot say (annulled, disputed, under appeal, missing) is in result.json and precincts.csv.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from host_tools.determining.nation import Nation
from host_tools.determining.states import Progress
from host_tools.determining.totals import Totals
from host_tools.formats.definitions import Contest

_TYPE = "ElectionResults."
_DAY = "election-day"
_STATUS = {
    Progress.EXPECTED: "not-processed",
    Progress.MISSING: "not-processed",
    Progress.RECEIVED: "in-process",
    Progress.PROVED: "in-process",
    Progress.ACCEPTED: "completed",
}


def report(nation: Nation, region: str, number: int, made_s: int) -> dict[str, Any]:
    """An election report of the precincts of one region.

    region: its name.
    number: of the publication.
    made_s: seconds since 1970 UTC.
    """
    election = nation.commission.election
    numbers = nation.by_region()[region]
    complete = all(nation.results[one].progress == Progress.ACCEPTED for one in numbers)
    mode = next(iter(nation.commission.precincts.values())).mode
    parts = {one: part for one in numbers if (part := nation.precinct_totals(one)) is not None}
    return _object("ElectionReport") | {
        "Format": "precinct-level",
        "GeneratedDate": datetime.fromtimestamp(made_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "Issuer": region,
        "IssuerAbbreviation": region,
        "SequenceStart": number,
        "SequenceEnd": number,
        "Status": "unofficial-complete" if complete else "unofficial-partial",
        "IsTest": bool(mode),
        "VendorApplicationId": "Tamga",
        "GpUnit": list(_units(nation, region, numbers)),
        "Election": [
            _object("Election") | {
                "ElectionScopeId": "region", "StartDate": election.date, "EndDate": election.date,
                "Name": _text(election.title), "Type": "general",
                "Candidate": list(_candidates(election.contests)),
                "Contest": [_contest(at, contest, parts) for at, contest in enumerate(election.contests)],
                "BallotCounts": [_ballots(one, part) for one, part in parts.items()],
            }
        ],
    }  # fmt: skip


def dangling(content: dict[str, Any]) -> set[str]:
    """Identifiers that are named and stand nowhere: the schema does not look for them."""
    defined, named = set[str](), set[str]()

    def walk(value: Any) -> None:
        if isinstance(value, list):
            for one in value:
                walk(one)
        elif isinstance(value, dict):
            for key, one in value.items():
                if key == "@id":
                    defined.add(one)
                elif key.endswith("Id") and key != "VendorApplicationId":
                    named.add(one)
                elif key.endswith("Ids"):
                    named.update(one)
                else:
                    walk(one)

    walk(content)
    return named - defined


def _object(name: str) -> dict[str, Any]:
    return {"@type": _TYPE + name}


def _text(names: dict[str, str]) -> dict[str, Any]:
    parts = [_object("LanguageString") | {"Content": name, "Language": language} for language, name in names.items()]
    return _object("InternationalizedText") | {"Text": parts}


def _units(nation: Nation, region: str, numbers: Sequence[int]) -> Iterator[dict[str, Any]]:
    districts = nation.commission.territory.district_of
    names = sorted({districts[one] for one in numbers})
    at = {name: f"district-{place}" for place, name in enumerate(names, 1)}
    yield _object("ReportingUnit") | {
        "@id": "region", "Type": "state", "Name": _text(dict.fromkeys(("kk", "ru", "en"), region)),
        "ComposingGpUnitIds": list(at.values()),
    }  # fmt: skip
    for name, place in at.items():
        inside = [_precinct_id(one) for one in numbers if districts[one] == name]
        named = _text(dict.fromkeys(("kk", "ru", "en"), name))
        unit = {"@id": place, "Type": "county", "Name": named, "ComposingGpUnitIds": inside}
        yield _object("ReportingUnit") | unit
    for one in numbers:
        result, part = nation.results[one], nation.precinct_totals(one)
        status = _object("CountStatus") | {"Status": _STATUS[result.progress], "Type": "total"}
        voters = {"VotersRegistered": part.on_list, "VotersParticipated": part.ballots} if part else {}
        named = {"Type": "precinct", "Number": str(one), "Name": _text(nation.commission.precincts[one].names)}
        yield _object("ReportingUnit") | named | voters | {"@id": _precinct_id(one), "CountStatus": [status]}


def _candidates(contests: Sequence[Contest]) -> Iterator[dict[str, Any]]:
    for contest in contests:
        for option in contest.options:
            name = {"@id": f"{_line_id(contest.id, option.id)}-candidate", "BallotName": _text(option.names)}
            yield _object("Candidate") | name


def _contest(at: int, contest: Contest, parts: dict[int, Totals]) -> dict[str, Any]:
    selections = []
    for line, option in enumerate(contest.options):
        counts = [
            _object("VoteCounts") | {
                "Count": count, "GpUnitId": _precinct_id(one), "Type": _DAY, "DeviceClass": _device(device),
            }
            for one, part in parts.items()
            for device, count in (
                ("dre", part.contests[at].electronic[line]), ("manual-count", part.contests[at].paper[line]),
            )
        ]  # fmt: skip
        selection = {
            "@id": _line_id(contest.id, option.id),
            "CandidateIds": [f"{_line_id(contest.id, option.id)}-candidate"],
            "SequenceOrder": line + 1,
            "VoteCounts": counts,
        }
        selections.append(_object("CandidateSelection") | selection)
    return _object("CandidateContest") | {
        "@id": f"contest-{contest.id}",
        "ElectionDistrictId": "region",
        "Name": contest.title["en"],
        "VotesAllowed": contest.votes_allowed,
        "SequenceOrder": at + 1,
        "ContestSelection": selections,
        "OtherCounts": [
            _object("OtherCounts") | {"GpUnitId": _precinct_id(one), "Undervotes": _undervotes(at, contest, part)}
            for one, part in parts.items()
        ],
    }


def _undervotes(at: int, contest: Contest, part: Totals) -> int:
    """Votes that booths' voters did not give: the format's unit is a vote, not a ballot."""
    found = part.contests[at]
    return found.not_given if contest.votes_allowed > 1 else found.electronic_blank


def _ballots(number: int, part: Totals) -> dict[str, Any]:
    return _object("BallotCounts") | {"GpUnitId": _precinct_id(number), "Type": "total", "BallotsCast": part.ballots}


def _device(kind: str) -> dict[str, Any]:
    return _object("DeviceClass") | {"Type": kind}


def _precinct_id(number: int) -> str:
    return f"precinct-{number}"


def _line_id(contest: str, option: str) -> str:
    return f"contest-{contest}-{option}"
