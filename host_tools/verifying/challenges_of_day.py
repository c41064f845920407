"""The challenges of a precinct beside its records: each holds, none counts, and no booth has more than it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from host_tools.findings import Report
from host_tools.formats.ballot_record import code_text
from host_tools.formats.definitions import Election, Precinct
from host_tools.formats.objects import ChallengedBallot, ConfirmationCode
from host_tools.verifying.booth import BoothResult
from host_tools.verifying.challenges import Given, check_challenge
from host_tools.verifying.code_list import codes_of
from host_tools.verifying.keyring import KeyRing
from host_tools.verifying.sealed_totals import At, Sealed
from host_tools.verifying.slips import verified_payload


def check_challenges(
    objects: Sequence[tuple[str, bytes]],
    ring: KeyRing,
    definitions: tuple[Election, Precinct],
    sealed: Mapping[At, Sealed],
    booths: Mapping[At, BoothResult],
    report: Report,
) -> None:
    """Add to a report what is wrong with challenges.

    objects: (kind, object) of openings and strips. sealed, booths: of the precinct, by booth and opening.
    """
    published = {at: codes_of(result.records, at[0], definitions[1]) for at, result in booths.items()}
    strips = [data for kind, data in objects if kind == "V"]
    counted: Counter[At] = Counter()
    for data in (data for kind, data in objects if kind == "O"):
        said, slip = verified_payload("O", data, ring)
        if not isinstance(said, ChallengedBallot):
            report.bad(f"An opening of a challenged ballot is not genuine: {slip.first_bad}")
            continue
        at = said.booth, said.opening
        counted[at] += 1
        mine = [strip for strip in strips if _code(strip, ring) == said.code]
        found = check_challenge(data, Given(mine, (), published.get(at)), ring, *definitions)
        report.expect(
            found.verdict != "disagrees",
            f"The challenge {code_text(said.code)} of booth {said.booth} holds.",
            f"The challenge {code_text(said.code)} of booth {said.booth}: {found.first_bad}",
        )
    for at, count in counted.items():
        totals = sealed.get(at)
        if totals is not None and count > totals.payload.tally.challenged:
            report.bad(f"Booth {at[0]} opened {count} ballots, its totals say {totals.payload.tally.challenged}.")


def _code(strip: bytes, ring: KeyRing) -> bytes | None:
    payload, _ = verified_payload("V", strip, ring)
    return payload.code if isinstance(payload, ConfirmationCode) else None
