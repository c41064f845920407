"""The demonstration, chapter by chapter: who alters what, who sees it, and what an audit makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from host_tools.audit.audit_file import percent
from host_tools.audit.published import nation_of
from host_tools.audit.sitting import Sitting
from host_tools.console import MISMATCH
from simulator.lie import nation
from simulator.lie.altering import EVERY, FAVOURED, Altered
from simulator.lie.measuring import Share, measured, with_lead
from simulator.lie.nation import CONTEST
from simulator.lie.precinct import LYING_BOOTH, LyingPrecinct
from simulator.lie.steps import LIMIT, Steps
from simulator.people.provisioned import PRECINCT_NUMBER

THROWN = "31415926535897932384"  # the digits of the dice
_LEADS = (1, 2, 5, 10, 20)  # of the first line, in percent of all ballots, where other nations are measured
_SHORT_DAY = 2  # voters, where the gate is all that is shown
_SHORT_NATION = 18


class Say(Protocol):
    """Tell whoever watches."""

    def __call__(self, text: str, is_heading: bool = False) -> None:
        """One line, or what a chapter is called."""


class Story:
    """One run of it. folder: empty. voters, booths: of the precinct. precincts: of the nation around it."""

    def __init__(self, folder: Path, voters: int, booths: int, precincts: int, seed: int, say: Say) -> None:
        self.folder, self.voters, self.booths, self.precincts = folder, voters, booths, precincts
        self.seed, self.say = seed, say
        self.steps = Steps(folder, say)

    def images_that_are_seen(self) -> None:
        """In another precinct: an altered image that is not signed, and one that is signed and not registered."""
        folder = self.folder / "seen"
        folder.mkdir()
        precinct = LyingPrecinct.prepared(folder, _SHORT_DAY, 1, self.seed)
        self.say(f"An altered image: {Altered.UNSIGNED}.", True)
        precinct.alter(Altered.UNSIGNED)
        self.say(f"The booth does not start: {precinct.does_not_start()}")
        self.say(f"An altered image: {Altered.SIGNED}.", True)
        precinct.alter(Altered.SIGNED)
        precinct.live(is_tested=False)
        made = nation.around(folder, precinct.published, 0, 1, precinct.election, _SHORT_NATION, 1, self.seed)
        assert Steps(folder, self.say).publish(made.folder) == MISMATCH, "the gate let an image pass"
        self.say("The booth's slips name it, and the gate stays closed.")

    def day(self, is_tested: bool) -> None:
        """The booth lies, and denies it. is_tested: there is a test before the day."""
        self.say(f"Precinct {PRECINCT_NUMBER}: {self.voters} voters, a desk, booths: {self.booths}.", True)
        precinct = self.precinct = LyingPrecinct.prepared(self.folder, self.voters, self.booths, self.seed)
        options = precinct.election.contests[CONTEST].options
        self.lines = [option.id for option in options]
        self.names = [option.names["en"] for option in options]
        self.say(f"An altered image: {Altered.DENIES}.", True)
        self.precinct.alter(Altered.DENIES)
        favoured = self.names[FAVOURED]
        self.say(
            f"Booth {LYING_BOOTH} prints what voters choose, and seals {favoured} for every {EVERY}rd other voter."
        )
        report = self.precinct.live(is_tested)
        if is_tested:
            self.say("The test before the day agreed: it lies on the day of voting alone.")
        assert report.verdict == "agrees", report.first_bad
        good = sum(finding.level == "good" for finding in report.findings)
        self.say(f"Slips, both chips of each cartridge, sums, proofs, equations, receipt: {good} checks, all agree.")

    def result_is_published(self) -> None:
        """Nothing that is electronic shows it; the nation's outcome is wrong by this one booth."""
        self.say("The nation's result is published and verified.", True)
        published, paper = self.precinct.published, self.precinct.counted_by_hand()
        gained = published[FAVOURED] - paper[FAVOURED]
        assert gained > 0, "nobody was lied to: let more voters come"
        rival = max((one for one in range(len(paper)) if one != FAVOURED), key=lambda one: paper[one] - published[one])
        made = self.nation = nation.around(
            self.folder, published, FAVOURED, rival, self.precinct.election, self.precincts, gained, self.seed
        )
        self.paper = {**made.made_up, PRECINCT_NUMBER: paper}
        assert self.steps.publish(made.folder) == 0, "the gate saw something"
        assert self.steps.tamga("verify", self.steps.served) == 0, "verifying found something"
        found, self.digest = nation_of(self.steps.served)
        self.part = Sitting.of(found, self._contest, 1, percent(LIMIT))
        self.say(f"{self.names[FAVOURED]} leads by {gained} votes; on paper {self.names[rival]} won.")

    def paper_is_counted(self) -> None:
        """Precincts are drawn; what lies in this one's box is not what was published."""
        self.say("The audit: digits are thrown in public, precincts are drawn, paper is counted by hand.", True)
        assert self.steps.draw(self._contest, THROWN) == 0, "nothing was drawn"
        assert PRECINCT_NUMBER in self.steps.drawn(), "this audit did not draw the precinct; begin anew"
        assert self.steps.count(self.lines, self.paper) == MISMATCH, "the count does not differ"

    def flash_is_read_back(self) -> None:
        """The booth's flash is not what its slips said."""
        self.say("The precinct's terminals are read back.", True)
        status = self.steps.read_back(PRECINCT_NUMBER, self.precinct.terminals)
        assert status == MISMATCH, "its flash is as registered"

    def others_count_again(self) -> None:
        """The second count differs, too; the commission rules, and everything is published."""
        self.say("Two other persons count again, and the commission rules.", True)
        again = {**self.paper, PRECINCT_NUMBER: self.precinct.counted_by_hand()}
        assert self.steps.count_again(self.lines, again) == MISMATCH, "the second count does not differ"
        for act, reason in (
            ("order_recount", "Ballot slips and terminals differ."),
            ("annul", "A booth has sealed other votes than it printed."),
        ):
            assert self.steps.rule(self.nation.folder, PRECINCT_NUMBER, act, reason) == 0, f"{act} was refused"
        assert self.steps.publish(self.nation.folder, self.steps.audit) == 0, "the ruling cannot be published"

    def measured(self, audits: int) -> list[Share]:
        """Many audits: of the first publication, and of nations whose first line leads by more."""
        self.say(f"{audits:,} audits of each nation, limit {LIMIT} %, each with other digits.", True)
        shares = [measured(self.part, self.paper, PRECINCT_NUMBER, audits, self.digest)]
        ballots = sum(self.part.reported.ballots.values())
        for lead in (ballots * part // 100 for part in _LEADS):
            one = with_lead(self.part, self.paper, PRECINCT_NUMBER, lead)
            shares.append(measured(*one, PRECINCT_NUMBER, audits, self.digest))
        return shares

    @property
    def _contest(self) -> str:
        return self.precinct.election.contests[CONTEST].id
