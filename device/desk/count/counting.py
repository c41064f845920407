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


def _is_whole(sealed: payloads.SealedTotals) -> bool:
    """True if the totals and counts have the right types: a signature proves only who made them."""
    return isinstance(sealed.totals, bytes) and all(
        type(count) is int and 0 <= count < 1 << 32 for count in sealed.tally
    )


class Counting:
    """One count of the booths' sealed totals."""

    def __init__(self, desk):
        self.desk, self.terminal = desk, desk.terminal
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        self._booths: dict[int, payloads.BoothLine] = {}  # by number
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
        counts, opening = opened
        return [self._booths[number] for number in sorted(self._booths)], counts, opening

    # --- the booths ---------------------------------------------------------------------------------------------

    async def _read_totals(self) -> bool:
        booths = [booth.number for booth in self.terminal.poll.precinct.booths]
        while len(self._booths) < len(booths):
            missing = ", ".join(str(number) for number in booths if number not in self._booths)
            hints = [self.texts("totals_missing", missing)]
            kind, _ = await read(self.terminal, self.texts("totals_show"), {payloads.SEALED_TOTALS: self._take}, hints)
            if kind != payloads.SEALED_TOTALS:
                return False
        return True

    def _take(self, data: bytes):
        """Add the sealed totals of one booth, once per booth. True or `Refused`."""
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
        if sealed.booth in self._booths:
            return Refused("booth_again")
        if not _is_whole(sealed) or len(sealed.totals) != elgamal.COMPRESSED_SIZE * sum(
            len(contest.options) + contest.votes_allowed for contest in poll.contests
        ):
            return Refused("code_damaged")
        self.dialog.show(self.texts("totals_show"), [self.texts("please_wait")])
        sums = self._added(sealed.totals)
        if None in sums:
            return Refused("totals_bad", sealed.booth)  # the signature shows that this booth made them
        self._sums = sums  # type: ignore[assignment]  # none of them is None
        issued = self.desk.check_ins.issued[sealed.booth - 1].marked()
        cast, spoiled, spent = sealed.tally
        digest = sha256(data).digest()
        self._booths[sealed.booth] = payloads.BoothLine(sealed.booth, cast, spoiled, spent, digest, issued)
        try:
            self.desk.keep("totals", data, sealed.booth)  # for the centre
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
        most = sum(min(self._booths[booth.number].cast, booth.slots) for booth in poll.precinct.booths)
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
