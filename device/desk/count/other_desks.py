"""The other desks' reports, read from paper by the first desk before it counts, and kept beside the booths' totals.

Each is counted once, whenever and as often as it is shown. A protocol has a line for every desk of the precinct; one
without a report is said to be dead by chair and member, who give the reason like that of any other breach. If it comes
back, a correction takes its report.
"""

from hashlib import sha256

from desk.booth_openings import check_zero
from desk.recorded import counts
from formats import cose, payloads
from formats.refused import Refused
from terminal.reading import read

_FILE = "report"
_MOST = 1 << 32


def kept(desk, number: int) -> tuple[payloads.DeskReport, bytes] | None:
    """(report, SHA-256 of the object) of another desk that is stored and right, or None. number: of the desk."""
    data = desk.kept(_FILE, number)
    said = None if data is None else check(desk, data)
    return None if data is None or isinstance(said, Refused) or said.desk != number else (said, sha256(data).digest())


def reports(desk) -> list[payloads.DeskReport]:
    """Those of the other desks that are there."""
    found = [kept(desk, one.number) for one in desk.terminal.poll.desks[1:]]
    return [one[0] for one in found if one]


async def lines(desk) -> list[payloads.DeskLine]:
    """A protocol's line for each of several desks."""
    found = [payloads.DeskLine(1, None, *await counts(desk))]
    for one in desk.terminal.poll.desks[1:]:
        report, digest = kept(desk, one.number) or (None, None)
        numbers = tuple(report.counts) if report else (0,) * (len(found[0]) - 2)
        found.append(payloads.DeskLine(one.number, digest, *numbers))
    return found


def accounts(desk) -> list[payloads.Account]:
    """The accounts of all members at all desks, by desk and holder."""
    found = desk.accounts.lines(desk)
    for report in reports(desk):
        found += report.accounts
    return found


async def lines_and_accounts(desk) -> tuple:
    """What a protocol has of several desks."""
    return await lines(desk), accounts(desk)


def check(desk, data: bytes) -> payloads.DeskReport | Refused:
    """The report of another desk of this poll and of the opening that is known here, or why it is refused."""
    terminal, claimed = desk.terminal, cose.peek1(data)
    poll = terminal.poll
    signer = claimed and poll.desk_of(claimed[0])
    report = terminal.verified(data, payloads.DESK_REPORT, signer.public_key if signer else poll.precinct.desk)
    if isinstance(report, Refused):
        return report
    if signer.number == 1 or report.desk != signer.number or not _is_sound(report, len(poll.styles)):
        return Refused("code_damaged")
    newest = desk.booth_openings.newest(poll.terminal_of(report.desk))
    if newest is None:
        return Refused("report_no_zero", report.desk)
    if newest[1] != report.opening:
        return Refused("report_other")
    for line in report.booths:
        if desk.booth_openings.place(line.booth, line.opening) is None:
            return Refused("report_no_booth", line.booth)
    return report


def _is_sound(report: payloads.DeskReport, styles: int) -> bool:
    """True if all numbers are numbers: a signature proves only who made it."""
    numbers = list(report.counts) + [number for line in report.booths for number in (line.booth,) + line[2:]]
    numbers += [number for line in report.accounts for number in line]
    if any([line.desk != report.desk for line in report.accounts]):
        return False
    papers = report.styles or []
    if not isinstance(papers, list) or len(papers) != styles:
        return False
    if not all([isinstance(one, list) and len(one) == 2 for one in papers]):
        return False
    numbers += [number for one in papers for number in one]
    return all([type(number) is int and 0 <= number < _MOST for number in numbers])


class Reading:
    """One reading of the reports. dead: numbers of desks that have none, as chair and member say.

    booths: in a correction, the `BoothLine`s of the protocol before: of no other opening are there totals.
    """

    def __init__(self, desk, booths: list | None = None):
        self.desk, self.terminal, self._booths = desk, desk.terminal, booths
        self.texts = desk.terminal.texts
        self._dead: list[int] = []

    async def run(self) -> bool:
        """True when every other desk has a report here or is said to be dead; False if they gave up."""
        title = self.texts("report_show")
        checks = {payloads.DESK_REPORT: self._take, payloads.ZERO_REPORT: self._opened}
        while True:
            missing = self._missing()
            if not missing:
                return True
            hints = [self.texts("reports_missing", ", ".join(map(str, missing)))]
            kind, _ = await read(self.terminal, title, checks, hints)
            if kind not in checks and (self._booths is not None or not await self._say_dead(title, missing)):
                return False

    def _missing(self) -> list[int]:
        numbers = [one.number for one in self.terminal.poll.desks[1:] if one.number not in self._dead]
        return [number for number in numbers if kept(self.desk, number) is None]

    def _take(self, data: bytes):
        report = check(self.desk, data)
        if isinstance(report, Refused):
            return report
        if kept(self.desk, report.desk):
            return Refused("report_again")
        for line in report.booths:
            if self._booths is not None and line.issued and line.opening not in [one.opening for one in self._booths]:
                return Refused("report_no_booth", line.booth)
        self.desk.keep(_FILE, data, report.desk)
        return True

    def _opened(self, data: bytes):
        """A zero report that this desk has not seen yet: of another desk, or of a booth where that desk sent voters."""
        desk, report = self.desk, check_zero(self.desk, data)
        if isinstance(report, Refused):
            return report
        if desk.booth_openings.place(report.terminal, report.opening) is None:
            booth = self.terminal.poll.booth(report.terminal)
            if booth and self._booths is not None:
                return Refused("report_no_booth", booth.number)
            issued = desk.check_ins.issued[report.terminal - 1].marked() if booth else 0
            if not desk.booth_openings.add(self.terminal.event_log, report, issued):
                return Refused("chip_failed")
        return True

    async def _say_dead(self, title: str, missing: list[int]) -> bool:
        """Ask which desk is dead and has no report. False if they gave up the count instead."""
        chosen = await self.terminal.dialog.choose(title, [self.texts("desk_dead", number) for number in missing])
        if chosen < 0:
            return False
        self.terminal.log("desk_dead", missing[chosen])
        self._dead.append(missing[chosen])
        return True


def collect(desk):
    """A visit: see that the reports of the other desks are here."""
    return Reading(desk).run()


async def came(desk, before: payloads.Protocol) -> list[payloads.BoothLine] | None:
    """A visit: take reports of desks that were dead for the protocol before, and are there for its correction.

    Returns its `BoothLine`s with the slips that these desks gave; None if another report is not as it was counted.
    """
    dead = [line.desk for line in before.desks[1:] if line.report is None]
    if dead:
        await Reading(desk, before.booths).run()
    for old, now in zip(before.desks, await lines(desk)):
        if old != now and old.desk not in dead:
            return None
    found, given = [], []
    for number in dead:
        report, _ = kept(desk, number) or (None, None)
        given += report.booths if report else []
    for line in before.booths:
        issued = line.issued + sum([more.issued for more in given if more.opening == line.opening])
        numbers = line.booth, line.cast, line.spoiled, line.spent, line.totals, issued, line.opening
        found.append(payloads.BoothLine(*numbers, line.challenged, line.cancelled))
    return found
