"""From the booths' sealed totals to electronic votes: read k key cards, open the sums, and prove the result."""

import asyncio
from hashlib import sha256

import memory
from formats import payloads
from formats.refused import Refused
from screens.answers import YES
from terminal.reading import read

_PAIR_BYTES = 64
_SUM_OF_NOTHING = (b"\1" + bytes(31)) * 2  # twice the identity, compressed


def _is_whole(sealed: payloads.SealedTotals) -> bool:
    """True if the totals and counts have the right types: a signature proves only who made them."""
    return isinstance(sealed.totals, bytes) and all(
        type(count) is int and 0 <= count < 1 << 32 for count in sealed.tally
    )


def _are_of(styles, cast: int, count: int) -> bool:
    """True if ballots of each style are that many, and together all of them; without styles, that there are none."""
    if not count:
        return styles is None
    is_list = isinstance(styles, list) and len(styles) == count
    return is_list and all([type(one) is int and one >= 0 for one in styles]) and sum(styles) == cast


def _openings(desk) -> dict[tuple[int, bytes], tuple[int, int]]:
    """(number, slips issued) of the openings whose totals are counted, by (booth, identity).

    An earlier opening that no slip was issued for has no ballots, and perhaps never stood.
    """
    found, elsewhere = {}, _given_elsewhere(desk) if len(desk.terminal.poll.desks) > 1 else {}
    for booth in desk.terminal.poll.precinct.booths:
        known = desk.booth_openings.of(booth.number, desk.check_ins.issued[booth.number - 1].marked())
        for at, (number, identity, issued) in enumerate(known):
            issued += elsewhere.get((booth.number, identity), 0)
            if issued or at == len(known) - 1:
                found[booth.number, identity] = number, issued
    return found


def _given_elsewhere(desk) -> dict[tuple[int, bytes], int]:
    """Slips that the other desks issued, by (booth, identity)."""
    return memory.glance(_of_reports, desk)


def _of_reports(desk) -> dict:
    from desk.count.other_desks import reports

    found: dict[tuple[int, bytes], int] = {}
    for report in reports(desk):
        for line in report.booths:
            place = line.booth, line.opening
            found[place] = found.get(place, 0) + line.issued
    return found


class Counting:
    """One count of the booths' sealed totals."""

    def __init__(self, desk):
        self.desk, self.terminal = desk, desk.terminal
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        self._wanted = wanted = _openings(desk)
        self._order = sorted(wanted, key=lambda opening: (opening[0], wanted[opening][0]))  # a dict here has none
        self._lines: dict[tuple[int, bytes], payloads.BoothLine] = {}
        self._sums: list[bytes] = []  # 64 bytes per position; as integers the points would fill the heap
        self._bad: dict[tuple[int, bytes], bytes] = {}  # SHA-256 of totals that a booth signed and that are no totals
        self._left_out: list[payloads.LeftOut] = []
        self._styles: dict[tuple[int, bytes], list[int]] = {}  # ballots cast of each style, where there are styles

    async def run(self) -> tuple | None:
        """(booths, electronic, proof, booths left out, ballots of each style) of a protocol.

        None if they gave up, or the sums did not open.
        """
        self.terminal.log("count_began")
        await self.terminal.poll.contests.learn_shape()
        if not await self._read_totals():
            return None
        while True:
            await asyncio.sleep_ms(0)
            secret = await memory.visit(_key_cards, self.terminal)
            if secret is None:
                memory.scrub()  # shares read before they gave up
                return None
            self.dialog.show(self.texts("count"), [self.texts("opening_sums")])
            lines = [self._lines[opening] for opening in self._order]
            opened = await memory.visit(
                _open, self.desk, secret, self._sums, lines, self._left_out, self.terminal.poll.contests.shape()
            )
            del secret
            await asyncio.sleep_ms(0)
            memory.scrub()
            await asyncio.sleep_ms(0)
            if isinstance(opened, tuple):
                counts, proof = opened
                return lines, counts, proof, self._left_out or None, self._by_style()
            if isinstance(opened, int):
                self.terminal.log("count_failed", opened)
                words = [self.texts("sums_not_open"), self.texts("call_technician")]
                await self.dialog.message(self.texts("count"), words)
                return None
            if not await self._agreed(opened[0]):
                return None

    def _by_style(self) -> list[int] | None:
        """Ballots of each style in the sums; None in an election without styles."""
        return [sum([of[at] for of in self._styles.values()]) for at in range(self._style_count())] or None

    def _style_count(self) -> int:
        return len(self.terminal.poll.styles)

    # --- the booths ---------------------------------------------------------------------------------------------

    async def _read_totals(self) -> bool:
        """Read one sealed total of each opening, or hear that there is none. False if they gave up."""
        while len(self._lines) < len(self._wanted):
            missing = ", ".join(self._label(opening) for opening in self._missing())
            hints = [self.texts("totals_missing", missing)]
            kind, _ = await read(self.terminal, self.texts("totals_show"), {payloads.SEALED_TOTALS: self._take}, hints)
            if kind != payloads.SEALED_TOTALS and not await self._lost():
                return False
        if not self._sums:  # every cartridge is lost, every booth left out: nothing was cast that could be opened
            self._sums = [_SUM_OF_NOTHING] * self._positions()
        return True

    def _missing(self) -> list[tuple[int, bytes]]:
        return [opening for opening in self._order if opening not in self._lines]

    def _label(self, opening: tuple[int, bytes]) -> str:
        """The booth's number; with that of the opening if the booth has several."""
        several = [booth for booth, _ in self._wanted].count(opening[0]) > 1
        return "%d (№ %d)" % (opening[0], self._wanted[opening][0]) if several else str(opening[0])

    async def _lost(self) -> bool:
        """Ask which opening has no totals that count, because its cartridge is lost or its totals are none.

        Its slips are counted by hand. False if they gave up the count instead.
        """
        missing = self._missing()
        lines = [
            self.texts("leave_out" if opening in self._bad else "totals_lost", self._label(opening))
            for opening in missing
        ]
        chosen = await self.dialog.choose(self.texts("totals_show"), lines)
        if chosen < 0:
            return False
        opening = missing[chosen]
        if opening in self._bad:
            self._leave_out(payloads.LeftOut(opening[0], opening[1], None, None, None, None), self._bad[opening])
        else:
            self.terminal.log("totals_lost", opening[0], opening[1])
            self._lines[opening] = self._empty(opening, None)
        return True

    def _empty(self, opening: tuple[int, bytes], totals: bytes | None) -> payloads.BoothLine:
        """The line of an opening that counts nothing. totals: SHA-256 of what its booth signed, or None."""
        return payloads.BoothLine(opening[0], 0, 0, 0, totals, self._wanted[opening][1], opening[1], 0, 0)

    def _leave_out(self, left_out: payloads.LeftOut, totals: bytes) -> None:
        """From here on the booth's slips are counted by hand. totals: SHA-256 of what it signed."""
        opening = left_out.booth, left_out.opening
        self.terminal.log("booth_left_out", left_out.booth, left_out.opening)
        self._lines[opening] = self._empty(opening, totals)
        self._styles.pop(opening, None)
        self._left_out.append(left_out)

    async def _agreed(self, left_out: payloads.LeftOut) -> bool:
        """Name the booth whose totals hold no votes, and ask whether to go on without it: the key cards say so then."""
        opening = left_out.booth, left_out.opening
        if await self.dialog.confirm(self.texts("count"), [self.texts("leave_out_text", self._label(opening))]) != YES:
            return False
        digest = self._lines[opening].totals
        signed = self.desk.kept("totals", self._order.index(opening) + 1)
        if signed is None or sha256(signed).digest() != digest:
            self.terminal.log("memory_trouble")  # they were whole a moment ago, when this booth was named
            return False
        self._sums = await memory.visit(_without, self._sums, signed)
        self._leave_out(left_out, digest)
        return True

    def _positions(self) -> int:
        return sum([positions for positions, _ in self.terminal.poll.contests.shape()])

    async def _take(self, data: bytes):
        """Add the sealed totals of one opening of a booth, once per opening. True or `Refused`."""
        poll = self.terminal.poll
        sealed = refused = None
        for booth in poll.precinct.booths:
            found = self.terminal.verified(data, payloads.SEALED_TOTALS, booth.public_key)
            if isinstance(found, Refused):
                refused = refused or found
            elif found.booth == booth.number:
                sealed = found
            await asyncio.sleep_ms(0)  # each is a signature
        if sealed is None:
            return refused or Refused("unknown_booth")
        opening = sealed.booth, sealed.opening
        if opening in self._lines:
            return Refused("booth_again")
        if opening not in self._wanted:
            return Refused("totals_other")
        if not _is_whole(sealed):
            return Refused("code_damaged")
        self.dialog.show(self.texts("totals_show"), [self.texts("please_wait")])
        cast, spoiled, spent, challenged, cancelled = sealed.tally
        digest, issued = sha256(data).digest(), self._wanted[opening][1]
        sums = None
        slots = poll.booth(sealed.booth).slots
        adds_up = cast + cancelled <= spent <= slots and cast + spoiled + challenged <= 2 * slots
        adds_up = adds_up and _are_of(sealed.styles, cast, self._style_count())
        if adds_up and len(sealed.totals) == _PAIR_BYTES * self._positions():
            sums = await memory.visit(_added, self._sums, sealed.totals)
        if sums is None:
            self._bad[opening] = digest  # the signature shows that this booth made them
            self._store(data, opening)
            return Refused("totals_bad", sealed.booth)
        self._sums = sums
        self._lines[opening] = payloads.BoothLine(
            sealed.booth, cast, spoiled, spent, digest, issued, sealed.opening, challenged, cancelled
        )
        if sealed.styles:
            self._styles[opening] = sealed.styles
        self._bad.pop(opening, None)
        self._store(data, opening)
        return True

    def _store(self, data: bytes, opening: tuple[int, bytes]) -> None:
        """Keep totals for the centre, and to look into them if the sums do not open."""
        try:
            self.desk.keep("totals", data, self._order.index(opening) + 1)
        except OSError:
            self.terminal.log("memory_trouble")  # the count goes on: the totals are on paper, too


async def _open(*arguments):
    with memory.Loading():
        import crypto.discrete_log  # noqa: F401
    await asyncio.sleep_ms(0)  # loading is three pieces
    with memory.Loading():
        import desk.count.proof  # noqa: F401
    await asyncio.sleep_ms(0)
    with memory.Loading():
        from desk.count.opening_sums import opened
    await asyncio.sleep_ms(0)
    return await opened(*arguments)


def _without(sums: list[bytes], signed: bytes):
    from desk.count.sums import without
    from formats import cose

    return without(sums, payloads.decode(payloads.SEALED_TOTALS, cose.payload_of(signed)).totals)


def _added(sums: list[bytes], totals: bytes):
    from desk.count.sums import added

    return added(sums, totals)


def _key_cards(terminal):
    from desk.count.key_cards import KeyCards

    return KeyCards(terminal).secret()
