"""What electionguard-python 1.4.0 needs to verify a ballot of one contest of five. Run by a Python that has it:

    python electionguard_ballots.py BALLOTS

Prints CPU seconds a ballot. The package does not import on Python 3.11 (a mutable default in its tally, which verifying
ballots does not touch), so its `__init__` is passed over and nothing in it is changed.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
import time
import types


def without_init(name: str) -> None:
    """A package whose modules can be imported without its `__init__`."""
    spec = importlib.util.find_spec(name)
    package = types.ModuleType(name)
    package.__path__ = list(spec.submodule_search_locations or []) if spec else []
    sys.modules[name] = package


without_init("electionguard")

from electionguard.ballot import PlaintextBallot, PlaintextBallotContest, PlaintextBallotSelection  # noqa: E402
from electionguard.election import make_ciphertext_election_context  # noqa: E402
from electionguard.elgamal import elgamal_keypair_random  # noqa: E402
from electionguard.encrypt import encrypt_ballot  # noqa: E402
from electionguard.group import rand_q  # noqa: E402
from electionguard.manifest import (  # noqa: E402
    BallotStyle,
    Candidate,
    CandidateContestDescription,
    ElectionType,
    GeopoliticalUnit,
    InternalManifest,
    Manifest,
    ReportingUnitType,
    SelectionDescription,
    SpecVersion,
    VoteVariationType,
)

OPTIONS = 5


def manifest() -> Manifest:
    """An election of one contest of one vote."""
    from datetime import datetime

    options = [SelectionDescription(f"option-{n}", n, f"candidate-{n}") for n in range(OPTIONS)]
    contest = CandidateContestDescription(
        object_id="contest", sequence_order=0, electoral_district_id="district",
        vote_variation=VoteVariationType.one_of_m, number_elected=1, votes_allowed=1, name="contest",
        ballot_selections=options,
    )  # fmt: skip
    return Manifest(
        election_scope_id="bench", spec_version=SpecVersion.EG0_95, type=ElectionType.general,
        start_date=datetime(2026, 3, 15), end_date=datetime(2026, 3, 16),
        geopolitical_units=[GeopoliticalUnit("district", "district", ReportingUnitType.precinct)], parties=[],
        candidates=[Candidate(f"candidate-{n}") for n in range(OPTIONS)], contests=[contest],
        ballot_styles=[BallotStyle("style", ["district"])],
    )  # fmt: skip


def main(count: int) -> None:
    """Encrypt, then verify."""
    logging.disable(logging.CRITICAL)  # it would write every number out
    keys = elgamal_keypair_random()
    inner = InternalManifest(manifest())
    context = make_ciphertext_election_context(1, 1, keys.public_key, rand_q(), inner.manifest_hash)
    seed, ballots = rand_q(), []
    for number in range(count):
        chosen = [PlaintextBallotSelection(f"option-{number % OPTIONS}", vote=1)]
        plain = PlaintextBallot(f"ballot-{number}", "style", [PlaintextBallotContest("contest", chosen)])
        ballots.append(encrypt_ballot(plain, inner, context, seed))
    began = time.process_time()
    for ballot in ballots:
        good = ballot.is_valid_encryption(
            inner.manifest_hash, keys.public_key, context.crypto_extended_base_hash
        )  # fmt: skip
        if not good:
            raise SystemExit("electionguard does not take its own ballot")
    print((time.process_time() - began) / count)


if __name__ == "__main__":
    main(int(sys.argv[1]))
