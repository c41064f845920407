"""The precinct's key, together for seconds: k cards with their PINs, checked against the public key, and let go."""

from crypto.curve import base_table, compress
from crypto.shamir import combine
from formats.election import PRECINCT_KEY
from formats.encrypted import decrypt0, peek0
from terminal.officials import Officials, card_key
from terminal.reading import read

_HINTS = -70001
SHARE, NEEDED, OF, SALT, ITERATIONS = 4, 5, 6, 7, 8
_MOST_SHARES, _MOST_ITERATIONS = 15, 100_000  # nobody has vouched for a header yet: it must not stop the count


def _is_whole(header: dict) -> bool:
    numbers = [header.get(key) for key in (SHARE, NEEDED, OF, ITERATIONS)]
    if not all(isinstance(number, int) for number in numbers) or not isinstance(header.get(SALT), bytes):
        return False
    share, needed, of, iterations = numbers
    return 0 < share <= of <= _MOST_SHARES and 0 < needed <= of and 0 < iterations <= _MOST_ITERATIONS


class KeyCards:
    """Collects shares at the desk."""

    def __init__(self, terminal):
        self.terminal = terminal
        self._officials = Officials(terminal)
        self._shares = {}

    async def secret(self) -> int | None:
        """The secret key, or None when they gave up. Wrong cards and PINs are said and asked for again."""
        terminal, texts = self.terminal, self.terminal.texts
        needed, of = 1, None
        while len(self._shares) < needed:
            title = texts("key_card_show", len(self._shares) + 1, needed if of else "?")
            kind, card = await read(terminal, title, {"K": self._check}, [texts("key_card_next")])
            if kind != "K":
                return None
            data, header = card
            needed, of = header[NEEDED], header[OF]
            share = await self._officials.pin(
                title, lambda pin, data=data, header=header: self._unlock(data, header, pin)
            )
            if share is not None:
                self._shares[header[SHARE]] = int.from_bytes(share, "little")
        secret = combine(list(self._shares.items()))
        self._shares.clear()
        if compress(base_table().multiply(secret)) == terminal.poll.precinct[PRECINCT_KEY]:
            return secret
        terminal.refuse("key_wrong")
        await terminal.dialog.message(texts("count"), [texts("key_wrong")])
        return None

    def _check(self, data: bytes):
        """(object, header) of a key card of this poll that was not used yet, or why not."""
        protected = peek0(data)
        header = protected.get(_HINTS) if protected else None
        if not isinstance(header, dict) or header.get(0) != "K1" or not _is_whole(header):
            return "key_card_wrong"
        problem = self.terminal.poll.mismatch(header)
        if problem:
            return problem
        return "card_same" if header[SHARE] in self._shares else (data, header)

    def _unlock(self, data: bytes, header: dict, pin: str) -> bytes | None:
        key = card_key(self.terminal.poll.secrets[2], pin, header[SALT], header[ITERATIONS])
        return decrypt0(data, key)
