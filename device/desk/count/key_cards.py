"""Combine the precinct's key from k key cards with their PINs. It exists in memory for seconds only."""

from crypto.curve import base_table, compress, decompress
from crypto.shamir import combine, fits
from formats import payloads
from formats.encrypted import decrypt0, peek0
from formats.refused import Refused
from terminal.born_key import take
from terminal.officials import Officials, card_key
from terminal.reading import read

_HINTS = -70001
# Limits, since anybody can print a header: more rounds take longer than the watchdog waits, and the count is lost.
_MOST_SHARES, _MOST_ITERATIONS = 15, 10_000


def _is_whole(header: payloads.KeyCardHeader) -> bool:
    numbers = header.index, header.k, header.n, header.iterations
    if not all(isinstance(number, int) for number in numbers) or not isinstance(header.salt, bytes):
        return False
    index, k, n, iterations = numbers
    return 0 < index <= n <= _MOST_SHARES and 0 < k <= n and 0 < iterations <= _MOST_ITERATIONS


class KeyCards:
    """Collects the shares."""

    def __init__(self, terminal):
        self.terminal = terminal
        self._officials = Officials(terminal)
        self._shares = {}

    async def secret(self) -> int | None:
        """The secret key; None if the commission gave up or the key does not match the precinct's public key.

        Wrong cards and PINs are reported and asked for again.
        """
        terminal, texts = self.terminal, self.terminal.texts
        if terminal.poll.key is None and not await take(terminal, 0):
            return None
        needed, of = 1, None
        while len(self._shares) < needed:
            title = texts("key_card_show", len(self._shares) + 1, needed if of else "?")
            kind, card = await read(terminal, title, {payloads.KEY_CARD: self._check}, [texts("key_card_next")])
            if kind != payloads.KEY_CARD:
                return None
            data, header = card
            needed, of = header.k, header.n
            share = await self._officials.pin(
                title, lambda pin, data=data, header=header: self._unlock(data, header, pin)
            )
            if share is None:
                continue
            scalar = int.from_bytes(share, "little")
            if self._is_ours(header.index, scalar):
                self._shares[header.index] = scalar
            else:
                terminal.refuse("key_card_other")
                await terminal.dialog.message(title, [texts("key_card_other", header.index)])
        secret = combine(list(self._shares.items()))
        self._shares.clear()
        if compress(base_table().multiply(secret)) == terminal.poll.key:
            return secret
        terminal.refuse("key_wrong")
        await terminal.dialog.message(texts("count"), [texts("key_wrong")])
        return None

    def _is_ours(self, index: int, share: int) -> bool:
        """Does a share belong to the key? Only a key that was born in the precinct has commitments to tell by."""
        slip = self.terminal.poll.key_slip
        return slip is None or fits([decompress(point) for point in slip.commitments], index, share)

    def _check(self, data: bytes):
        """(object, header) of a key card of this election that has not been used yet, or `Refused`."""
        protected = peek0(data)
        header = payloads.of_kind(payloads.KEY_CARD, protected.get(_HINTS) if protected else None)
        if isinstance(header, Refused) or not _is_whole(header):
            return Refused("key_card_wrong")
        problem = self.terminal.poll.mismatch(header)
        if problem:
            return problem
        return Refused("card_same") if header.index in self._shares else (data, header)

    def _unlock(self, data: bytes, header: payloads.KeyCardHeader, pin: str) -> bytes | None:
        key = card_key(self.terminal.poll.secrets.card_secret, pin, header.salt, header.iterations)
        return decrypt0(data, key)
