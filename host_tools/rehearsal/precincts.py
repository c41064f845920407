"""Made-up precincts of a real election: keys, voters' choices, sealed totals, proofs and protocols, from a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from nacl.signing import SigningKey

from host_tools.formats import cose, points, shamir
from host_tools.formats.definitions import Blank, Booth, Contest, Election, Precinct
from host_tools.formats.objects import BoothLine, Moments, PaperLine, Protocol, SealedTotals, Tally
from host_tools.formats.opening import Pair, prove, transcript
from host_tools.verifying.sums import add_sums, encode_sums

MODE = 1  # a rehearsal is a test
_VOTERS = range(400, 2400)  # on the list of a precinct
_NO_MARK, _ALL_MARKED, _INVALID = "no mark", "all marked", "invalid"
_MISSING_BALLOTS = 3
_LEFT = 50  # paper ballots that nobody needed


@dataclass(frozen=True)
class Day:
    """What all precincts share. opened_s: seconds since 1970 UTC. image: the payload of the registered firmware.

    voters: how many a precinct may have on its list.
    """

    election: Election
    centre: SigningKey
    image: bytes
    opened_s: int
    seed: int
    mode: int = MODE
    voters: range = _VOTERS

    @property
    def firmware(self) -> bytes:
        """The hash that terminals state."""
        return sha256(self.image).digest()


class MadeUpPrecinct:
    """One precinct. votes: of each contest and line, electronic and on paper, as its people cast them."""

    def __init__(self, day: Day, number: int, region: int, booths: int = 2) -> None:
        self.day, self.number = day, number
        self._draw = random.Random(f"{day.seed} {number}")
        self._region = random.Random(f"{day.seed} region {region}")
        self._weights = [[self._region.uniform(1, 9) for _ in contest.options] for contest in day.election.contests]
        self.secret = shamir.random_scalar(self._draw.randbytes)
        self.keys = [SigningKey(self._draw.randbytes(32)) for _ in range(booths + 1)]
        self.voters = self._draw.choice(day.voters)
        share = self._draw.uniform(0.35, 0.85)
        self.cast = [round(self.voters * share * 0.44) for _ in range(booths)]
        self.found = round(self.voters * share * 0.12)
        self.electronic = [[self._lines(contest, at, cast) for at, contest in enumerate(day.election.contests)]
                           for cast in self.cast]  # fmt: skip
        self.paper = [self._on_paper(contest, at) for at, contest in enumerate(day.election.contests)]
        self.definition = Precinct(
            election=day.election.hash16, precinct=number, mode=day.mode,
            names={"kk": f"№ {number} мектеп", "ru": f"Школа № {number}", "en": f"School No. {number}"},
            key=points.multiply_base(self.secret), desk=bytes(self.keys[0].verify_key),
            booths=[Booth(at, bytes(key.verify_key), 3000) for at, key in enumerate(self.keys) if at],
            voters=self.voters, minutes_east=300, centre=bytes(day.centre.verify_key),
        )  # fmt: skip
        self._proof = b""
        self._totals: list[bytes] = []
        self._sums: list[list[Pair]] = []

    @property
    def votes(self) -> list[list[int]]:
        """Of each contest and option, as the result must have them."""
        return [
            [sum(booth[at][line] for booth in self.electronic) + self.paper[at][line]
             for line in range(len(contest.options))]
            for at, contest in enumerate(self.day.election.contests)
        ]  # fmt: skip

    def totals(self) -> list[bytes]:
        """The objects S of its booths, sealed votes that nobody can tell from real ones."""
        if self._totals:
            return self._totals
        for booth, votes in enumerate(self.electronic, 1):
            flat = [count for contest in votes for count in contest]
            sums = [points.seal(count, self.definition.sealing_key, shamir.random_scalar(self._draw.randbytes))
                    for count in flat]  # fmt: skip
            said = SealedTotals(
                election=self.definition.election, precinct=self.number, mode=self.day.mode, booth=booth,
                tally=Tally(self.cast[booth - 1], 0, self.cast[booth - 1], 0, 0), totals=encode_sums(sums),
                records=self._draw.randbytes(32), tag_key=self._draw.randbytes(32), log_head=self._draw.randbytes(16),
                firmware=self.day.firmware, opening=sha256(b"%d %d" % (self.number, booth)).digest()[:16],
            )  # fmt: skip
            self._sums.append(sums)
            self._totals.append(cose.sign1(said.to_cbor(), self.keys[booth]))
        return self._totals

    def protocol(self, **changes: object) -> bytes:
        """The object P. changes: of its fields."""
        totals = self.totals()
        lines = [
            BoothLine(booth, cast, 0, cast, sha256(totals[booth - 1]).digest(), cast,
                      sha256(b"%d %d" % (self.number, booth)).digest()[:16], 0, 0)
            for booth, cast in enumerate(self.cast, 1)
        ]  # fmt: skip
        electronic = [[sum(counts) for counts in zip(*contest, strict=True)]
                      for contest in zip(*self.electronic, strict=True)]  # fmt: skip
        self._proof = self._proof or self._proved([count for contest in electronic for count in contest])
        cast, opened = sum(self.cast), self.day.opened_s
        line = PaperLine(self.found + _LEFT, 0, self.found, 0, _LEFT, 0, 0, 0, self.found)
        said = Protocol(
            election=self.definition.election, precinct=self.number, mode=self.day.mode, booths=lines,
            electronic=electronic, paper=self.paper, papers=[line] * len(self.paper), fields=self._fields(cast),
            proof=self._proof, log_head=self._draw.randbytes(16),
            firmware=self.day.firmware, version=1,
            moments=Moments(opened, opened + 46_800, opened + 47_400, opened + 50_000),
        )  # fmt: skip
        return cose.sign1(said.model_copy(update=changes).to_cbor(), self.keys[0])

    def _proved(self, counts: list[int]) -> bytes:
        """The opening proof: made once, as a correction has the one of the protocol before."""
        sums = add_sums(self._sums, len(counts))
        about = transcript(
            self.definition.election, self.number, self.day.mode, self.definition.sealing_key, sums, counts
        )
        return prove(self.secret, about, sums, counts, self._draw.randbytes)

    def papers(self, **changes: int) -> list[PaperLine]:
        """Its paper ballots with other numbers in the first contest."""
        line = PaperLine(self.found + _LEFT, 0, self.found, 0, _LEFT, 0, 0, 0, self.found)
        return [line._replace(**changes), *[line] * (len(self.paper) - 1)]

    def _fields(self, cast: int) -> dict[str, int]:
        none = ("added", "certificates", "slips_returned", "slips_exchanged", "slips_cancelled", "paper_returned",
                "challenged", "slips_changed", "slips_taken", "papers_taken", "withdrawn_recorded",
                "outside_recorded", "spoiled_recorded", "complaints", "acts", "by_certificate", "added_refused",
                "certificates_received", "certificates_cancelled", "certificates_lost", "home_requests", "home_refused",
                "assisted")  # fmt: skip
        return dict.fromkeys(none, 0) | {
            "listed": self.voters, "on_list": self.voters, "activations": cast, "electronic": cast,
            "marked": cast + self.found, "issued_recorded": self.found,
            "typed_in": min(self.number % 5, cast + self.found),
        }  # fmt: skip

    def _chosen(self, at: int, ballots: int, others: Sequence[str]) -> Counter[int | str]:
        """How many ballots chose which line; a few percent chose none, where that can be."""
        weights = [max(0.1, weight * self._draw.uniform(0.6, 1.4)) for weight in self._weights[at]]
        lines: list[int | str] = [*range(len(weights)), *others]
        weights += [0.02 * sum(weights)] * len(others)
        return Counter(self._draw.choices(lines, weights, k=ballots))

    def _lines(self, contest: Contest, at: int, ballots: int) -> list[int]:
        """Positions of a booth: every ballot gives all its votes to different lines, or none."""
        chosen = self._chosen(at, ballots, [] if contest.blank == Blank.NOT_ALLOWED else [_NO_MARK])
        options, allowed = len(contest.options), contest.votes_allowed
        votes = [sum(chosen[(line - further) % options] for further in range(allowed)) for line in range(options)]
        return [*votes, *[chosen[_NO_MARK]] * allowed]

    def _on_paper(self, contest: Contest, at: int) -> list[int]:
        """Paper votes of a contest: its options, then blank, every answer marked, invalid."""
        others = [_INVALID, *([_NO_MARK] if contest.blank == Blank.OWN_LINE else [])]
        chosen = self._chosen(at, self.found, [*others, *([_ALL_MARKED] if contest.referendum else [])])
        options, allowed = len(contest.options), contest.votes_allowed
        votes = [sum(chosen[(line - further) % options] for further in range(allowed)) for line in range(options)]
        return [*votes, chosen[_NO_MARK], chosen[_ALL_MARKED], chosen[_INVALID]]


def protocols_of(precinct: MadeUpPrecinct, faults: frozenset[str]) -> list[bytes]:
    """The protocols that a desk signs, in their order."""
    changes: dict[str, object] = {}
    if faults & {"unexplained", "explained"}:
        given = precinct.papers()[0].received + _MISSING_BALLOTS
        changes = {"papers": precinct.papers(received=given)}
    if "explained" in faults:
        changes["reason"] = "Three ballots were not found."
    if "correction" not in faults:
        return [precinct.protocol(**changes)]
    wrong = [[*lines] for lines in precinct.paper]
    wrong[0][0], wrong[0][1] = wrong[0][1], wrong[0][0]  # two piles were taken for each other
    first = precinct.protocol(**changes, paper=wrong)
    why = {"version": 2, "supersedes": sha256(first).digest(), "correction": "Two piles were taken for each other."}
    return [first, precinct.protocol(**changes, **why)]
