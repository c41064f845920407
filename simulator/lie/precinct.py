"""A precinct's day on real firmware, one booth of which runs an altered image; and what lies in its ballot box."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nacl.signing import SigningKey
from PIL import Image

from host_tools.findings import Report
from host_tools.formats import label
from host_tools.formats.definitions import Election
from host_tools.formats.objects import Protocol
from host_tools.keys import files
from host_tools.provisioning.new_terminals import place_of
from simulator.demo import outcome
from simulator.demo.day import DemoDay
from simulator.demo.preparing import prepare
from simulator.hardware.parts.paper_roll import MARGIN_DOTS
from simulator.lie import hand_count, register
from simulator.lie.altering import Altered, put_into
from simulator.lie.nation import CONTEST, REGISTER
from simulator.people.provisioned import ELECTION

LYING_BOOTH = 1
_TEST_VOTERS = 3
_FOREIGN = label.make_label("000101300009", 99_999_999)
_NOBODY_CHALLENGES = 0.0


@dataclass
class LyingPrecinct:
    """Its folder, and its day as the simulator knows it; the people of an audit know the folder alone."""

    folder: Path
    day: DemoDay
    checks: outcome.Checks

    @classmethod
    def prepared(cls, folder: Path, voters: int, booths: int, seed: int) -> LyingPrecinct:
        """Roll, terminals, cards, register of images, everything true. folder: empty."""
        day, checks = prepare(voters, booths, 1, seed, ELECTION, None, folder, True, _NOBODY_CHALLENGES)
        made = cls(folder, day, checks)
        register.keep(folder / REGISTER, folder, made._authority, str(day.election.date))
        return made

    @property
    def election(self) -> Election:
        """What is voted on."""
        return self.day.election

    @property
    def result(self) -> Protocol:
        """The signed result, after the day."""
        assert self.checks.result is not None, "the day is not over"
        return self.checks.result

    @property
    def published(self) -> list[int]:
        """Votes of each line as the protocol has them."""
        options = len(self.election.contests[CONTEST].options)
        both = zip(self.result.electronic[CONTEST][:options], self.result.paper[CONTEST][:options], strict=True)
        return [electronic + paper for electronic, paper in both]

    @property
    def terminals(self) -> list[int]:
        """Their numbers."""
        return sorted(self.day.precinct.provisioned.terminals)

    def alter(self, altered: Altered) -> None:
        """Somebody opens the box of a booth."""
        put_into(place_of(self.folder, LYING_BOOTH), altered, self._authority)

    @property
    def _authority(self) -> SigningKey:
        """The authority's key."""
        return files.load(self.folder / "keys" / "authority.key")

    def does_not_start(self) -> str:
        """Switch the booth on; it must say that its firmware is not as signed. The words on its screen."""
        at = self.day.precinct.booth(LYING_BOOTH)
        at.hardware.plug_in()
        try:
            at.sees("firmware_wrong")
            return at.hands.screen.aloud
        finally:
            at.hardware.pull_plug()

    def live(self, is_tested: bool) -> Report:
        """From the morning to the centre's receipt; what anybody finds who recomputes it.

        is_tested: a test with three voters comes before.
        """
        day, checks = self.day, self.checks
        try:
            if is_tested:
                day.test(_TEST_VOTERS)
            day.open()
            day.vote(_FOREIGN)
            checks.totals = day.close()
            checks.protocol = day.count(checks.totals)
            checks.signatures = day.precinct.signature_codes
            checks.receipt = day.send(checks.make_receiver)
        finally:
            for terminal in day.precinct.terminals:
                terminal.hardware.pull_plug()
        return outcome.recomputed(checks, self.folder)

    def counted_by_hand(self) -> list[int]:
        """Votes of each line on the slips from the ballot box, as printed, and on the paper ballots."""
        slips = hand_count.count(self.box(), self.election, CONTEST)
        return [*map(sum, zip(slips, self.day.paper.contests[CONTEST].options, strict=True))]

    def box(self) -> list[Image.Image]:
        """The slips in the ballot box, which was empty when the polls opened."""
        slips = []
        for number in range(1, len(self.day.precinct.booths) + 1):
            names = sorted((self.folder / "slips").glob(f"booth-{number}-*.png"))
            opened = max(at for at, path in enumerate(names) if path.stem.endswith("-zero"))
            slips += [_from_table(path) for path in names[opened:]]
        return hand_count.ballots(slips)


def _from_table(path: Path) -> Image.Image:
    """The printed width of a slip that was kept as a picture."""
    with Image.open(path) as page:
        edge = MARGIN_DOTS
        return page.convert("L").crop((edge, edge, page.width - edge, page.height - edge))
