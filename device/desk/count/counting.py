"""From the booths' sealed totals to electronic votes: read k key cards, open the sums, and prove the result."""

from hashlib import sha256

import memory
from crypto import elgamal
from drivers import processor
from formats import payloads
from formats.refused import Refused
from terminal.reading import read

# Details of count_failed: a sum does not decrypt to a plausible count; the proof does not verify.
NOT_SMALL, NOT_PROVED = 1, 2
_SUM_OF_NOTHING = (b"\1" + bytes(31)) * 2  # twice the identity, compressed


def _is_whole(sealed: payloads.SealedTotals) -> bool:
    """True if the totals and counts have the right types: a signature proves only who made them."""
    return isinstance(sealed.totals, bytes) and all(
        type(count) is int and 0 <= count < 1 << 32 for count in sealed.tally
    )


def _openings(desk) -> dict[tuple[int, bytes], tuple[int, int]]:
    """(number, slips issued) of the openings whose totals are counted, by (booth, identity).

    An earlier opening that no slip was issued for has no ballots, and perhaps never stood.
    """
    found = {}
    for booth in desk.terminal.poll.precinct.booths:
        known = desk.booth_openings.of(booth.number, desk.check_ins.issued[booth.number - 1].marked())
        for at, (number, identity, issued) in enumerate(known):
            if issued or at == len(known) - 1:
                found[booth.number, identity] = number, issued
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

    async def run(self) -> tuple | None:
        """(booths, electronic, proof) of a protocol; None if the commission gave up or the sums did not open."""
        self.terminal.log("count_began")
        if not await self._read_totals():
            return None
        secret = await memory.visit(_key_cards, self.terminal)
        if secret is None:
            memory.scrub()  # shares read before they gave up
            return None
        self.dialog.show(self.texts("count"), [self.texts("opening_sums")])
        opened = memory.glance(self._open, secret)
        del secret
        memory.scrub()
        if isinstance(opened, int):
            self.terminal.log("count_failed", opened)
            words = [self.texts("sums_not_open"), self.texts("call_technician")]
            await self.dialog.message(self.texts("count"), words)
            return None
        counts, proof = opened
        return [self._lines[opening] for opening in self._order], counts, proof

    # --- the booths ---------------------------------------------------------------------------------------------

    async def _read_totals(self) -> bool:
        """Read one sealed total of each opening, or hear that there is none. False if they gave up."""
        while len(self._lines) < len(self._wanted):
            missing = ", ".join(self._label(opening) for opening in self._missing())
            hints = [self.texts("totals_missing", missing)]
            kind, _ = await read(self.terminal, self.texts("totals_show"), {payloads.SEALED_TOTALS: self._take}, hints)
            if kind != payloads.SEALED_TOTALS and not await self._lost():
                return False
        if not self._sums:  # every cartridge is lost: nothing was cast that could be opened
            self._sums = [_SUM_OF_NOTHING] * self._positions()
        return True

    def _missing(self) -> list[tuple[int, bytes]]:
        return [opening for opening in self._order if opening not in self._lines]

    def _label(self, opening: tuple[int, bytes]) -> str:
        """The booth's number; with that of the opening if the booth has several."""
        several = [booth for booth, _ in self._wanted].count(opening[0]) > 1
        return "%d (№ %d)" % (opening[0], self._wanted[opening][0]) if several else str(opening[0])

    async def _lost(self) -> bool:
        """Ask which opening has no totals, because its cartridge is lost: its slips are counted by hand.

        False if they gave up the count instead.
        """
        missing = self._missing()
        lines = [self.texts("totals_lost", self._label(opening)) for opening in missing]
        chosen = await self.dialog.choose(self.texts("totals_show"), lines)
        if chosen < 0:
            return False
        booth, identity = missing[chosen]
        self.terminal.log("totals_lost", booth, identity)
        self._lines[booth, identity] = payloads.BoothLine(
            booth, 0, 0, 0, None, self._wanted[booth, identity][1], identity, 0
        )
        return True

    def _positions(self) -> int:
        return sum(len(contest.options) + contest.votes_allowed for contest in self.terminal.poll.contests)

    def _take(self, data: bytes):
        """Add the sealed totals of one opening of a booth, once per opening. True or `Refused`."""
        poll = self.terminal.poll
        sealed = refused = None
        for booth in poll.precinct.booths:
            found = self.terminal.verified(data, payloads.SEALED_TOTALS, booth.public_key)
            if isinstance(found, Refused):
                refused = refused or found
            elif found.booth == booth.number:
                sealed = found
        if sealed is None:
            return refused or Refused("unknown_booth")
        opening = sealed.booth, sealed.opening
        if opening in self._lines:
            return Refused("booth_again")
        if opening not in self._wanted:
            return Refused("totals_other")
        if not _is_whole(sealed) or len(sealed.totals) != elgamal.COMPRESSED_SIZE * self._positions():
            return Refused("code_damaged")
        self.dialog.show(self.texts("totals_show"), [self.texts("please_wait")])
        sums = self._added(sealed.totals)
        if None in sums:
            return Refused("totals_bad", sealed.booth)  # the signature shows that this booth made them
        self._sums = sums  # type: ignore[assignment]  # none of them is None
        cast, spoiled, spent, challenged, _ = sealed.tally
        digest, issued = sha256(data).digest(), self._wanted[opening][1]
        self._lines[opening] = payloads.BoothLine(
            sealed.booth, cast, spoiled, spent, digest, issued, sealed.opening, challenged
        )
        try:
            self.desk.keep("totals", data, self._order.index(opening) + 1)  # for the centre
        except OSError:
            self.terminal.log("memory_trouble")  # the count goes on: the totals are on paper, too
        return True

    def _added(self, totals: bytes) -> list[bytes | None]:
        """The sums with one booth's totals added, 64 bytes per position; None for an invalid ciphertext.

        Points outside the prime-order subgroup are found here, while their booth can be named: in the sum over all
        booths they could not be attributed.
        """
        sums = []
        for position, at in enumerate(range(0, len(totals), elgamal.COMPRESSED_SIZE)):
            ciphertext = elgamal.from_compressed(totals[at : at + elgamal.COMPRESSED_SIZE])
            processor.step()
            if ciphertext is not None and not elgamal.is_sound(ciphertext):
                ciphertext = None
            if ciphertext is not None and self._sums:
                ciphertext = elgamal.add_ciphertexts(ciphertext, elgamal.from_compressed(self._sums[position]))
            sums.append(None if ciphertext is None else elgamal.to_compressed(ciphertext))
        return sums

    # --- opening ------------------------------------------------------------------------------------------------

    def _open(self, secret: int) -> tuple[list, bytes] | int:
        """(counts per contest and position, proof); NOT_SMALL or NOT_PROVED if a booth sealed an invalid sum.

        Only the sums over all booths are opened, never one booth's, so the faulty booth cannot be named.
        """
        from crypto.discrete_log import open_sum
        from desk.count import proof

        memory.usual()
        poll, terminal = self.terminal.poll, self.terminal
        # A booth may claim any number; without the limit of its slots the search could take days.
        most = sum(min(line.cast, poll.booth(line.booth).slots) for line in self._lines.values())
        counts = []
        for number, ciphertext in enumerate(self._sums):
            self.dialog.show(self.texts("opening_sums"), [self.texts("progress", number + 1, len(self._sums))])
            processor.step()
            count = open_sum(secret, elgamal.from_compressed(ciphertext), most)
            if count is None:
                return NOT_SMALL
            counts.append(count)
        public = poll.precinct.key
        about = proof.transcript(poll.election_hash, poll.precinct_number, poll.mode, public, self._sums, counts)
        processor.step()
        opening = proof.prove(about, secret, self._sums, terminal.drbg.generate(32))
        processor.step()
        if not proof.verify(about, opening, public, self._sums, counts):
            return NOT_PROVED
        by_contest, at = [], 0
        for contest in poll.contests:
            positions = len(contest.options) + contest.votes_allowed
            by_contest.append(counts[at : at + positions])
            at += positions
        return by_contest, opening


def _key_cards(terminal):
    from desk.count.key_cards import KeyCards

    return KeyCards(terminal).secret()
