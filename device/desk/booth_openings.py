"""The openings of the booths that a desk knows, from their zero reports: slips are for the newest one.

They are logged on the desk's cartridge, and read from there at each boot. A booth's slips of an earlier opening are
void, so nobody is sent to a booth whose zero report was not shown. An opening ends when another one of its booth is
shown, or when chair and member end it here (desk/booth_ended.py).
"""

from formats import cose, payloads
from formats.refused import Refused
from storage.events import event_number
from storage.layout import IDENTITY_BYTES

_EVENT, _ENDED = event_number("booth_opened"), event_number("booth_ended")
_MOST = 1 << 16
_DESKS = 100  # terminals with higher numbers are desks: their openings are kept like those of booths


class BoothOpenings:
    """Openings by booth, each as (number, identity, slips issued for the booth before it)."""

    def __init__(self):
        self._known: dict[int, list[tuple[int, bytes, int]]] = {}
        self._ended: list[bytes] = []  # identities of those that were ended here

    def remember(self, event: int, detail: int, data: bytes) -> None:
        """Take up an entry of the event log. event, detail, data: of the entry."""
        if event == _EVENT:
            number, issued = (
                int.from_bytes(data[at : at + 2], "little") for at in (IDENTITY_BYTES, IDENTITY_BYTES + 2)
            )
            self._known.setdefault(detail, []).append((number, data[:IDENTITY_BYTES], issued))
        elif event == _ENDED:
            self._ended.append(data[:IDENTITY_BYTES])

    def add(self, log, report: payloads.ZeroReport, issued: int) -> bool:
        """Log and keep an opening. False if neither chip takes it.

        log: the event log.
        report: the booth's zero report, checked.
        issued: slips that were issued for the booth before.
        """
        return self._note(log, _EVENT, report.terminal, report.openings, report.opening, issued)

    def end(self, log, booth: int, issued: int) -> bool:
        """Log and keep that the newest opening of a booth has ended. False if neither chip takes it.

        log: the event log.
        issued: slips that were issued for the booth.
        """
        number, identity, _ = self.newest(booth)
        return self._note(log, _ENDED, booth, number, identity, issued)

    def _note(self, log, event: int, booth: int, number: int, identity: bytes, issued: int) -> bool:
        data = identity + number.to_bytes(2, "little") + issued.to_bytes(2, "little")
        added = log.add(event, booth, data)
        if added:
            self.remember(event, booth, data)
        return added

    def newest(self, booth: int) -> tuple[int, bytes, int] | None:
        """The opening of a booth that was shown last; None if no zero report of this booth was shown."""
        return self._known.get(booth, [None])[-1]

    def stands(self, booth: int) -> bool:
        """True if slips are given for the newest opening of a booth."""
        newest = self.newest(booth)
        return newest is not None and not self.was_ended(newest[1])

    def was_ended(self, identity: bytes) -> bool:
        """True if an opening was ended at this desk."""
        return identity in self._ended

    def place(self, booth: int, identity: bytes) -> int | None:
        """The place of an opening among those of its booth, from 0; None if it is not known."""
        known = [one for _, one, _ in self._known.get(booth, [])]
        return known.index(identity) if identity in known else None

    def has_ended(self) -> bool:
        """True if an opening of a booth has ended: its slips are void."""
        several = [booth for booth, known in self._known.items() if len(known) > 1]
        return bool(self._ended) or any([booth < _DESKS for booth in several])

    def has_passed(self, report: payloads.ZeroReport) -> bool:
        """True if this opening was known and has ended."""
        known = [identity for _, identity, _ in self._known.get(report.terminal, [])]
        return report.opening in known[:-1] or self.was_ended(report.opening)

    def of(self, booth: int, issued: int) -> list[tuple[int, bytes, int]]:
        """(number, identity, slips issued for it) of each opening of a booth. issued: slips for the booth so far."""
        known = self._known.get(booth, [])
        ends = [before for _, _, before in known[1:]] + [issued]
        return [(number, identity, end - before) for (number, identity, before), end in zip(known, ends)]


def check_zero(desk, data: bytes) -> payloads.ZeroReport | Refused:
    """The zero report of a booth of this poll, at the first desk of another desk, too, or why it is refused.

    data: the signed object.
    """
    terminal, claimed = desk.terminal, cose.peek1(data)
    signer = number = None
    for booth in terminal.poll.precinct.booths:
        if claimed and cose.key_id(booth.public_key) == claimed[0]:
            signer, number = booth, booth.number
    if signer is None and claimed and terminal.poll.desk == 1:
        signer = terminal.poll.desk_of(claimed[0])
        number = signer and terminal.poll.terminal_of(signer.number)
    if signer is None:
        return Refused("unknown_booth")
    report = terminal.verified(data, payloads.ZERO_REPORT, signer.public_key)
    if isinstance(report, Refused):
        return report
    if report.terminal != number or not _is_sound(report):
        return Refused("zero_damaged")
    newest = desk.booth_openings.newest(report.terminal)
    if newest and (report.openings < newest[0] or desk.booth_openings.has_passed(report)):
        return Refused("zero_older")
    return report


def _is_sound(report: payloads.ZeroReport) -> bool:
    """True if number and identity have the right form and nothing was counted: a signature proves only who made it."""
    is_opening = isinstance(report.opening, bytes) and len(report.opening) == IDENTITY_BYTES
    is_number = type(report.openings) is int and 0 < report.openings < _MOST
    return is_opening and is_number and all(count == 0 for count in report.tally)
