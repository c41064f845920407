"""From the booths' sealed totals to electronic votes: k key cards, the opened sums, and the proof of them."""

from hashlib import sha256

import memory
from crypto import elgamal
from formats.election import BOOTHS, OPTIONS, PRECINCT_KEY, VOTES_ALLOWED
from terminal.reading import read

TERMINAL, COUNTS, SUMS = 4, 5, 6
NOT_SMALL, NOT_PROVED = 1, 2  # details of count_failed: a sum holds no number of ballots; the proof does not hold


def _is_whole(payload: dict) -> bool:
    """Whether three counts and a byte string stand where they have to: a signature says only whose they are."""
    counts = payload.get(COUNTS)
    if not isinstance(counts, list) or len(counts) != 3 or not isinstance(payload.get(SUMS), bytes):
        return False
    return all(type(count) is int and 0 <= count < 1 << 32 for count in counts)


class Counting:
    """One count of what the booths sealed."""

    def __init__(self, desk):
        self.desk, self.terminal = desk, desk.terminal
        self.dialog, self.texts = desk.terminal.dialog, desk.terminal.texts
        self._booths = {}  # number -> [number, cast, spoiled, spent, hash, slips issued for it]
        self._sums = []  # 64 bytes a position: points as integers would fill the heap

    async def run(self) -> dict | None:
        """Keys 4, 5 and 8 of a protocol (docs/formats.md, section 2); None when they gave up or nothing opened."""
        self.terminal.log("count_began")
        if not await self._read_totals():
            return None
        secret = await memory.visit(_key_cards, self.terminal)
        if secret is None:
            memory.scrub()  # shares that came before they gave up
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
        return {4: [self._booths[number] for number in sorted(self._booths)], 5: counts, 8: opening}

    # --- the booths ---------------------------------------------------------------------------------------------

    async def _read_totals(self) -> bool:
        booths = [booth[0] for booth in self.terminal.poll.precinct[BOOTHS]]
        while len(self._booths) < len(booths):
            missing = ", ".join(str(number) for number in booths if number not in self._booths)
            kind, _ = await read(
                self.terminal, self.texts("totals_show"), {"S": self._take}, [self.texts("totals_missing", missing)]
            )
            if kind != "S":
                return False
        return True

    def _take(self, data: bytes):
        """Add one booth's sealed totals, once; True or the reason why not."""
        poll = self.terminal.poll
        payload = None
        for number, public, _ in poll.precinct[BOOTHS]:
            found = self.terminal.verified(data, "S1", public)
            if isinstance(found, str):
                payload = payload or found
            elif found.get(TERMINAL) == number:
                payload = found
        if not isinstance(payload, dict):
            return payload or "unknown_booth"
        if payload[TERMINAL] in self._booths:
            return "booth_again"
        if not _is_whole(payload) or len(payload[SUMS]) != elgamal.COMPRESSED_SIZE * sum(
            len(c[OPTIONS]) + c[VOTES_ALLOWED] for c in poll.contests
        ):
            return "code_damaged"
        sums = self._added(payload[SUMS])
        if None in sums:
            return "code_damaged"
        self._sums = sums
        number = payload[TERMINAL]
        issued = self.desk.check_ins.issued[number - 1].marked()
        self._booths[number] = [number] + payload[COUNTS] + [sha256(data).digest(), issued]
        return True

    def _added(self, totals: bytes) -> list[bytes | None]:
        """The sums with one booth's more, 64 bytes a position; None for what is no ciphertext."""
        sums = []
        for position, at in enumerate(range(0, len(totals), elgamal.COMPRESSED_SIZE)):
            ciphertext = elgamal.from_compressed(totals[at : at + elgamal.COMPRESSED_SIZE])
            if ciphertext is not None and self._sums:
                ciphertext = elgamal.add_ciphertexts(ciphertext, elgamal.from_compressed(self._sums[position]))
            sums.append(None if ciphertext is None else elgamal.to_compressed(ciphertext))
        return sums

    # --- opening ------------------------------------------------------------------------------------------------

    def _open(self, secret: int) -> tuple[list, bytes] | int:
        """(counts of each contest's positions, proof), or NOT_SMALL or NOT_PROVED: some booth sealed what is no sum.

        Only sums over all booths are opened, no booth's own, so which one it was stays unknown.
        """
        from crypto.discrete_log import open_sum
        from desk.count import proof

        memory.usual()
        poll, terminal = self.terminal.poll, self.terminal
        # A booth may claim any number; beyond its slots the search would go on for days.
        most = sum(min(self._booths[number][1], slots) for number, _, slots in poll.precinct[BOOTHS])
        counts = []
        for number, ciphertext in enumerate(self._sums):
            self.dialog.show(self.texts("opening_sums"), [self.texts("progress", number + 1, len(self._sums))])
            count = open_sum(secret, elgamal.from_compressed(ciphertext), most)
            if count is None:
                return NOT_SMALL
            counts.append(count)
        public = poll.precinct[PRECINCT_KEY]
        about = proof.transcript(poll.election_hash, poll.precinct_number, poll.mode, public, self._sums, counts)
        opening = proof.prove(about, secret, self._sums, terminal.drbg.scalar())
        if not proof.verify(about, opening, public, self._sums, counts):
            return NOT_PROVED
        by_contest, at = [], 0
        for contest in poll.contests:
            positions = len(contest[OPTIONS]) + contest[VOTES_ALLOWED]
            by_contest.append(counts[at : at + positions])
            at += positions
        return by_contest, opening


def _key_cards(terminal):
    from desk.count.key_cards import KeyCards

    return KeyCards(terminal).secret()
